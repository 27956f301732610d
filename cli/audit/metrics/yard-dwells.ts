import { boxDepartures, yardDwells } from '@landbridge/schemas';
import { type AuditedMetric, ms, time } from '../metric.ts';
import { placedMoves } from './placed-moves.ts';
import { EVENT, NOTHING, STEP } from './yard-stays.ts';

/**
 * Stays in terminals from the moves that begin and end them, with class, port visit and missed vessels: the first eight
 * that left between the two, or before the box was at the next terminal of the port.
 */
export const auditedYardDwells: AuditedMetric = {
  topic: yardDwells,
  processor: 'yard-dwells',
  compared: [
    ...['eventTime', 'container', 'facility', 'facilityGroup', 'dwellClass', 'startAt', 'endAt'],
    ...['dwellMs', 'portVisitId', 'portStartAt', 'portDwellMs', 'transferredTo', 'rolled'],
    ...['missedCalls', 'quality', 'qualityRule', 'startMove', 'endMove', 'startEventId'],
    ...[
      'endEventId',
      'sizeType',
      'teu',
      'booking',
      'voyageIn',
      'voyageOut',
      'causes',
      'causeCount',
    ],
  ],
  sql: (accepted) => `
    WITH seen AS (
      SELECT container, ${ms('eventTime')} AS at, 0 AS input, rank, id, move AS kind, place, facility, facilityGroup, emptyIndicator AS load, voyage, booking,
        arraySlice(seals, 1, 8) AS seals, transshipment OR ifNull(trade, '') = 'TRANSSHIPMENT' AS across, transshipment AS trans, overQuay,
        precision = 'DAY' AS toTheDay, mode, trade, sizeType, teu, '' AS callId
      FROM ${placedMoves(accepted)}
      WHERE ifNull(trade, '') != 'RESTOW' AND kind IN ('DISC', 'GTIN', 'LOAD', 'GTOT', 'STUF', 'STRP', 'CHECKIN')
      UNION ALL
      SELECT container, ${ms('eventTime')}, 1, 0, id, 'DEPARTED', '', NULL, NULL, NULL, voyage, NULL, [], false, false, false, false, NULL, NULL, NULL, NULL, callId
      FROM ${accepted(boxDepartures)} WHERE milestone = 'DEPARTED'
    ),
    boxes AS (
      SELECT container, arraySort(x -> (x.at, x.input, x.rank, x.id), groupArray(CAST((at, input, rank, id, kind, place, facility, facilityGroup, load,
        voyage, booking, seals, across, trans, overQuay, toTheDay, mode, trade, sizeType, teu, callId), '${SEEN}'))) AS all
      FROM seen GROUP BY container
    ),
    folded AS (
      SELECT container, all, arrayFold((k, e) -> ${STEP},
        arrayMap((x, i) -> CAST((i, x.at, x.kind, x.place, x.facility, x.load, x.voyage, x.booking, x.seals, x.trans, x.overQuay, x.toTheDay), '${EVENT}'),
          all, arrayEnumerate(all)), ${NOTHING}).rows AS rows
      FROM boxes
    ),
    newest AS (
      SELECT container, all, arrayFilter((told, i) -> told.kind > 0 AND NOT arrayExists((later, j) -> j > i AND later.key = told.key, rows, arrayEnumerate(rows)),
        rows, arrayEnumerate(rows)) AS last
      FROM folded
    ),
    stays AS (
      SELECT container, told, all[told.part.start.i] AS start, all[told.end] AS end, told.part.start.i > 0 AS begun, told.end > 0 AS seenOut, all[told.next] AS next,
        if(begun, start, end) AS first, if(seenOut AND (NOT begun OR start.facility IS NULL), end, first) AS placed, if(seenOut AND (NOT begun OR start.teu IS NULL), end, first) AS sized,
        all[told.part.visit] AS visit, all[told.part.first] AS entered, all[told.toldFirst] AS whole, all[told.toldNext] AS onwards, all[told.toldEnd] AS finally,
        multiIf(told.moved, told.toldNext, seenOut, told.end, told.next > 0, told.next, 4294967295) AS until,
        arraySlice(arrayFilter((x, i) -> begun AND x.kind = 'DEPARTED' AND i > told.part.start.i AND i < until, all, arrayEnumerate(all)), 1, 8) AS left, arrayMap(i -> all[i].id, told.also) AS also,
        arrayFilter(x -> NOT ifNull(x.voyage = if(seenOut AND end.overQuay, end.voyage, NULL), false), left) AS missed
      FROM newest ARRAY JOIN last AS told
    )
    SELECT first.id AS id, ${time('first.at')} AS eventTime, container, placed.facility AS facility, placed.facilityGroup AS facilityGroup,
      ${classOf({ start: ['if(told.part.brought, entered, start)', 'if(told.part.brought, told.part.first > 0, begun)'], through: ['start', 'told.part.brought'], end: ['end', 'seenOut'], leftBy: "multiIf(seenOut, if(end.overQuay, 'SEA', 'LAND'), told.next > 0, if(told.bySea, 'SEA', 'LAND'), '')" })} AS ownClass,
      ${classOf({ start: ['whole', 'told.toldFirst > 0'], through: ['onwards', 'true'], end: ['if(told.toldEnd > 0, finally, onwards)', 'true'], leftBy: "if(told.toldEnd > 0, if(finally.overQuay, 'SEA', 'LAND'), '')" })} AS portClass,
      multiIf(told.moved AND (told.toldFirst > 0 OR told.toldEnd > 0), portClass, told.kind IN (2, 4) AND told.part.changed, 'UNKNOWN', ownClass) AS dwellClass,
      if(begun, start.at, NULL) AS startMs, multiIf(seenOut, end.at, told.next > 0, next.at - if(told.bySea, 86400000, 7200000), NULL) AS endMs,
      multiIf(told.kind = 3, 'NO_START', told.kind = 4 OR (told.kind = 5 AND endMs < startMs), 'REJECTED', told.kind = 5, 'END_INFERRED',
        start.kind = 'CHECKIN', 'START_INFERRED', 'COMPLETE') AS quality,
      multiIf(told.kind = 4, 'end-before-start', quality = 'REJECTED', 'inferred-end-before-start',
        told.kind = 5, concat(if(start.kind = 'CHECKIN', 'tic-check-in, ', ''), told.rule), quality = 'START_INFERRED', 'tic-check-in', NULL) AS qualityRule,
      ${time('startMs')} AS startAt, ${time('endMs')} AS endAt, if(quality = 'REJECTED', NULL, endMs - startMs) AS dwellMs,
      if(told.part.brought, visit.id, first.id) AS portVisitId,
      multiIf(NOT begun, NULL, NOT told.part.brought, start.at, told.part.first > 0, entered.at, NULL) AS portMs, ${time('portMs')} AS portStartAt,
      if(quality = 'REJECTED' OR told.moved, NULL, endMs - portMs) AS portDwellMs, if(told.moved, onwards.facility, NULL) AS transferredTo,
      notEmpty(missed) AS rolled, arrayMap(x -> x.callId, missed) AS missedCalls, if(begun, start.kind, NULL) AS startMove, if(seenOut, end.kind, NULL) AS endMove,
      if(begun, start.id, NULL) AS startEventId, multiIf(seenOut, end.id, told.next > 0, next.id, NULL) AS endEventId,
      coalesce(sized.sizeType, first.sizeType) AS sizeType, sized.teu AS teu, coalesce(start.booking, end.booking) AS booking,
      if(start.overQuay, start.voyage, NULL) AS voyageIn, coalesce(if(end.overQuay, end.voyage, NULL), if(start.kind = 'GTIN', start.voyage, NULL)) AS voyageOut,
      arrayDistinct(arrayConcat(if(begun, [concat('container.moves/', start.id)], []), arrayMap(x -> concat('container.moves/', x), also),
        arrayMap(x -> concat('box.departures/', x.id), missed), if(told.moved, [concat('container.moves/', onwards.id)], []),
        if(told.toldEnd > 0, [concat('container.moves/', finally.id)], []))) AS causes, length(causes) AS causeCount
    FROM stays`,
};

