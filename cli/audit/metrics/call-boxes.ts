import { callBoxes } from '@landbridge/schemas';
import { type AuditedMetric, ms } from '../metric.ts';
import { placedEvents } from './placed-moves.ts';

/**
 * The call that is to load a box: named by a plan to load it, or by a laden gate-in that names a vessel, of a box that
 * did not come by sea; one call at a time, until the box is loaded. A loading that names no call is on the planned one, unless its voyage is another.
 */
export const auditedCallBoxes: AuditedMetric = {
  topic: callBoxes,
  processor: 'call-boxes',
  compared: [
    ...['eventTime', 'callId', 'container', 'status', 'voyage', 'vesselImo', 'facility'],
    ...['facilityGroup', 'booking', 'causes', 'causeCount'],
  ],
  sql: (accepted) => `
    WITH boxes AS (
      SELECT assumeNotNull(container) AS box, arraySort(x -> (x.at, x.rank, x.id), groupArray(CAST((${ms('eventTime')}, rank, id, classifier = 'ACT' AND eventCode = 'LOAD',
        callId, voyage, vesselImo, facility, facilityGroup, booking, eventTime), '${SAID}'))) AS said
      FROM ${placedEvents(accepted)}
      WHERE eventType = 'EQUIPMENT' AND container = subject AND place = 'TERMINAL'
        AND (eventCode = 'LOAD' OR (eventCode = 'GTIN' AND classifier = 'ACT' AND emptyIndicator = 'LADEN' AND vesselImo IS NOT NULL
          AND NOT transshipment AND ifNull(trade NOT IN ('IMPORT', 'TRANSSHIPMENT'), true)))
      GROUP BY box
    ),
    folded AS (
      SELECT box, said, arrayFold((k, e) -> ${STEP}, arrayMap((x, i) -> CAST((i, x.loads, x.callId, x.voyage), '${EVENT}'), said, arrayEnumerate(said)),
        CAST(('', NULL, false, []), '${KNOWN}')).rows AS rows
      FROM boxes
    )
    SELECT concat(callId, '/', container, ':', status, '@', event.id) AS id, told.call AS callId, box AS container, told.status AS status, said[told.i] AS event,
      event.eventTime AS eventTime, event.voyage AS voyage, event.vesselImo AS vesselImo, event.facility AS facility, event.facilityGroup AS facilityGroup,
      event.booking AS booking, [concat('container.events/', event.id)] AS causes, 1 AS causeCount
    FROM folded ARRAY JOIN rows AS told`,
};

const SAID =
  "Tuple(at Int64, rank UInt8, id String, loads Bool, callId Nullable(String), voyage Nullable(String), vesselImo Nullable(String), facility Nullable(String), facilityGroup Nullable(String), booking Nullable(String), eventTime DateTime64(3, \\'UTC\\'))";
const EVENT = 'Tuple(i UInt32, loads Bool, callId Nullable(String), voyage Nullable(String))';
const ROWS = 'Array(Tuple(call String, status String, i UInt32))';
/** The call that the box is to be loaded on, or was loaded on last ('': none), and its rows so far. */
const KNOWN = `Tuple(call String, voyage Nullable(String), loaded Bool, rows ${ROWS})`;

const isOnIt = `(k.call != '' AND if(e.callId IS NOT NULL, ifNull(e.callId = k.call, false), ifNull(e.voyage = k.voyage, true)))`;
const act = `multiIf(
  NOT e.loads, if(e.callId IS NULL OR ifNull(e.callId = k.call, false), '', 'PLANNED'),
  ${isOnIt}, if(k.loaded, '', 'LOADED'),
  e.callId IS NOT NULL, 'LOADED', k.call != '' AND NOT k.loaded, 'ELSEWHERE', '')`;
const leaves = `(k.call != '' AND NOT k.loaded AND NOT (act = 'LOADED' AND ${isOnIt}))`;
const STEP = `arrayMap(act -> if(act = '', k, arrayMap(call -> CAST((call, if(call = '', NULL, e.voyage), act = 'LOADED',
    arrayConcat(k.rows, if(${leaves}, CAST([(k.call, 'CANCELLED', e.i)], '${ROWS}'), []), if(call = '', [], CAST([(call, act, e.i)], '${ROWS}')))), '${KNOWN}'),
  [multiIf(act = 'ELSEWHERE', '', e.callId IS NULL, k.call, assumeNotNull(e.callId))])[1]), [${act}])[1]`;
