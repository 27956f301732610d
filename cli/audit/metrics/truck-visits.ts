import { gateTransactions, truckPassages, truckVisits } from '@landbridge/schemas';
import { type AuditedMetric, ms, time } from '../metric.ts';

/**
 * Visits of one truck at one terminal, from its gate transactions and its stays in queue and yard in their order. Gate
 * transactions within five minutes belong together; a gate-out ends the visit under way within a day, unless the truck
 * was seen to come in again. The queue counts that ended at most half an hour before the gate-in, the stay that agrees
 * with the gate within a quarter of an hour; stays ten minutes apart are one. After the topic's span no stay changes a visit.
 */
export const auditedTruckVisits: AuditedMetric = {
  topic: truckVisits,
  processor: 'truck-visits',
  compared: [
    ...['eventTime', 'plate', 'facility', 'facilityGroup', 'queueStartAt', 'gateInAt', 'gateOutAt'],
    ...['queueMs', 'turnMs', 'visitMs', 'quality', 'qualityRule', 'transactions', 'moves', 'dual'],
    ...['gateOffsetMs', 'boxesIn', 'boxesOut', 'appointmentId', 'trouble', 'startEventId'],
    ...['endEventId', 'causes', 'causeCount'],
  ],
  sql: (accepted) => `
    WITH seen AS (
      SELECT subject AS plate, coalesce(facility, facilityText, '') AS place, ${ms('eventTime')} AS at, if(direction = 'IN', 1, 2) AS kind,
        id, CAST(NULL, 'Nullable(Int64)') AS leftAt, true AS entrySeen, facility, facilityGroup, boxes.container AS boxes, appointmentId, trouble
      FROM ${accepted(gateTransactions)}
      UNION ALL
      SELECT plate, place, ${ms('eventTime')}, if(placeKind = 'QUEUE', 3, 4), id, ${ms('leftAt')}, entrySeen, NULL, NULL, [], NULL, false
      FROM ${accepted(truckPassages)} WHERE placeKind IN ('QUEUE', 'TERMINAL')
    ),
    trucks AS (
      SELECT plate, arraySort(x -> (x.at, x.kind > 2, if(x.kind = 2, 1, 0), x.id),
          groupArray(CAST((at, kind, id, leftAt, entrySeen, facility, facilityGroup, boxes, appointmentId, trouble), '${SEEN}'))) AS all
      FROM seen GROUP BY plate, place
    ),
    folded AS (
      SELECT plate, all, arrayFold((known, e) -> ${step}, arrayMap((x, i) -> CAST((x.at, x.kind, x.leftAt, i), '${EVENT}'), all, arrayEnumerate(all)),
          CAST((0, 0, NULL, 0, 0, NULL, 0, 0, NULL, []), '${KNOWN}')).visits AS visits
      FROM trucks
    )
    SELECT concat(plate, '/', all[visit.first].id) AS id, plate, all[visit.first].facility AS facility, all[visit.first].facilityGroup AS facilityGroup,
      arrayMap(i -> all[i], visit.gates) AS passes, all[visit.stay] AS stood,
      multiIf(visit.inAt IS NOT NULL AND visit.outAt IS NOT NULL, 'COMPLETE', visit.inAt IS NOT NULL AND visit.stayLeft IS NULL, 'COMPLETE',
        visit.inAt IS NOT NULL AND visit.stayLeft < visit.inAt, 'REJECTED', visit.inAt IS NOT NULL, 'END_INFERRED',
        visit.stay = 0 OR NOT stood.entrySeen, 'NO_START', 'START_INFERRED') AS quality,
      transform(quality, ['REJECTED', 'END_INFERRED', 'START_INFERRED'], ['GEOFENCE_EXIT_BEFORE_GATE_IN', 'GEOFENCE_EXIT', 'GEOFENCE_ENTRY'], NULL) AS qualityRule,
      multiIf(visit.inAt IS NOT NULL, visit.inAt, quality = 'START_INFERRED', visit.stayAt, NULL) AS startMs,
      multiIf(visit.outAt IS NOT NULL, visit.outAt, visit.inAt IS NOT NULL, visit.stayLeft, NULL) AS endMs,
      if(startMs IS NULL OR visit.queue = 0, NULL, visit.queueAt) AS queuedMs,
      ${time('assumeNotNull(coalesce(startMs, endMs, visit.lastGate))')} AS eventTime, ${time('queuedMs')} AS queueStartAt, ${time('startMs')} AS gateInAt, ${time('endMs')} AS gateOutAt,
      startMs - queuedMs AS queueMs, if(quality = 'REJECTED', NULL, endMs - startMs) AS turnMs, if(quality = 'REJECTED', NULL, endMs - queuedMs) AS visitMs,
      length(visit.gates) AS transactions, ${boxes(1)} AS boxesIn, ${boxes(2)} AS boxesOut, length(boxesIn) + length(boxesOut) AS moves,
      notEmpty(boxesIn) AND notEmpty(boxesOut) AS dual, if(visit.stay > 0 AND stood.entrySeen, visit.inAt - visit.stayAt, NULL) AS gateOffsetMs,
      arrayFirst(x -> x.appointmentId IS NOT NULL, passes).appointmentId AS appointmentId, arrayExists(x -> x.trouble, passes) AS trouble,
      multiIf(visit.inIdx > 0, all[visit.inIdx].id, startMs IS NOT NULL, stood.id, NULL) AS startEventId,
      multiIf(visit.outIdx > 0, all[visit.outIdx].id, endMs IS NOT NULL, stood.id, NULL) AS endEventId,
      arrayConcat(arraySlice(arrayMap(x -> concat('gate.transactions/', x.id), passes), 1, 16),
        arrayMap(i -> concat('truck.passages/', all[i].id), arrayFilter(i -> i > 0, [visit.queue, visit.stay]))) AS causes,
      length(visit.gates) + (visit.queue > 0) + (visit.stay > 0) AS causeCount
    FROM folded ARRAY JOIN visits AS visit`,
};

