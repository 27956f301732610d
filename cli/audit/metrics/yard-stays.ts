/**
 * Which moves begin and end a box's stays, as one fold over its moves in SQL. A row says by index which events it is
 * made of; what it tells of them is looked up after.
 */

/** What the fold reads of an event; `kind`: the move, or DEPARTED of a call without the box. */
export const EVENT =
  'Tuple(i UInt32, at Int64, kind String, place String, facility Nullable(String), load Nullable(String), voyage Nullable(String), booking Nullable(String), seals Array(String), trans Bool, overQuay Bool, toTheDay Bool)';
/** A stay without the stays before it; `brought`: from another terminal, where the stay in the port began. */
const PART = `Tuple(start ${EVENT}, changed Bool, brought Bool, visit UInt32, first UInt32)`;
/** A stay with the one before it in the port, whose class follows from how this one ends; `firstAt`: the earlier row's time. */
const STAY = `Tuple(part ${PART}, before ${PART}, beforeEnd UInt32, firstAt Int64)`;
/** kind 0 withdrawn, 1 open, 2 closed, 3 without start, 4 contradicted, 5 inferred. */
export const ROW = `Tuple(key UInt32, kind UInt8, part ${PART}, end UInt32, next UInt32, rule String, bySea Bool, also Array(UInt32), moved Bool, toldFirst UInt32, toldNext UInt32, toldEnd UInt32)`;
export const KNOWN = `Tuple(stay ${STAY}, leftEnd ${EVENT}, leftStay ${STAY}, rows Array(${ROW}))`;

const NO_EVENT = `CAST((0, 0, '', '', NULL, NULL, NULL, NULL, [], false, false, false), '${EVENT}')`;
const NO_PART = `CAST((${NO_EVENT}, false, false, 0, 0), '${PART}')`;
const NO_STAY = `CAST((${NO_PART}, ${NO_PART}, 0, 0), '${STAY}')`;
export const NOTHING = `CAST((${NO_STAY}, ${NO_EVENT}, ${NO_STAY}, []), '${KNOWN}')`;

const HOUR = 3_600_000;
const SPAN_MS = 400 * 24 * HOUR;
const start = 'k.stay.part.start';
const stands = `${start}.i > 0`;
const left = 'k.leftEnd';
const hasLeft = `${left}.i > 0`;
const leftStands = 'k.leftStay.part.start.i > 0';

const sameFacility = (a: string, b: string) => `ifNull(${a}.facility = ${b}.facility, true)`;
const agree = (a: string, b: string) => `ifNull(${a}.load = ${b}.load, true)`;
const sameVoyage = (a: string, b: string) => `ifNull(${a}.voyage = ${b}.voyage, false)`;
const sameBooking = (a: string, b: string) => `ifNull(${a}.booking = ${b}.booking, false)`;

const restates = (
  known: string,
) => `(${known}.kind = e.kind AND ${sameFacility(known, 'e')} AND ${agree(known, 'e')}
  AND if(e.kind IN ('DISC', 'LOAD'), ${sameVoyage(known, 'e')}, ${sameBooking(known, 'e')}))`;
const inspected = `(${left}.kind = 'GTOT' AND ifNull(${left}.facility = e.facility, false) AND e.at - ${left}.at <= ${6 * HOUR}
  AND ifNull(${left}.load, '') != 'EMPTY' AND ifNull(e.load, '') != 'EMPTY' AND (${sameBooking(left, 'e')} OR hasAny(${left}.seals, e.seals)))`;
const restowed = `(${start}.kind = 'DISC' AND e.kind = 'LOAD' AND ${sameVoyage(start, 'e')} AND ${sameFacility(start, 'e')} AND e.at - ${start}.at <= ${72 * HOUR})`;
const checkedIn = `(${start}.kind = 'CHECKIN' AND ${sameFacility(start, 'e')} AND ${agree(start, 'e')} AND e.at - ${start}.at <= ${24 * HOUR})`;
const refuted = `(${left}.toTheDay AND ((e.kind = 'GTIN' AND ${left}.kind = 'LOAD') OR (e.kind = 'DISC' AND ${left}.kind = 'GTOT'))
  AND e.at < ${left}.at + ${24 * HOUR} AND ${sameFacility('e', left)} AND ${agree('e', left)})`;
