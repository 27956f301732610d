/** What a box's progress becomes with each thing that is told of it, as one fold in SQL. */

/** What tells whether a box comes back with what it left with. */
export const CARGO =
  'Tuple(at Int64, facility Nullable(String), load Nullable(String), voyage Nullable(String), booking Nullable(String), seals Array(String), trans Bool)';
export const EVENT = `Tuple(i UInt32, at Int64, kind String, place String, load Nullable(String), overQuay Bool, orderId String, outbound Bool, startAt Int64, endAt Nullable(Int64), atPlant Bool, callId String, cargo ${CARGO})`;
const SERVED = 'Tuple(i UInt32, orderId String, outbound Bool, since Int64)';
/** Where the box is: since when and by what, at which place, and the trip that brought it to a plant; 0: none. */
const STOOD = 'Tuple(stage String, at Nullable(Int64), by UInt32, place UInt32, brought UInt32)';
/** What is told by which event to which order: where the box stands, its estimate, its call, whether it was left behind. */
export const ROW = `Tuple(UInt32, UInt32, ${STOOD}, UInt32, UInt32, Bool)`;
const KNOWN = `Tuple(served Array(${SERVED}), stood ${STOOD}, eta Tuple(i UInt32, stage String), call Tuple(i UInt32, id String), missed Array(Nullable(String)), trip Tuple(i UInt32, startAt Int64, endAt Nullable(Int64), atPlant Bool), cargo ${CARGO}, rows Array(${ROW}))`;
const NOWHERE = `CAST(('UNKNOWN', NULL, 0, 0, 0), '${STOOD}')`;
export const NOTHING = `CAST(([], ${NOWHERE}, (0, ''), (0, ''), [], (0, 0, NULL, false), CAST((0, NULL, NULL, NULL, NULL, [], false), '${CARGO}'), []), '${KNOWN}')`;

const INBOUND = "('AT_SEA', 'IN_YARD', 'ON_ROAD', 'ARRIVED')";
const OUTBOUND = "('PICKED_UP', 'STUFFED', 'GATED_IN', 'LOADED')";
const isMove = "e.kind IN ('LOAD', 'DISC', 'GTIN', 'GTOT', 'STUF', 'STRP')";
const isEta = "e.kind IN ('IN_YARD', 'ON_ROAD', 'ARRIVED', 'GATED_IN')";
const isEmpty = "ifNull(e.load = 'EMPTY', false)";

/** At the scanner, refused, or brought from another of our terminals; who stands in the yard was out for nobody knows how long. */
const comesBack = `(ifNull(k.cargo.booking = e.cargo.booking, false) OR hasAny(k.cargo.seals, e.cargo.seals)
  OR (ifNull(k.cargo.facility != e.cargo.facility, (k.cargo.facility IS NULL) != (e.cargo.facility IS NULL)) AND (k.stood.stage = 'IN_YARD' OR e.at - k.cargo.at < 86400000)
    AND ifNull(k.cargo.load = e.cargo.load, true) AND (k.cargo.trans OR e.cargo.trans OR ifNull(k.cargo.voyage = e.cargo.voyage, false))))`;

/** The stage that a move brings the box to; '' where it stays as far as it was. */
const moved = `multiIf(
  e.kind = 'LOAD', multiIf(NOT e.overQuay, '', e.place = 'ABROAD', 'AT_SEA', 'LOADED'),
  e.kind = 'DISC', multiIf(NOT e.overQuay, '', e.place = 'TERMINAL' AND NOT ${isEmpty}, 'IN_YARD', 'UNKNOWN'),
  e.kind = 'GTOT', multiIf(${isEmpty}, if(e.place = 'PLANT', '', 'PICKED_UP'), e.place = 'TERMINAL' AND k.stood.stage != 'GATED_IN', 'ON_ROAD', ''),
  e.kind = 'GTIN', multiIf(${isEmpty}, if(e.place = 'PLANT', '', 'UNKNOWN'), e.place != 'TERMINAL', '', k.stood.stage IN ('IN_YARD', 'ON_ROAD') AND ${comesBack}, 'IN_YARD', 'GATED_IN'),
  e.place IN ('TERMINAL', 'ABROAD'), '', e.kind = 'STUF', 'STUFFED', k.stood.stage = 'ARRIVED', '', 'ARRIVED')`;

/** Whether a trip brought the box to a plant after it was on the road. */
const brings = (trip: string, since: string) =>
  `(${trip}.atPlant AND ifNull(${trip}.endAt > ${since}, false))`;
const broughtBy = (trip: string, place: string) =>
  `CAST(('ARRIVED', ${trip}.endAt, ${trip}.i, ${place}, ${trip}.i), '${STOOD}')`;
const stood = `multiIf(
  ${isMove} AND stage = 'ON_ROAD' AND k.trip.i > 0 AND k.trip.startAt >= e.at - 1800000 AND ${brings('k.trip', 'e.at')}, ${broughtBy('k.trip', 'e.i')},
  ${isMove}, CAST((stage, e.at, e.i, e.i, 0), '${STOOD}'),
  e.kind = 'TRIP' AND k.stood.stage = 'ON_ROAD' AND ${brings('e', 'k.stood.at')}, ${broughtBy('e', 'k.stood.place')}, k.stood)`;

