import { boxProgress, plantOrders, supplyRisks } from '@landbridge/schemas';
import { type AuditedMetric, ms, time } from '../metric.ts';
import { NO_VERDICT, verdictsOf } from './risk-verdicts.ts';
import { NUMBERED } from './stated-orders.ts';

/**
 * Whether what a plant waits for will be there in time, by how far its boxes have come, and what came of it. A box
 * arrives once; an order with the last of its boxes, or when its plant says so. What was expected last before that
 * stands; the worst of the boxes that have not arrived decides. A box that was only seen loaded had arrived, nobody
 * knows when; it was in time.
 */
export const auditedSupplyRisks: AuditedMetric = {
  topic: supplyRisks,
  processor: 'supply-risks',
  compared: [
    ...['eventTime', 'orderId', 'direction', 'plant', 'cluster', 'deadlineAt', 'level', 'reason'],
    ...['container', 'boxes', 'stage', 'stageAt', 'stageEventId', 'basis', 'expectedP50At'],
    ...['expectedP90At', 'slackMs', 'slackP90Ms', 'arrivedAt', 'actualSlackMs', 'outcome'],
    ...['shortageAt', 'causes', 'causeCount'],
  ],
  sql: (accepted) => `
    WITH stated AS (
      SELECT orderId, ${ms('eventTime')} AS at, 0 AS input, ${NUMBERED} AS nth, said.id AS id, milestone AS kind, direction = 'OUTBOUND' AS outbound, plant, coalesce(said.cluster, works.cluster) AS cluster,
        ${ms('neededBy')} AS neededBy, coalesce(${ms('cargoReadyAt')}, if(milestone = 'SHIPMENT_READY', at, NULL)) AS readyAt, container, CAST(NULL, 'Nullable(Int64)') AS stageAt,
        CAST(NULL, 'Nullable(String)') AS stageBy, CAST(NULL, 'Nullable(String)') AS facility, CAST(NULL, 'Nullable(String)') AS etaStage, CAST(NULL, 'Nullable(Int64)') AS etaAt,
        CAST(NULL, 'Nullable(Int64)') AS closing, false AS rolled
      FROM ${accepted(plantOrders)} AS said
      LEFT ANY JOIN (SELECT cluster, upper(named) AS code FROM ref_plants ARRAY JOIN arrayConcat([id], codes) AS named) AS works ON works.code = upper(said.plant)
      UNION ALL
      SELECT orderId, ${ms('eventTime')}, 1, 0, id, stage, false, '', NULL, NULL, NULL, container, ${ms('stageAt')}, stageEventId, facility, etaStage, ${ms('etaAt')}, ${ms('cargoClosingAt')}, rolled
      FROM ${accepted(boxProgress)}
    ),
    orders AS (
      SELECT orderId, arraySort(x -> (x.at, x.input, x.nth, x.id), groupArray(CAST((at, input, nth, id, kind, outbound, plant, cluster, neededBy, readyAt, container, stageAt, stageBy, facility, etaStage, etaAt,
          closing, rolled), '${SAID}'))) AS all,
        arrayFirstIndex(x -> x.input = 0 AND if(x.outbound, x.kind IN ('SHIPMENT_READY', 'STUFFING_STARTED', 'STUFFING_COMPLETED'), x.kind = 'INBOUND_NEEDED_BY' OR x.neededBy IS NOT NULL), all) AS need,
        arrayFilter(x -> x.at - all[need].at <= ${SPAN_MS}, all) AS said,
        arrayFold((k, e) -> ${STEP}, arrayMap((x, i) -> CAST((i, x.at, x.input, x.kind, x.container, x.stageAt, x.closing, x.rolled, i >= need), '${EVENT}'), said, arrayEnumerate(said)),
          CAST(([], 0, (0, [])), '${KNOWN}')) AS known
      FROM stated GROUP BY orderId HAVING need > 0
    ),
    judged AS (
      SELECT *, arrayFilter((i, x) -> x.input = 0, arrayEnumerate(said), said) AS statements, said[statements[-1]] AS last, arrayLast(x -> x.neededBy IS NOT NULL, said) AS needed,
        arrayFirst(x -> x.kind = 'MATERIAL_SHORTAGE' AND x.input = 0, said) AS shortage, known.boxes AS now,
        arraySlice(said, 1, known.judged.at) AS past, said[arrayLast(i -> i <= known.judged.at, statements)] AS order, arrayLast(x -> x.neededBy IS NOT NULL, past).neededBy AS neededBy,
        arrayLast(x -> x.readyAt IS NOT NULL, past).readyAt AS readyAt, ${verdictsOf('arrayFilter(b -> b.by = 0, known.judged.boxes)')} AS verdicts,
        if(empty(verdicts), CAST(${NO_VERDICT}), arraySort((v, place) -> (-v.severity, v.slack, place), verdicts, arrayEnumerate(verdicts))[1]) AS verdict,
        notEmpty(now) AND arrayAll(b -> b.by > 0, now) AS allThere, if(allThere AND arrayAll(b -> b.arrivedAt IS NOT NULL, now), arrayMax(b -> assumeNotNull(b.arrivedAt), now), NULL) AS lastAt,
        known.arrival > 0 AND ifNull(said[known.arrival].at < lastAt, true) AS byPlant, if(byPlant, said[known.arrival].at, lastAt) AS arrivedMs, allThere OR byPlant AS isOver,
        arrayFilter(b -> b.closing IS NOT NULL AND coalesce(b.arrivedAt, arrivedMs) IS NOT NULL, now) AS timed,
        arraySort((b, place) -> (b.closing - coalesce(b.arrivedAt, arrivedMs), place), timed, arrayEnumerate(timed))[1] AS tightest,
        arrayFilter(b -> NOT isOver AND b.box = verdict.box, now) AS deciding, arrayMin(b -> ifNull(b.closing, ${NEVER}), if(empty(deciding), now, deciding)) AS closes
      FROM orders CROSS JOIN (SELECT arraySort(x -> -(x.facility IS NOT NULL) * 4 - (x.cluster IS NOT NULL) * 2 - (x.fromHour IS NOT NULL), groupArray(CAST((stage, facility, cluster, fromHour, toHour, p50Ms, p90Ms),
        'Tuple(stage String, facility Nullable(String), cluster Nullable(String), fromHour Nullable(UInt8), toHour Nullable(UInt8), p50Ms Int64, p90Ms Int64)'))) AS stages FROM ref_stages) AS reference
    )
    SELECT concat(orderId, '/', said[need].id) AS id, ${time('said[need].at')} AS eventTime, orderId, if(last.outbound, 'OUTBOUND', 'INBOUND') AS direction, last.plant AS plant, last.cluster AS cluster,
      multiIf(NOT last.outbound, needed.neededBy, isOver AND notEmpty(timed), tightest.closing, empty(now) OR closes = ${NEVER}, NULL, closes) AS deadlineMs, ${time('deadlineMs')} AS deadlineAt,
      verdict.level AS level, if(empty(verdicts), if(empty(known.judged.boxes), 'no-box', 'no-state'), nullIf(verdict.reason, '')) AS reason, nullIf(verdict.box, '') AS container, length(now) AS boxes,
      if(verdict.i > 0, said[verdict.i].kind, NULL) AS stage, ${time('if(verdict.i > 0, said[verdict.i].stageAt, NULL)')} AS stageAt, if(verdict.i > 0, said[verdict.i].stageBy, NULL) AS stageEventId,
      verdict.basis AS basis, ${time('verdict.p50')} AS expectedP50At, ${time('verdict.p90')} AS expectedP90At, deadlineMs - verdict.p50 AS slackMs, deadlineMs - verdict.p90 AS slackP90Ms,
      ${time('arrivedMs')} AS arrivedAt, if(isOver, deadlineMs - if(last.outbound, coalesce(tightest.arrivedAt, arrivedMs), arrivedMs), NULL) AS actualSlackMs,
      multiIf(arrayExists(b -> b.rolled, now), 'ROLLED', actualSlackMs IS NOT NULL, if(actualSlackMs >= 0, 'ON_TIME', 'LATE'),
        isOver AND notEmpty(now) AND arrayAll(b -> said[b.i].kind = 'LOADED', now), 'ON_TIME', NULL) AS outcome, ${time("if(shortage.id = '', NULL, shortage.at)")} AS shortageAt,
      arrayDistinct(arrayConcat(arrayMap(x -> concat('plant.orders/', x), arrayFilter(x -> x != '', [said[need].id, needed.id, shortage.id])),
        if(verdict.i > 0, [concat('box.progress/', said[verdict.i].id)], []),
        multiIf(NOT isOver, [], byPlant, [concat('plant.orders/', said[known.arrival].id)],
          arrayMap(b -> concat(if(said[b.by].input = 0, 'plant.orders/', 'box.progress/'), said[b.by].id), arrayFilter(b -> b.by > 0, now))))) AS causes, length(causes) AS causeCount
    FROM judged`,
};