/** Taken to another terminal: seen out of the gate of one and into that of another within a day, on one errand. */
const broughtAfterLeaving = `(e.kind = 'GTIN' AND e.place = 'TERMINAL' AND ${left}.kind = 'GTOT' AND ifNull(${left}.facility != e.facility, false)
  AND e.at - ${left}.at < ${24 * HOUR} AND ${agree(left, 'e')} AND (${left}.trans OR e.trans
  OR ifNull(coalesce(${left}.voyage, k.leftStay.part.start.voyage) = e.voyage, false) OR ifNull(coalesce(${left}.booking, k.leftStay.part.start.booking) = e.booking, false)))`;
const broughtUnseen = `(e.place = 'TERMINAL' AND ifNull(${start}.facility != e.facility, false) AND ${agree(start, 'e')}
  AND (${start}.trans OR e.trans OR ${sameVoyage(start, 'e')} OR ${sameBooking(start, 'e')}))`;

const NO_VISIT = '(toUInt32(0), toUInt32(0))';

/** What an event does to what is known; '' nothing. Rule by rule, the first that fits. */
const arrival = `multiIf(
  ${stands} AND ${checkedIn}, 'REPLACED',
  ${stands} AND e.place != 'ABROAD' AND ${restates(start)}, '',
  ${stands}, if(${broughtUnseen}, 'UNSEEN-BROUGHT', 'UNSEEN'),
  ${hasLeft} AND e.place IN ('INLAND', 'UNKNOWN'), '',
  NOT (${hasLeft}) OR e.place != 'TERMINAL', 'BEGUN',
  ${leftStands} AND e.kind = 'GTIN' AND ${inspected}, 'RETURNED',
  NOT (${leftStands}) AND ${refuted}, 'REFUTED',
  ${broughtAfterLeaving}, 'BROUGHT', 'BEGUN')`;
const checkIn = `multiIf(
  e.place != 'TERMINAL' OR (${stands} AND ${sameFacility(start, 'e')}), '',
  ${stands}, if(${broughtUnseen}, 'UNSEEN-BROUGHT', 'UNSEEN'),
  ${hasLeft} AND e.at - ${left}.at <= ${24 * HOUR} AND ${sameFacility(left, 'e')}, '', 'BEGUN')`;
const atItsPlace = `e.place IN ('TERMINAL', 'UNKNOWN') AND ${sameFacility(start, 'e')}`;
const departure = `multiIf(
  ${stands} AND ${atItsPlace} AND (k.stay.part.changed OR ${agree(start, 'e')}), if(${restowed}, 'RESTOWED', 'ENDED'),
  NOT (${stands}) AND e.place = 'INLAND', '',
  e.place != 'TERMINAL', 'AWAY',
  NOT (${stands}) AND ${hasLeft} AND ${restates(left)}, '', 'NO-START')`;
const loading = `multiIf(NOT (${stands}), '', e.place IN ('PLANT', 'DEPOT', 'ABROAD'), 'AWAY', 'CHANGED')`;
const act = `multiIf(
  e.kind IN ('DISC', 'GTIN'), ${arrival},
  e.kind IN ('LOAD', 'GTOT'), ${departure},
  e.kind IN ('STUF', 'STRP'), ${loading},
  e.kind = 'CHECKIN', ${checkIn},
  ${stands}, 'ROLLED', '')`;

const isOneOf = (...acts: string[]) => `act IN ('${acts.join("', '")}')`;
const begins = `(${isOneOf('REPLACED', 'UNSEEN-BROUGHT', 'UNSEEN', 'BEGUN', 'BROUGHT')} AND e.place = 'TERMINAL')`;
const infers = `(${isOneOf('UNSEEN-BROUGHT', 'UNSEEN')} OR (${isOneOf('AWAY', 'NO-START')} AND ${stands}))`;

/** Of the stay in the port that goes on: its first stay, and what began that. */
const visitFrom = (part: string, otherwise: string) =>
  `if(${part}.start.i > 0, if(${part}.brought, (${part}.visit, ${part}.first), (${part}.start.i, ${part}.start.i)), ${otherwise})`;
const visit = `multiIf(act = 'UNSEEN-BROUGHT', ${visitFrom('k.stay.part', NO_VISIT)},
  act = 'BROUGHT', ${visitFrom('k.leftStay.part', `(${left}.i, toUInt32(0))`)}, ${NO_VISIT})`;

const stayBegun = `CAST((CAST((e, false, ${isOneOf('UNSEEN-BROUGHT', 'BROUGHT')}, visit.1, visit.2), '${PART}'),
  if(act = 'BROUGHT', k.leftStay.part, ${NO_PART}), if(act = 'BROUGHT', ${left}.i, 0),
  multiIf(act != 'BROUGHT', e.at, ${leftStands}, k.leftStay.part.start.at, ${left}.at)), '${STAY}')`;