const SEEN =
  'Tuple(at Int64, input UInt8, rank UInt8, id String, kind String, place String, facility Nullable(String), facilityGroup Nullable(String), load Nullable(String), voyage Nullable(String), booking Nullable(String), seals Array(String), across Bool, trans Bool, overQuay Bool, toTheDay Bool, mode Nullable(String), trade Nullable(String), sizeType Nullable(String), teu Nullable(Float64), callId String)';

type Known = readonly [event: string, isKnown: string];

/**
 * Import is in by sea and out by land, export in by land, transshipment in and out by sea on two voyages; all laden.
 * A box that hides its load or fits none is unknown. What is still open has the class it is heading for.
 */
function classOf({
  start: [start, begun],
  through: [through, brought],
  end: [end, ended],
  leftBy,
}: {
  start: Known;
  through: Known;
  end: Known;
  leftBy: string;
}): string {
  const load = `coalesce(if(${begun}, ${start}.load, if(${brought}, ${through}.load, NULL)), if(${ended}, ${end}.load, NULL))`;
  const across = `(${begun} AND ${start}.across) OR (${brought} AND ${through}.across) OR (${ended} AND ${end}.across)`;
  const trade = `if(${ended}, ifNull(${end}.trade, ''), '')`;
  const outByLand = `${ended} AND NOT ${end}.overQuay`;
  const cameBy = `multiIf(${start}.kind != 'CHECKIN', if(${start}.overQuay, 'SEA', 'LAND'),
    ${start}.mode IS NOT NULL, if(${start}.mode IN ('VESSEL', 'BARGE'), 'SEA', 'LAND'), ${start}.trade = 'IMPORT', 'SEA', ${start}.trade = 'EXPORT', 'LAND', '')`;
  return `multiIf(${load} IS NULL, 'UNKNOWN', ${load} != 'LADEN', 'EMPTY', ${across}, 'TRANSSHIPMENT',
    NOT (${begun}) AND ${outByLand}, if(${trade} = 'EXPORT', 'UNKNOWN', 'IMPORT'), NOT (${begun}), if(${trade} = 'EXPORT', 'EXPORT', 'UNKNOWN'),
    ${cameBy} = '', if(${leftBy} = 'LAND', 'IMPORT', 'UNKNOWN'), ${cameBy} = 'LAND', if(${leftBy} = 'LAND', 'UNKNOWN', 'EXPORT'),
    ${leftBy} != 'SEA', 'IMPORT', ${ended} AND ifNull(${start}.voyage = ${end}.voyage, false), 'UNKNOWN', 'TRANSSHIPMENT')`;
}
