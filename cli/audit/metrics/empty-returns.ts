import { containerEvents, emptyReturns } from '@landbridge/schemas';
import { type AuditedMetric, ms, time } from '../metric.ts';
import { placedMoves } from './placed-moves.ts';

/**
 * An import box from the laden gate-out to the empty gate-in, or to its next use: one fold over its moves and over what
 * carriers plan for its return. A row says by index which events it is made of.
 */
export const auditedEmptyReturns: AuditedMetric = {
  topic: emptyReturns,
  processor: 'empty-returns',
  compared: [
    ...['eventTime', 'container', 'facility', 'facilityGroup', 'depot', 'depotGroup'],
    ...['expectedDepot', 'wrongDepot', 'outcome', 'gateOutAt', 'strippedAt', 'returnedAt'],
    ...['returnMs', 'emptyMs', 'streetTurn', 'booking', 'teu', 'quality', 'qualityRule'],
    ...['startEventId', 'endEventId', 'causes', 'causeCount'],
  ],
  sql: (accepted) => `
    WITH seen AS (
      SELECT container, ${ms('eventTime')} AS at, 1 AS input, rank, id, move AS kind, place, facility, facilityGroup, emptyIndicator AS load, voyage, booking,
        arraySlice(seals, 1, 8) AS seals, transshipment AS trans, NOT transshipment AND ifNull(trade, '') NOT IN ('EXPORT', 'TRANSSHIPMENT') AS inward, overQuay, teu, precision = 'DAY' AS toTheDay
      FROM ${placedMoves(accepted)} WHERE ifNull(trade, '') != 'RESTOW' AND kind IN ('GTOT', 'GTIN', 'STRP', 'STUF', 'DISC', 'LOAD')
      UNION ALL
      SELECT assumeNotNull(container), ${ms('eventTime')}, 0, 0, id, 'PLAN', '', facility, NULL, NULL, NULL, NULL, [], false, false, false, NULL, false
      FROM ${accepted(containerEvents)}
      WHERE classifier != 'ACT' AND eventCode = 'GTIN' AND emptyIndicator = 'EMPTY' AND facility IS NOT NULL AND container = subject
    ),
    boxes AS (
      SELECT container, arraySort(x -> (x.at, x.input, x.rank, x.id), groupArray(CAST((at, input, rank, id, kind, place, facility, facilityGroup, load, voyage,
        booking, seals, trans, inward, overQuay, teu, toTheDay), '${SEEN}'))) AS happened
      FROM seen GROUP BY container
    ),
    folded AS (
      SELECT container, happened, arrayFold((k, e) -> ${STEP}, arrayMap((x, i) -> CAST((i, x.at, x.kind, x.place, x.facility, x.load, x.voyage, x.booking,
        x.seals, x.trans, x.inward, x.overQuay, x.toTheDay), '${EVENT}'), happened, arrayEnumerate(happened)), CAST((${NO_EVENT}, 0, 0, 'NOTHING', ${NO_EVENT}, []), '${KNOWN}')).rows AS rows
      FROM boxes
    ),
    newest AS (
      SELECT container, happened, arrayFilter((told, i) -> told.outcome != 'WITHDRAWN' AND NOT arrayExists((later, j) -> j > i AND later.start = told.start, rows, arrayEnumerate(rows)),
        rows, arrayEnumerate(rows)) AS last
      FROM folded
    )
    SELECT happened[told.start] AS start, happened[told.stripped] AS strip, happened[told.expected] AS plan, happened[told.end] AS end, container,
      start.id AS id, ${time('start.at')} AS eventTime, start.kind = 'GTOT' AS isOut, told.outcome = 'RETURNED' AS isBack, told.start = told.end AS unseen,
      if(isOut, start.facility, NULL) AS facility, if(isOut, start.facilityGroup, NULL) AS facilityGroup, if(isBack, end.facility, NULL) AS depot,
      if(isBack, end.facilityGroup, NULL) AS depotGroup, plan.facility AS expectedDepot, ifNull(depot != expectedDepot, false) AS wrongDepot,
      nullIf(told.outcome, '') AS outcome, if(isOut, eventTime, NULL) AS gateOutAt, ${time('if(told.stripped > 0, strip.at, NULL)')} AS strippedAt,
      ${time('if(isBack, end.at, NULL)')} AS returnedAt, if(isOut AND isBack, end.at - start.at, NULL) AS returnMs, if(told.stripped > 0 AND isBack, end.at - strip.at, NULL) AS emptyMs,
      told.outcome = 'STREET_TURN' AS streetTurn, start.booking AS booking, coalesce(start.teu, if(isBack, end.teu, NULL)) AS teu,
      multiIf(unseen, 'NO_START', told.rule != '', 'END_INFERRED', isOut, 'COMPLETE', 'START_INFERRED') AS quality,
      multiIf(unseen, NULL, told.rule != '', told.rule, isOut, NULL, 'stripped') AS qualityRule, if(unseen, NULL, start.id) AS startEventId,
      if(told.end > 0, end.id, NULL) AS endEventId,
      arrayDistinct(arrayConcat(arrayMap(i -> concat('container.moves/', happened[i].id), arrayFilter(i -> i > 0, [told.start, told.stripped, told.end])),
        if(told.expected > 0, [concat('container.events/', plan.id)], []))) AS causes, length(causes) AS causeCount
    FROM newest ARRAY JOIN last AS told`,
};