/** A need beyond the span of its row stands as it was judged last. */
const SPAN_MS = 17_280_000_000;
const NEVER = '9000000000000000';

const SAID =
  'Tuple(at Int64, input UInt8, nth UInt8, id String, kind String, outbound Bool, plant String, cluster Nullable(String), neededBy Nullable(Int64), readyAt Nullable(Int64), container Nullable(String), stageAt Nullable(Int64), stageBy Nullable(String), facility Nullable(String), etaStage Nullable(String), etaAt Nullable(Int64), closing Nullable(Int64), rolled Bool)';
/** `waited`: whether somebody waits for the order by then. */
const EVENT =
  'Tuple(i UInt32, at Int64, input UInt8, kind String, box Nullable(String), stageAt Nullable(Int64), closing Nullable(Int64), rolled Bool, waited Bool)';
/** A box by what told of it last; `by`: what shows that it arrived, 0 nothing; without a time where it was seen loaded first. */
const BOX =
  'Tuple(i UInt32, box String, closing Nullable(Int64), rolled Bool, arrivedAt Nullable(Int64), by UInt32)';
/** `judged`: as it stood when something was expected last. */
const KNOWN = `Tuple(boxes Array(${BOX}), arrival UInt32, judged Tuple(at UInt32, boxes Array(${BOX})))`;

