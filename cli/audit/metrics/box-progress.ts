import { boxDepartures, boxProgress, boxTrips, orderBoxes, orderLinks } from '@landbridge/schemas';
import { type Accepted, type AuditedMetric, ms, time } from '../metric.ts';
import { placedEvents, placedMoves } from './placed-moves.ts';
import { CARGO, EVENT, NOTHING, STEP } from './progress-steps.ts';

/**
 * How far a box has come, told to each order that it serves after each thing that it did, that its carrier estimates or
 * that its call says: one fold over all of them. A row says by index what it is made of.
 */
export const auditedBoxProgress: AuditedMetric = {
  topic: boxProgress,
  processor: 'box-progress',
  compared: [
    ...['eventTime', 'orderId', 'container', 'direction', 'stage', 'stageAt', 'stageEventId'],
    ...['facility', 'etaStage', 'etaAt', 'callId', 'cargoClosingAt', 'rolled', 'causes'],
    'causeCount',
  ],
  sql: (accepted) => `
    WITH seen AS (${seenSql(accepted)}),
    boxes AS (
      SELECT container, arraySort(x -> (x.at, x.input, x.rank, x.id), groupArray(CAST((at, input, rank, id, kind, place, load, overQuay, orderId, plant, outbound, facility, expected,
        startAt, endAt, works, callId, closing, voyage, booking, seals, trans), '${SEEN}'))) AS happened,
        arrayFold((k, e) -> ${STEP}, arrayMap((x, i) -> CAST((i, x.at, x.kind, x.place, x.load, x.overQuay, x.orderId, x.outbound, x.startAt, x.endAt, x.works IS NOT NULL, x.callId, CAST((x.at, x.facility, x.load, x.voyage, x.booking, x.seals, x.trans), '${CARGO}')), '${EVENT}'),
          happened, arrayEnumerate(happened)), ${NOTHING}).rows AS rows
      FROM seen GROUP BY container
    )
    SELECT told.1 AS step, told.2 AS order, told.3 AS stood, told.4 AS eta, told.5 AS call, happened[step] AS event, happened[order] AS need, happened[stood.brought].works AS reached,
      concat(orderId, '/', container, '@', event.id) AS id, ${time('event.at')} AS eventTime, need.orderId AS orderId, container, if(need.outbound, 'OUTBOUND', 'INBOUND') AS direction,
      if(stood.brought > 0 AND ifNull(reached != need.plant, true), 'ON_ROAD', stood.stage) AS stage, ${time('stood.at')} AS stageAt, if(stood.by > 0, happened[stood.by].id, NULL) AS stageEventId,
      coalesce(if(call > 0, happened[call].facility, NULL), if(stood.place > 0, happened[stood.place].facility, NULL)) AS facility,
      if(eta > 0, happened[eta].kind, NULL) AS etaStage, ${time('if(eta > 0, happened[eta].expected, NULL)')} AS etaAt, if(call > 0, happened[call].callId, NULL) AS callId,
      ${time('if(call > 0, happened[call].closing, NULL)')} AS cargoClosingAt, told.6 AS rolled,
      arrayMap(i -> concat(['order.boxes/', 'order.links/', 'container.events/', 'container.moves/', 'box.trips/', 'box.departures/'][happened[i].input + 1], happened[i].id),
        arrayDistinct(arrayFilter(i -> i > 0, [step, order, stood.by, eta, call]))) AS causes, length(causes) AS causeCount
    FROM boxes ARRAY JOIN rows AS told`,
};

const SEEN =
  'Tuple(at Int64, input UInt8, rank UInt8, id String, kind String, place String, load Nullable(String), overQuay Bool, orderId String, plant String, outbound Bool, facility Nullable(String), expected Nullable(Int64), startAt Int64, endAt Nullable(Int64), works Nullable(String), callId String, closing Nullable(Int64), voyage Nullable(String), booking Nullable(String), seals Array(String), trans Bool)';

const ETA_STAGE = `multiIf(
  ifNull(emptyIndicator = 'EMPTY', false) AND eventCode != 'STRP', '',
  place = 'TERMINAL', transform(eventCode, ['DISC', 'GTOT', 'GTIN'], ['IN_YARD', 'ON_ROAD', 'GATED_IN'], ''),
  place = 'PLANT' AND eventCode IN ('GTIN', 'STRP'), 'ARRIVED', '')`;

/** Everything that a box's progress hangs on in one shape; `kind`: what it is, of an estimate what stage it is of. */
function seenSql(accepted: Accepted): string {
  const ordered = (table: string, input: number, kind: string) => `
    SELECT container, ${ms('eventTime')} AS at, ${input} AS input, 0 AS rank, id, '${kind}' AS kind, '' AS place, CAST(NULL, 'Nullable(String)') AS load, false AS overQuay, orderId, plant,
      direction = 'OUTBOUND' AS outbound, CAST(NULL, 'Nullable(String)') AS facility, CAST(NULL, 'Nullable(Int64)') AS expected, toInt64(0) AS startAt,
      CAST(NULL, 'Nullable(Int64)') AS endAt, CAST(NULL, 'Nullable(String)') AS works, '' AS callId, CAST(NULL, 'Nullable(Int64)') AS closing,
      CAST(NULL, 'Nullable(String)') AS voyage, CAST(NULL, 'Nullable(String)') AS booking, CAST([], 'Array(String)') AS seals, false AS trans
    FROM ${table}`;
  return `${ordered(accepted(orderBoxes), 0, 'ORDER')}
    UNION ALL ${ordered(accepted(orderLinks), 1, 'LINK')}
    UNION ALL
    SELECT assumeNotNull(container), ${ms('eventTime')}, 2, rank, id, ${ETA_STAGE} AS stage, '', NULL, false, '', '', false, NULL, ${ms('expectedAt')}, 0, NULL, NULL, '', NULL, NULL, NULL, [], false
    FROM ${placedEvents(accepted)} WHERE classifier = 'EST' AND eventType = 'EQUIPMENT' AND expectedAt IS NOT NULL AND container = subject AND stage != ''
    UNION ALL
    SELECT container, ${ms('eventTime')}, 3, rank, id, move, place, emptyIndicator, overQuay, '', '', false, facility, NULL, 0, NULL, NULL, '', NULL, voyage, booking, arraySlice(seals, 1, 8), transshipment
    FROM ${placedMoves(accepted)} WHERE ifNull(trade, '') != 'RESTOW' AND move IN ('LOAD', 'DISC', 'GTIN', 'GTOT', 'STUF', 'STRP')
    UNION ALL
    SELECT ridden.container, ${ms('ridden.eventTime')}, 4, 0, ridden.id, 'TRIP', '', NULL, false, '', '', false, NULL, NULL, ${ms('ridden.startAt')}, ${ms('ridden.endAt')}, site.id, '', NULL, NULL, NULL, [], false
    FROM ${accepted(boxTrips)} AS ridden
    LEFT ANY JOIN (SELECT id, upper(named) AS code FROM ref_plants ARRAY JOIN arrayConcat([id], codes) AS named) AS site ON site.code = upper(ridden.destinationPlace)
    UNION ALL
    SELECT container, ${ms('eventTime')}, 5, 0, id, if(milestone = 'CLOSING_CHANGED', 'PLANNED', milestone), '', NULL, false, '', '', false, facility, NULL, 0, NULL, NULL, callId, ${ms('cargoClosingAt')}, voyage, NULL, [], false
    FROM ${accepted(boxDepartures)}`;
}
