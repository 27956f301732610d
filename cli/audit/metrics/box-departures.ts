import { boxDepartures, callBoxes, vesselCalls } from '@landbridge/schemas';
import { type AuditedMetric, ms, time } from '../metric.ts';

/**
 * What a call tells the boxes on its list until it departs: each plan and cancellation, and to all that wait, at most
 * six thousand, that its cargo closes at another time, and that it departed without them. What was stated last holds; where
 * the call names no voyage, that of the box's plan.
 */
export const auditedBoxDepartures: AuditedMetric = {
  topic: boxDepartures,
  processor: 'departures',
  compared: [
    ...['eventTime', 'container', 'callId', 'milestone', 'cargoClosingAt', 'departureAt'],
    ...['voyage', 'vesselImo', 'facility', 'facilityGroup', 'causes', 'causeCount'],
  ],
  sql: (accepted) => `
    WITH stated AS (
      SELECT callId, ${ms('eventTime')} AS at, 0 AS input, id, milestone AS kind, classifier = 'ACT' AS actual, ${ms('expectedAt')} AS expected, '' AS box,
        voyageOut AS voyage, vesselImo, facility, facilityGroup
      FROM ${accepted(vesselCalls)}
      UNION ALL
      SELECT callId, ${ms('eventTime')}, 1, id, status, true, NULL, container, voyage, vesselImo, facility, facilityGroup FROM ${accepted(callBoxes)}
    ),
    calls AS (
      SELECT callId, arraySort(x -> (x.at, x.input, x.id), groupArray(CAST((at, input, id, kind, actual, expected, box, voyage, vesselImo, facility, facilityGroup), '${SAID}'))) AS all,
        arrayFirstIndex(x -> x.kind = 'DEPARTED' AND x.actual, all) AS left, if(left > 0, arraySlice(all, 1, left), all) AS said,
        arrayFill(at -> at IS NOT NULL, arrayMap(x -> if(x.kind = 'CARGO_CLOSING', if(x.actual, x.at, x.expected), NULL), said)) AS closing,
        arrayMap((now, before) -> now IS NOT NULL AND ifNull(now != before, true), closing, arrayPushFront(arrayPopBack(closing), NULL)) AS changes,
        arrayFill(by -> by > 0, arrayMap((changed, i) -> if(changed, i, 0), changes, arrayEnumerate(said))) AS closedBy,
        arrayFill(x -> x.1, arrayMap(x -> CAST((x.kind = 'DEPARTED', if(x.kind != 'DEPARTED', NULL, if(x.actual, x.at, x.expected))), 'Tuple(Bool, Nullable(Int64))'), said)) AS leaving,
        ${['voyage', 'vesselImo', 'facility', 'facilityGroup'].map(lastOfCall).join(', ')},
        arrayFold((k, e) -> ${STEP}, arrayMap((x, changed, i) -> CAST((i, multiIf(changed, 'CLOSING_CHANGED', x.input = 0 AND x.kind != 'DEPARTED' OR NOT x.actual, '', x.kind), x.box), '${EVENT}'),
          said, changes, arrayEnumerate(said)), CAST(([], []), '${KNOWN}')).rows AS rows
      FROM stated GROUP BY callId
    )
    SELECT told.i AS i, said[i] AS event, container, callId, told.milestone AS milestone, concat(container, '/', callId, ':', milestone, '@', event.id) AS id,
      ${time('event.at')} AS eventTime, ${time('closing[i]')} AS cargoClosingAt, ${time('leaving[i].2')} AS departureAt,
      arrayLast(x -> x.kind = 'PLANNED' AND x.box = container, arraySlice(said, 1, i)) AS plan, coalesce(voyages[i], if(event.input = 0, plan.voyage, event.voyage)) AS voyage,
      ${['vesselImo', 'facility', 'facilityGroup'].map((field) => `coalesce(${field}s[i], event.${field}) AS ${field}`).join(', ')},
      if(event.input = 0, [concat('vessel.calls/', event.id)],
        arrayConcat([concat('call.boxes/', event.id)], if(closedBy[i] > 0, [concat('vessel.calls/', said[closedBy[i]].id)], []))) AS causes, length(causes) AS causeCount
    FROM calls ARRAY JOIN rows AS told ARRAY JOIN told.boxes AS container`,
};

const SAID =
  'Tuple(at Int64, input UInt8, id String, kind String, actual Bool, expected Nullable(Int64), box String, voyage Nullable(String), vesselImo Nullable(String), facility Nullable(String), facilityGroup Nullable(String))';
const EVENT = 'Tuple(i UInt32, kind String, box String)';
const ROWS = 'Array(Tuple(i UInt32, milestone String, boxes Array(String)))';
/** Boxes that wait, in the order in which they were planned. */
const KNOWN = `Tuple(waiting Array(String), rows ${ROWS})`;

const waiting = `multiIf(
  e.kind = 'PLANNED', if(has(k.waiting, e.box) OR length(k.waiting) = 6000, k.waiting, arrayPushBack(k.waiting, e.box)),
  e.kind IN ('CANCELLED', 'LOADED'), arrayFilter(box -> box != e.box, k.waiting), k.waiting)`;
const STEP = `if(e.kind = '', k, CAST((${waiting}, arrayConcat(k.rows, if(e.kind = 'LOADED', [],
  CAST([(e.i, e.kind, if(e.box = '', k.waiting, [e.box]))], '${ROWS}')))), '${KNOWN}'))`;

/** What the call's own statements say last of the vessel and its terminal. */
function lastOfCall(field: string): string {
  return `arrayFill(value -> value IS NOT NULL, arrayMap(x -> if(x.input = 0, x.${field}, NULL), said)) AS ${field}s`;
}
