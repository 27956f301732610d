/**
 * Where a box's deliveries begin and end, as one fold over its moves and trips in SQL. Orders come later: they never
 * begin or end a delivery.
 */

/** What the fold reads of an event: a move, or a trip with the box aboard. */
const EVENT =
  'Tuple(i UInt32, at Int64, kind String, place String, facility Nullable(String), load Nullable(String), voyage Nullable(String), booking Nullable(String), seals Array(String), trans Bool, across Bool, trade String, overQuay Bool, startAt Int64, endAt Nullable(Int64), toTheDay Bool)';
const STAY = `Tuple(arrival ${EVENT}, byDischarge Bool, isImport Bool)`;
/** until: what ended it, 0 while it is open; withdrawn: it was no delivery; unseen: its gate-out was, and out is what brought the box. */
const DELIVERY = `Tuple(out ${EVENT}, stay ${STAY}, stripped UInt32, legs Array(UInt32), until UInt32, rule String, withdrawn Bool, unseen Bool)`;
/** brought: gate-ins of imports that were taken to another terminal, of which nobody saw the gate-out. */
const KNOWN = `Tuple(stay ${STAY}, onWay Bool, deliveries Array(${DELIVERY}), trips Array(${EVENT}), brought Array(UInt32))`;

const NO_EVENT = `CAST((0, 0, '', '', NULL, NULL, NULL, NULL, [], false, false, '', false, 0, NULL, false), '${EVENT}')`;
const NO_STAY = `CAST((${NO_EVENT}, false, false), '${STAY}')`;
const NOTHING = `CAST((${NO_STAY}, false, [], [], []), '${KNOWN}')`;

const HOUR = 3_600_000;
/** What lies further back than rows may reach can no longer be changed. */
export const DELIVERY_SPAN_MS = 100 * 24 * HOUR;
const now = 'k.deliveries[-1]';
const stay = 'k.stay.arrival';
const sameFacility = (a: string) => `ifNull(${a}.facility = e.facility, true)`;
const sameVoyage = (a: string) => `ifNull(${a}.voyage = e.voyage, false)`;
const sameBooking = (a: string) => `ifNull(${a}.booking = e.booking, false)`;

const saidAgain = (known: string) =>
  `(${known}.byDischarge AND ${sameFacility(`${known}.arrival`)} AND ${sameVoyage(`${known}.arrival`)})`;
const transferred = `(ifNull(${now}.out.facility != e.facility, (${now}.out.facility IS NULL) != (e.facility IS NULL)) AND e.at - ${now}.out.at < ${24 * HOUR}
  AND ifNull(${now}.out.load = e.load, true) AND (${now}.out.trans OR e.trans OR ${sameVoyage(`${now}.out`)} OR ${sameBooking(`${now}.out`)}))`;
const inspected = `(ifNull(${now}.out.facility = e.facility, false) AND e.at - ${now}.out.at <= ${6 * HOUR}
  AND ifNull(${now}.out.load, '') != 'EMPTY' AND ifNull(e.load, '') != 'EMPTY' AND (${sameBooking(`${now}.out`)} OR hasAny(${now}.out.seals, e.seals)))`;
/** Laden, and come by sea as far as known; not for another terminal, nor back to the exporter. */
const delivers = `(NOT e.across AND if(${stay}.i = 0, ifNull(e.load = 'LADEN', false) AND e.trade != 'EXPORT',
  k.stay.isImport AND ifNull(coalesce(e.load, ${stay}.load) = 'LADEN', false)))`;

const broughtUnseen = `(${stay}.i > 0 AND k.stay.isImport AND ifNull(${stay}.facility != e.facility, false) AND ifNull(${stay}.load = e.load, true)
  AND (${stay}.trans OR e.trans OR ${sameVoyage(stay)} OR ${sameBooking(stay)}))`;

const gateIn = `multiIf(
  e.place = 'TERMINAL' AND k.onWay AND ${transferred}, 'TRANSFERRED',
  e.place = 'TERMINAL' AND k.onWay AND ${inspected}, 'INSPECTED',
  e.place = 'TERMINAL' AND ${broughtUnseen}, 'BROUGHT',
  ifNull(e.load = 'EMPTY', false) OR e.place = 'DEPOT', 'EMPTY-IN',
  e.place IN ('TERMINAL', 'ABROAD'), 'LADEN-IN', '')`;
const gateOut = `multiIf(
  ifNull(e.load = 'EMPTY', false), 'EMPTY-OUT', e.place != 'TERMINAL', '',
  ${stay}.i = 0 AND k.onWay AND ${sameFacility(`${now}.out`)} AND ${sameBooking(`${now}.out`)}, '', ${delivers}, 'OUT', 'OUT-ELSEWHERE')`;
/** The gate-out was stated to the day, and may be after a discharge of that day. */
const sameDay = `(k.onWay AND e.place = 'TERMINAL' AND ${now}.stay.arrival.i = 0 AND ${now}.out.toTheDay AND e.at < ${now}.out.at + ${24 * HOUR}
  AND ${sameFacility(`${now}.out`)} AND ifNull(${now}.out.load = e.load, true))`;