const SEEN =
  'Tuple(at Int64, kind UInt8, id String, leftAt Nullable(Int64), entrySeen Bool, facility Nullable(String), facilityGroup Nullable(String), boxes Array(String), appointmentId Nullable(String), trouble Bool)';
const EVENT = 'Tuple(at Int64, kind UInt8, leftAt Nullable(Int64), i UInt32)';
/** A visit: its first transaction, its ends as gates saw them, its queue and stay (0: none), its transactions. */
const VISIT =
  'Tuple(first UInt32, inAt Nullable(Int64), inIdx UInt32, outAt Nullable(Int64), outIdx UInt32, lastGate Int64, queue UInt32, queueAt Int64, stay UInt32, stayAt Int64, stayLeft Nullable(Int64), gates Array(UInt32))';
/** What is known of the truck here: its last queue, its last stay and the queue before that one, its visits so far. */
const KNOWN = `Tuple(queue UInt32, queueAt Int64, queueLeft Nullable(Int64), stay UInt32, stayAt Int64, stayLeft Nullable(Int64), led UInt32, ledAt Int64, ledLeft Nullable(Int64), visits Array(${VISIT}))`;

const MINUTE = 60_000;
const v = 'known.visits[-1]';
const hasVisit = `${v}.first > 0`;
const samePass = `e.at - ${v}.lastGate < ${5 * MINUTE}`;
/** One of the two queues, when it lies before the moment: left half an hour ahead of it at most, begun half a day. */
const leadsTo = (queue: string, at: string) =>
  `(known.${queue} > 0 AND ${at} >= known.${queue}At AND ${at} - ifNull(known.${queue}Left, ${at}) <= ${30 * MINUTE} AND ${at} - known.${queue}At <= ${720 * MINUTE})`;

const goesOnIn = `${hasVisit} AND ${v}.outAt IS NULL AND ${samePass}`;
const takesStayIn = `known.stay > 0 AND (NOT ${hasVisit} OR ${v}.stay != known.stay)
  AND e.at - known.stayAt <= ${15 * MINUTE} AND e.at - ifNull(known.stayLeft, e.at) <= ${15 * MINUTE}`;