const AHEAD = "['UNKNOWN', 'AT_SEA', 'IN_YARD', 'ON_ROAD', 'ARRIVED']";
const etaHolds = `if(k.eta.stage = 'GATED_IN', stage IN ('PICKED_UP', 'STUFFED'),
  stage IN ${INBOUND} AND indexOf(${AHEAD}, k.eta.stage) > indexOf(${AHEAD}, stage))`;
const eta = `multiIf(${isEta}, (e.i, e.kind), ${isMove} AND NOT (${etaHolds}), (0, ''), k.eta)`;

const isOfCall = '(k.call.i > 0 AND k.call.id = e.callId)';
const forgets = `(${isMove} AND (stage IN ('UNKNOWN', 'IN_YARD') OR (stage = 'PICKED_UP' AND k.stood.stage = 'LOADED')))`;
const call = `multiIf(e.kind = 'PLANNED', (e.i, e.callId), e.kind = 'CANCELLED' OR ${forgets}, (0, ''), k.call)`;
/** Voyages that left without the box; the one that it was loaded on after all had only been told to have left. */
const missed = `multiIf(e.kind = 'DEPARTED', arrayPushBack(k.missed, e.cargo.voyage), ${forgets}, [],
  ${isMove} AND stage = 'LOADED', arrayFilter(voyage -> ifNull(voyage != e.cargo.voyage, true), k.missed), k.missed)`;

const isAway = "k.stood.stage IN ('ON_ROAD', 'ARRIVED')";
const endsInbound = `if(${isAway}, now.stage IN ('UNKNOWN', 'AT_SEA') OR now.stage IN ${OUTBOUND}, k.stood.stage = 'IN_YARD' AND now.stage = 'UNKNOWN')`;
const endsOutbound = `(k.stood.stage IN ('LOADED', 'GATED_IN', 'STUFFED') AND (now.stage IN ('UNKNOWN', 'PICKED_UP') OR now.stage IN ${INBOUND}) AND o.since <= ifNull(k.stood.at, e.at))`;
const isOver = `(${isMove} AND if(o.outbound, ${endsOutbound}, ${endsInbound}))`;

const served = `if(e.kind IN ('ORDER', 'LINK'), arraySlice(arrayPushBack(arrayFilter(o -> o.orderId != e.orderId, k.served), CAST((e.i, e.orderId, e.outbound, e.at), '${SERVED}')), -8),
  arrayFilter(o -> NOT ${isOver}, k.served))`;
const hears = `multiIf(e.kind IN ('ORDER', 'LINK'), o.i = e.i, ${isMove}, if(o.outbound, now.stage IN ${OUTBOUND}, now.stage IN ${INBOUND}),
  e.kind IN ('PLANNED', 'CANCELLED', 'DEPARTED'), o.outbound, true)`;
const isOf = `(if(o.outbound, now.stage IN ${OUTBOUND}, now.stage IN ${INBOUND}) AND NOT (now.stage = 'LOADED' AND now.at < o.since))`;
const rowOf = `CAST((e.i, o.i, if(${isOf}, now, ${NOWHERE}), if(eta.1 > 0 AND o.outbound = (eta.2 = 'GATED_IN'), eta.1, 0), if(o.outbound, call.1, 0), o.outbound AND notEmpty(missed)), '${ROW}')`;
const released = `CAST((e.i, o.i, CAST(('RELEASED', NULL, 0, 0, 0), '${STOOD}'), 0, 0, false), '${ROW}')`;
const rows = `arrayConcat(k.rows,
  if(k.stood.stage IN ('ARRIVED', 'LOADED'), [], arrayMap(o -> ${released}, arrayFilter(o -> ${isOver}, k.served))),
  arrayMap(o -> ${rowOf}, arrayFilter(o -> ${hears}, served)))`;

/** A trip that brings the box nowhere is remembered, and told to nobody. */
const remembers = `(e.kind = 'TRIP' AND NOT (k.stood.stage = 'ON_ROAD' AND ${brings('e', 'k.stood.at')}))`;
const trip = "if(e.kind = 'TRIP', (e.i, e.startAt, e.endAt, e.atPlant), k.trip)";
const changes = `multiIf(${isMove}, stage != '', e.kind = 'LINK', NOT arrayExists(o -> o.orderId = e.orderId, k.served),
  e.kind = 'CANCELLED', ${isOfCall}, e.kind = 'DEPARTED', ${isOfCall} AND k.stood.stage != 'LOADED' AND NOT has(k.missed, e.cargo.voyage) AND length(k.missed) < 8, true)`;

/** One event more; what is used twice is bound once. */
export const STEP = `arrayMap(stage -> if(NOT (${changes}), k, arrayMap((now, eta, call, missed, trip) -> arrayMap(served -> CAST((
    served, now, eta, call, missed, trip, if(stage IN ('IN_YARD', 'ON_ROAD'), e.cargo, k.cargo), if(${remembers}, k.rows, ${rows})), '${KNOWN}'), [${served}])[1],
  [${stood}], [${eta}], [${call}], [${missed}], [${trip}])[1]), [if(${isMove}, ${moved}, '')])[1]`;