const SEEN =
  'Tuple(at Int64, input UInt8, rank UInt8, id String, kind String, place String, facility Nullable(String), facilityGroup Nullable(String), load Nullable(String), voyage Nullable(String), booking Nullable(String), seals Array(String), trans Bool, inward Bool, overQuay Bool, teu Nullable(Float64), toTheDay Bool)';
const EVENT =
  'Tuple(i UInt32, at Int64, kind String, place String, facility Nullable(String), load Nullable(String), voyage Nullable(String), booking Nullable(String), seals Array(String), trans Bool, inward Bool, overQuay Bool, toTheDay Bool)';
const ROW =
  'Tuple(start UInt32, stripped UInt32, expected UInt32, end UInt32, outcome String, rule String)';
/** A box that is away (start.i 0: it is not), what it did last that tells of its errand, and what brought an import where it stands. */
const KNOWN = `Tuple(start ${EVENT}, stripped UInt32, expected UInt32, last String, came ${EVENT}, rows Array(${ROW}))`;
const NO_EVENT = `CAST((0, 0, '', '', NULL, NULL, NULL, NULL, [], false, false, false, false), '${EVENT}')`;

const HOUR = 3_600_000;
const SPAN_MS = 400 * 24 * HOUR;
const isAway = 'k.start.i > 0';
const sameFacility = 'ifNull(k.start.facility = e.facility, true)';
const sameBooking = 'ifNull(k.start.booking = e.booking, false)';
const sameSeal = 'hasAny(k.start.seals, e.seals)';
const isEmpty = "ifNull(e.load = 'EMPTY', false)";
const isLaden = "ifNull(e.load = 'LADEN', false)";
const wentThrough = `((ifNull(k.start.facility = e.facility, false) AND e.at - k.start.at <= ${6 * HOUR} AND ifNull(k.start.load, '') != 'EMPTY' AND (${sameBooking} OR ${sameSeal}))
  OR (ifNull(k.start.facility != e.facility, (k.start.facility IS NULL) != (e.facility IS NULL)) AND e.at - k.start.at < ${24 * HOUR} AND ifNull(k.start.load = e.load, true)
    AND (k.start.trans OR e.trans OR ifNull(k.start.voyage = e.voyage, false) OR ${sameBooking})))`;

/** An import in another of our terminals than it was put in, on one errand; nobody saw it leave. */
const broughtUnseen = `(k.last = 'DISCHARGED' AND ifNull(k.came.facility != e.facility, false) AND ifNull(k.came.load = e.load, true)
  AND (k.came.trans OR e.trans OR ifNull(k.came.voyage = e.voyage, false) OR ifNull(k.came.booking = e.booking, false)))`;
/** What was stated to the day may have come after another move of that day. */
const startFollowed = `(${isAway} AND k.start.toTheDay AND e.at < k.start.at + ${24 * HOUR})`;