const stayOn = `CAST((CAST((${start}, k.stay.part.changed OR act = 'CHANGED',
  k.stay.part.brought, k.stay.part.visit, k.stay.part.first), '${PART}'), k.stay.before, k.stay.beforeEnd, k.stay.firstAt), '${STAY}')`;
const stay = `multiIf(${begins}, ${stayBegun}, act = 'RETURNED', k.leftStay, ${isOneOf('CHANGED', 'ROLLED')}, ${stayOn}, ${NO_STAY})`;

/** The row of what was known before; kind 9: none. */
const about = `multiIf(${isOneOf('REFUTED')}, ${left}.i, ${isOneOf('RETURNED')}, k.leftStay.part.start.i,
  act = 'BROUGHT', if(${leftStands}, k.leftStay.part.start.i, ${left}.i), ${start}.i)`;
const rowBefore = `CAST((${about},
  multiIf(${isOneOf('REPLACED', 'REFUTED', 'RESTOWED')}, 0, ${infers}, 5, act = 'BROUGHT', if(${leftStands}, 2, 3),
    act = 'ENDED', 2, ${isOneOf('RETURNED', 'ROLLED')}, 1, 9),
  multiIf(${isOneOf('BROUGHT', 'RETURNED')}, k.leftStay.part, act = 'ROLLED', stay.part, k.stay.part),
  multiIf(act = 'BROUGHT', ${left}.i, act = 'ENDED', e.i, 0), if(${infers}, e.i, 0),
  if(${sameFacility(start, 'e')} AND act != 'UNSEEN-BROUGHT', multiIf(act = 'UNSEEN', 'arrived-again', ${atItsPlace} AND act IN ('AWAY', 'NO-START') AND e.kind IN ('LOAD', 'GTOT'), 'load-changed', 'seen-elsewhere'), 'seen-elsewhere'),
  e.place = 'ABROAD' OR (e.kind = 'DISC' AND e.overQuay),
  multiIf(act = 'BROUGHT', [${left}.i], act = 'RETURNED', [${left}.i, e.i], act = 'ROLLED', [], [e.i]),
  ${isOneOf('UNSEEN-BROUGHT', 'BROUGHT')}, visit.2, e.i, 0), '${ROW}')`;

/** The row of what begins, or of the stay before in the port, whose class is known now. */
const rowAfter = `CAST((
  if(act = 'ENDED', if(k.stay.before.start.i > 0, k.stay.before.start.i, k.stay.beforeEnd), e.i),
  multiIf(${begins}, 1, act = 'REFUTED', 4, act = 'NO-START', 3,
    act = 'ENDED' AND k.stay.part.brought AND k.stay.beforeEnd > 0, if(k.stay.before.start.i > 0, 2, 3), 9),
  multiIf(${begins}, stay.part, act = 'REFUTED', CAST((e, false, false, 0, 0), '${PART}'), act = 'ENDED', k.stay.before, ${NO_PART}),
  multiIf(act = 'REFUTED', ${left}.i, act = 'NO-START', e.i, act = 'ENDED', k.stay.beforeEnd, 0), 0, '', false,
  multiIf(act = 'REFUTED', [${left}.i], act = 'NO-START', [e.i], act = 'ENDED', [k.stay.beforeEnd], []),
  act = 'ENDED', k.stay.part.first, ${start}.i, e.i), '${ROW}')`;

/** A stay beyond the span of its row can no longer be ended. */
const isTooLong = `(${stands} OR ${leftStands}) AND e.at - if(${stands}, k.stay, k.leftStay).firstAt > ${SPAN_MS}`;

/** One event more: the body of the fold's lambda `(k, e) -> …`. What is used twice is bound once: the engine plans each use. */
export const STEP = `arrayMap(k -> arrayMap(act -> if(act = '', k, arrayMap(visit -> arrayMap(stay -> CAST((stay,
    multiIf(${isOneOf('ENDED', 'NO-START')}, e, act = 'CHANGED', ${left}, ${NO_EVENT}),
    multiIf(act = 'ENDED', k.stay, act = 'CHANGED', k.leftStay, ${NO_STAY}),
    arrayConcat(k.rows, arrayFilter(row -> row.kind != 9, [${rowBefore}, ${rowAfter}]))), '${KNOWN}'),
  [${stay}])[1], [${visit}])[1]), [${act}])[1],
  [if(${isTooLong}, CAST((${NO_STAY}, ${NO_EVENT}, ${NO_STAY}, k.rows), '${KNOWN}'), k)])[1]`;