const act = `multiIf(
  e.kind = 'TRIP', 'TRIP',
  e.kind = 'DISC', multiIf(if(${stay}.i > 0, ${saidAgain('k.stay')}, k.onWay AND ${now}.stay.arrival.i > 0 AND ${saidAgain(`${now}.stay`)}), '', ${sameDay}, 'SAME-DAY', 'DISCHARGED'),
  e.kind = 'GTIN', ${gateIn},
  e.kind = 'GTOT', ${gateOut},
  e.kind = 'LOAD', multiIf(e.overQuay, 'LOADED', e.place = 'TERMINAL', 'ON-TRAIN', ''),
  e.kind = 'STRP', multiIf(e.place IN ('TERMINAL', 'ABROAD'), '', k.onWay, if(${now}.stripped = 0, 'STRIPPED', ''),
    k.stay.isImport AND e.place != 'UNKNOWN' AND NOT e.toTheDay, 'UNSEEN', ''),
  e.place != 'TERMINAL', 'STUFFED', '')`;

const isOneOf = (...acts: string[]) => `act IN ('${acts.join("', '")}')`;
const ends = isOneOf(
  'DISCHARGED',
  'EMPTY-IN',
  'LADEN-IN',
  'EMPTY-OUT',
  'OUT',
  'OUT-ELSEWHERE',
  'LOADED',
  'STUFFED',
);
const withdraws = isOneOf('TRANSFERRED', 'INSPECTED');
const rule = `multiIf(act = 'EMPTY-IN', if(e.place = 'PLANT', 'seen-empty', 'empty-return'), act = 'EMPTY-OUT', 'seen-empty',
  act = 'LADEN-IN' AND e.place = 'TERMINAL', 'laden-return', 'next-cycle')`;
const arrived = `CAST((e, e.overQuay, e.overQuay AND ifNull(e.load, '') != 'EMPTY'), '${STAY}')`;
const changed = `CAST((${now}.out, if(act = 'SAME-DAY', ${arrived}, ${now}.stay), if(act = 'STRIPPED', e.i, ${now}.stripped),
  if(act = 'TRIP' AND length(${now}.legs) < 16, arrayPushBack(${now}.legs, e.i), ${now}.legs), if(${ends} OR ${withdraws}, e.i, 0), if(${ends}, ${rule}, ''), ${withdraws}, false), '${DELIVERY}')`;
const begun = `CAST((e, k.stay, 0, arrayMap(trip -> trip.i, arrayFilter(trip -> trip.startAt >= e.at - ${HOUR / 2} AND ifNull(trip.endAt > e.at, true), k.trips)), 0, '', false, false), '${DELIVERY}')`;
const unseen = `CAST((${stay}, k.stay, e.i, arrayMap(trip -> trip.i, arrayFilter(trip -> trip.startAt >= ${stay}.at, k.trips)), e.i, '', false, true), '${DELIVERY}')`;
const stayNow = `multiIf(
  act = 'DISCHARGED' AND e.place = 'TERMINAL', ${arrived},
  ${isOneOf('TRANSFERRED', 'BROUGHT')}, CAST((e, false, true), '${STAY}'), act = 'INSPECTED', ${now}.stay,
  act = 'LADEN-IN' AND e.place = 'TERMINAL', CAST((e, false, false), '${STAY}'),
  ${isOneOf('STRIPPED', 'STUFFED', 'TRIP', 'SAME-DAY')}, k.stay, ${NO_STAY})`;

/** One event more: the body of the fold's lambda `(k, e) -> …`. */
const STEP = `arrayMap(k -> arrayMap(act -> if(act = '', k, CAST((${stayNow},
  act = 'OUT' OR (k.onWay AND NOT (${ends}) AND NOT (${withdraws})),
  arrayConcat(if(k.onWay, arrayPushBack(arrayPopBack(k.deliveries), ${changed}), k.deliveries), multiIf(act = 'OUT', [${begun}], act = 'UNSEEN', [${unseen}], [])),
  if(act = 'TRIP', arraySlice(arrayPushBack(k.trips, e), -4), k.trips), if(act = 'BROUGHT', arrayPushBack(k.brought, e.i), k.brought)), '${KNOWN}')), [${act}])[1],
  [CAST((k.stay, k.onWay AND e.at - ${now}.out.at <= ${DELIVERY_SPAN_MS}, k.deliveries, k.trips, k.brought), '${KNOWN}')])[1]`;

/** The `deliveries` of what `happened` to a box, and the gate-ins of imports that were `brought`. */
export const WAYS = `arrayFold((k, e) -> ${STEP}, arrayFilter(e -> e.kind != 'ORDER', arrayMap((x, i) ->
  CAST((i, x.at, x.kind, x.place, x.facility, x.load, x.voyage, x.booking, x.seals, x.trans, x.across, x.trade, x.overQuay, x.startAt, x.endAt, x.toTheDay), '${EVENT}'),
  happened, arrayEnumerate(happened))), ${NOTHING})`;