const act = `multiIf(
  e.kind = 'PLAN', 'PLANNED',
  e.kind = 'GTOT' AND ${isEmpty}, if(e.place = 'PLANT', '', 'OUT-EMPTY'),
  e.kind = 'GTOT', multiIf(e.place != 'TERMINAL' OR NOT (${isLaden}), '', ${isAway} AND ${sameFacility} AND ${sameBooking}, '', ${startFollowed} AND k.start.kind = 'STRP' AND e.inward, 'OUT-STRIPPED', k.last = 'BROUGHT' OR NOT e.inward, 'OUT-OTHER', 'OUT'),
  e.kind = 'GTIN' AND ${isEmpty}, multiIf(e.place IN ('PLANT', 'ABROAD'), '', ${isAway}, 'RETURNED', k.last IN ('NOTHING', 'DISCHARGED'), 'UNSEEN', 'BACK'),
  e.kind = 'GTIN', multiIf(e.place != 'TERMINAL' OR NOT (${isLaden}), '', NOT (${isAway}), if(${broughtUnseen}, 'BROUGHT-ON', 'BROUGHT'), ${wentThrough}, 'WITHDRAWN', ${sameBooking} OR ${sameSeal}, 'LADEN_RETURN', 'STREET_TURN'),
  e.kind = 'STRP', if(e.place IN ('TERMINAL', 'ABROAD') OR k.stripped > 0, '', 'STRIPPED'),
  e.kind = 'STUF', if(${isAway} AND e.place NOT IN ('TERMINAL', 'ABROAD'), 'STREET_TURN', ''),
  NOT e.overQuay, '', e.kind != 'DISC' OR e.place != 'TERMINAL', 'SHIPPED',
  ${startFollowed} AND k.start.kind = 'GTOT' AND ${sameFacility} AND ifNull(k.start.load = e.load, true), '', ${isEmpty}, 'SHIPPED', 'DISCHARGED')`;

const misses = `act IN ('OUT-EMPTY', 'OUT-OTHER', 'OUT', 'DISCHARGED', 'SHIPPED')`;
const expected = `multiIf(act = 'PLANNED', e.i, act IN ('STRIPPED', 'BROUGHT', 'BROUGHT-ON', 'WITHDRAWN', 'OUT-STRIPPED') OR (${misses} AND NOT (${isAway})), k.expected, 0)`;
const start = `multiIf(act IN ('OUT', 'OUT-STRIPPED') OR (act = 'STRIPPED' AND NOT (${isAway})), e, act IN ('PLANNED', 'STRIPPED'), k.start, ${NO_EVENT})`;
/** What leaves the box an import that stands in a terminal. */
const STANDS = "'DISCHARGED', 'WITHDRAWN', 'LADEN_RETURN', 'BROUGHT-ON'";
const last = `multiIf(act = 'PLANNED', k.last, act IN (${STANDS}), 'DISCHARGED', act = 'BROUGHT' OR (act = 'STREET_TURN' AND e.kind = 'GTIN'), 'BROUGHT', 'ELSEWHERE')`;
const ended = `CAST((if(act = 'UNSEEN', e.i, k.start.i), k.stripped, k.expected, if(act IN ('WITHDRAWN', 'OUT-STRIPPED'), 0, e.i),
  multiIf(${misses}, 'MISSED', act = 'UNSEEN', 'RETURNED', act = 'OUT-STRIPPED', 'WITHDRAWN', act), multiIf(act = 'OUT-EMPTY', 'empty-out-next', act IN ('OUT', 'OUT-OTHER'), 'next-gate-out', ${misses}, 'next-cycle', '')), '${ROW}')`;
const begun = `CAST((if(act IN ('OUT', 'OUT-STRIPPED') OR NOT (${isAway}), e.i, k.start.i), multiIf(act = 'STRIPPED', e.i, act = 'OUT', 0, k.stripped), ${expected}, 0, '', ''), '${ROW}')`;

/** One event more. A return beyond the span of its row can no longer be ended. */
const STEP = `arrayMap(k -> arrayMap(act -> if(act = '', k, CAST((${start}, multiIf(act = 'STRIPPED', e.i, act IN ('PLANNED', 'OUT-STRIPPED'), k.stripped, 0), ${expected}, ${last},
  if(act IN (${STANDS}), e, if(act = 'PLANNED', k.came, ${NO_EVENT})),
  arrayConcat(k.rows, if(act = 'UNSEEN' OR (${isAway} AND (act IN ('RETURNED', 'WITHDRAWN', 'OUT-STRIPPED', 'LADEN_RETURN', 'STREET_TURN') OR ${misses})), [${ended}], []),
    if(act IN ('OUT', 'OUT-STRIPPED', 'STRIPPED') OR (act = 'PLANNED' AND ${isAway}), [${begun}], []))), '${KNOWN}')), [${act}])[1],
  [if(${isAway} AND e.at - k.start.at > ${SPAN_MS}, CAST((${NO_EVENT}, 0, 0, 'ELSEWHERE', ${NO_EVENT}, k.rows), '${KNOWN}'), k)])[1]`;