const isThere = "e.kind IN ('ARRIVED', 'GATED_IN', 'LOADED')";
const told = `arrayMap(known -> CAST((e.i, assumeNotNull(e.box), coalesce(e.closing, if(known.by = 0, NULL, known.closing)), e.rolled OR (known.rolled AND e.kind != 'LOADED'),
  if(known.by = 0 AND ${isThere}, if(e.kind = 'LOADED', NULL, e.stageAt), known.arrivedAt), if(known.by = 0 AND ${isThere}, e.i, known.by)), '${BOX}'),
  [arrayFirst(b -> b.box = e.box, k.boxes)])[1]`;
const isKnown = 'arrayExists(b -> b.box = e.box, k.boxes)';
const isNothing = `(e.input = 1 AND if(e.kind = 'RELEASED', k.arrival > 0 OR NOT arrayExists(b -> b.box = e.box AND b.by = 0, k.boxes), NOT ${isKnown} AND length(k.boxes) = 32))`;
const isOne = 'e.box IS NOT NULL AND length(k.boxes) > 1';
const boxes = `multiIf(
  e.input = 0 AND e.kind = 'ARRIVED' AND ${isOne}, arrayMap(b -> if(b.box = e.box AND b.by = 0, CAST((b.i, b.box, b.closing, b.rolled, e.at, e.i), '${BOX}'), b), k.boxes),
  e.input = 0, k.boxes, e.kind = 'RELEASED', arrayFilter(b -> b.box != e.box, k.boxes),
  ${isKnown}, arrayMap(b -> if(b.box = e.box, ${told}, b), k.boxes), arrayPushBack(k.boxes, ${told}))`;
const arrival = `if(k.arrival = 0 AND e.input = 0 AND e.kind = 'ARRIVED' AND NOT (${isOne}), e.i, k.arrival)`;
const isOver = '(arrival > 0 OR (notEmpty(boxes) AND arrayAll(b -> b.by > 0, boxes)))';
const STEP = `if(${isNothing}, k, arrayMap((boxes, arrival) -> CAST((boxes, arrival,
  if(NOT e.waited OR (${isOver} AND k.judged.at > 0), k.judged, (e.i, boxes))), '${KNOWN}'), [${boxes}], [${arrival}])[1])`;