const endsHere = `${hasVisit} AND NOT (${v}.stay > 0 AND known.stay > 0 AND ${v}.stay != known.stay)
  AND if(${v}.outAt IS NOT NULL, ${samePass}, e.at - ifNull(${v}.inAt, ${v}.lastGate) <= ${1440 * MINUTE})`;
const ownStayOut = `known.stay > 0 AND known.stay != ${v}.stay
  AND e.at - ifNull(known.stayLeft, e.at) <= ${15 * MINUTE} AND e.at - known.stayAt <= ${1440 * MINUTE}`;

const more = (ends: string) =>
  `arrayPushBack(arrayPopBack(known.visits), CAST((${v}.first, ${v}.inAt, ${v}.inIdx, ${ends}, e.at, ${v}.queue, ${v}.queueAt, ${v}.stay, ${v}.stayAt, ${v}.stayLeft, arrayPushBack(${v}.gates, e.i)), '${VISIT}'))`;
const begun = (ends: string, queue: 'queue' | 'led', waited: string, stay: string) =>
  `arrayPushBack(known.visits, CAST((e.i, ${ends}, e.at, if(${waited}, known.${queue}, 0), if(${waited}, known.${queue}At, 0),
    if(${stay}, known.stay, 0), if(${stay}, known.stayAt, 0), if(${stay}, known.stayLeft, NULL), [e.i]), '${VISIT}'))`;

const afterGate = `multiIf(
  e.kind = 1 AND ${goesOnIn}, ${more(`${v}.outAt, ${v}.outIdx`)},
  e.kind = 1, ${begun('e.at, e.i, NULL, 0', 'queue', leadsTo('queue', 'e.at'), takesStayIn)},
  ${endsHere}, ${more('e.at, e.i')},
  ${begun('NULL, 0, e.at, e.i', 'led', `${ownStayOut} AND ${leadsTo('led', 'known.stayAt')}`, ownStayOut)})`;

const goesOn = `(known.stay > 0 AND ifNull(e.at - known.stayLeft <= ${10 * MINUTE}, false)
  AND NOT (${hasVisit} AND (${v}.outAt IS NOT NULL OR ${v}.lastGate > ifNull(known.stayLeft, 0))))`;
const isOfVisit = `${hasVisit} AND ifNull(e.at - ${v}.inAt <= ${truckVisits.spanMs}, false)
  AND if(${goesOn}, ${v}.stay > 0 AND ${v}.stay = known.stay, ${v}.stay = 0 AND ifNull(e.at - ${v}.inAt <= ${15 * MINUTE}, false))`;
const stayNow = `if(${goesOn}, known.stay, e.i), if(${goesOn}, known.stayAt, e.at), e.leftAt`;
const ledNow = ['', 'At', 'Left']
  .map((part) => `if(${goesOn}, known.led${part}, known.queue${part})`)
  .join(', ');
const withStay = `arrayPushBack(arrayPopBack(known.visits), CAST((${v}.first, ${v}.inAt, ${v}.inIdx, ${v}.outAt, ${v}.outIdx, ${v}.lastGate, ${v}.queue, ${v}.queueAt, ${stayNow}, ${v}.gates), '${VISIT}'))`;

const step = `multiIf(
  e.kind <= 2, CAST((0, 0, NULL, known.stay, known.stayAt, known.stayLeft, 0, 0, NULL, ${afterGate}), '${KNOWN}'),
  e.kind = 3, CAST((e.i, e.at, e.leftAt, known.stay, known.stayAt, known.stayLeft, known.led, known.ledAt, known.ledLeft, known.visits), '${KNOWN}'),
  CAST((known.queue, known.queueAt, known.queueLeft, ${stayNow}, ${ledNow}, if(${isOfVisit}, ${withStay}, known.visits)), '${KNOWN}'))`;

/** Boxes one way in their order, a number once; boxes without a number are as many as were seen. */
function boxes(kind: number): string {
  const seen = `arrayFlatten(arrayMap(x -> if(x.kind = ${kind}, x.boxes, []), passes))`;
  return `arraySlice(arrayMap(x -> x.1, arrayFilter(x -> x.1 = '' OR x.2 = 1, arrayZip(${seen}, arrayEnumerateUniq(${seen})))), 1, 16)`;
}
