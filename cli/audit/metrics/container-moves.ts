import { containerEvents, containerMoves, gateBoxes } from '@landbridge/schemas';
import { type AuditedMetric, ms, time } from '../metric.ts';

/**
 * One row per physical move. A statement tells of a move that is known when code, place and load agree, the move began
 * at most 6 h before (stuffing and stripping 12 h; inspection, resealing, removal 1 h), and no other move of the box
 * lies between; a statement to the day, when it falls on that day. One without a word of its own (OTHR) tells of the
 * move of the same minute at the same facility, and takes its word from it. Else it begins a move of its own.
 *
 * Of a move's statements the finer one leads, of one source the one written later; what it leaves open the others fill,
 * in the order in which they came to stand behind it.
 */
export const auditedContainerMoves: AuditedMetric = {
  topic: containerMoves,
  processor: 'container-moves',
  compared: [
    ...['eventTime', 'container', 'move', 'emptyIndicator', 'sizeType', 'teu', 'port', 'facility'],
    ...['facilityGroup', 'facilityType', 'mode', 'trade', 'transshipment', 'vesselImo', 'voyage'],
    ...[
      'booking',
      'plate',
      'appointmentId',
      'seals',
      'precision',
      'sources',
      'causes',
      'causeCount',
    ],
  ],
  sql: (accepted) => `
    WITH statements AS (
      SELECT container, 0 AS input, indexOf(['DISC', 'PICK', 'STRP', 'GTOT', 'DROP', 'STUF', 'GTIN', 'LOAD'], eventCode) AS place,
        if(place = 0, 9, place) AS rank, event.id AS factId, concat(container, '/', factId) AS id, ${ms('eventTime')} AS at, eventCode AS move,
        emptyIndicator, sizeType, teu, port, facility, facilityGroup, facilityType, mode, trade, transshipment, vesselImo, voyage,
        booking, plate, CAST(NULL, 'Nullable(String)') AS appointmentId, seals, precision, source, ${ms('recordedAt')} AS recorded,
        concat('container.events/', factId) AS cause
      FROM (SELECT * REPLACE (assumeNotNull(container) AS container) FROM ${accepted(containerEvents)} WHERE container = subject) AS event
      WHERE classifier = 'ACT' AND eventType = 'EQUIPMENT'
      UNION ALL
      SELECT container, 1, 0, if(direction = 'IN', 0, 1), box.id, concat(box.id, '@gate'), ${ms('eventTime')}, if(direction = 'IN', 'GTIN', 'GTOT'),
        emptyIndicator, sizeType, teu, nullIf(known.port, ''), facility, box.facilityGroup, multiIf(known.kind = 'DEPOT', 'DEPO', known.kind != '', 'POTE', NULL),
        'TRUCK', NULL, false, NULL, NULL, booking, plate, appointmentId, seals, precision, 'gate.boxes', ${ms('eventTime')},
        concat('gate.boxes/', box.id)
      FROM ${accepted(gateBoxes)} AS box LEFT ANY JOIN ref_facilities AS known ON known.id = box.facility
    ),
    boxes AS (
      SELECT container,
        arraySort(x -> (x.at, x.input, x.rank, x.factId), groupArray(CAST((at, input, rank, factId, id, move, emptyIndicator,
          sizeType, teu, port, facility, facilityGroup, facilityType, mode, trade, transshipment, vesselImo, voyage, booking, plate,
          appointmentId, seals, precision, source, recorded, cause, transform(precision, ['DAY', 'MINUTE', 'SECOND', 'MILLISECOND'], [0, 1, 2, 3], 0)), '${STATEMENT}'))) AS said,
        arrayFold((moves, s) -> arrayMap(found ->
            if(found = 0, arrayPushBack(moves, ${begun}),
              arrayMap((m, place) -> if(place = found, ${told}, m), moves, arrayEnumerate(moves))),
            [arrayLastIndex(m -> ${restates}, moves)])[1],
          arrayMap((s, place) -> CAST((s.at, s.move, s.facility, s.port, s.emptyIndicator, s.fineness, s.source, s.recorded, place), '${HEARD}'), said, arrayEnumerate(said)),
          CAST([], 'Array(${MOVE})')) AS moves
      FROM statements GROUP BY container
    )
    SELECT said[arrayMin(m.lead)].id AS id, ${time('m.at')} AS eventTime, container, m.code AS move,
      arrayMap(place -> said[place], m.lead) AS told, arrayMap(place -> said[place], arraySort(m.lead)) AS inOrder,
      arrayFirst(s -> s.teu IS NOT NULL, told) AS sized, arrayFirst(s -> s.facility IS NOT NULL, told) AS placed,
      ${firstKnown('emptyIndicator')}, coalesce(sized.sizeType, ${known('sizeType')}) AS sizeType, sized.teu AS teu, ${firstKnown('port')},
      placed.facility AS facility, coalesce(placed.facilityGroup, ${known('facilityGroup')}) AS facilityGroup,
      coalesce(placed.facilityType, ${known('facilityType')}) AS facilityType,
      ${['mode', 'trade', 'vesselImo', 'voyage', 'booking', 'plate', 'appointmentId'].map(firstKnown).join(', ')},
      arrayExists(s -> s.transshipment, told) AS transshipment, arrayFirst(s -> notEmpty(s.seals), told).seals AS seals, told[1].precision AS precision,
      length(told) AS sources, arraySlice(arrayMap(s -> s.cause, inOrder), 1, 64) AS causes, length(told) AS causeCount
    FROM boxes ARRAY JOIN moves AS m`,
};

const STATEMENT =
  `Tuple(at Int64, input UInt8, rank UInt8, factId String, id String, move String, emptyIndicator Nullable(String),
  sizeType Nullable(String), teu Nullable(Float64), port Nullable(String), facility Nullable(String), facilityGroup Nullable(String),
  facilityType Nullable(String), mode Nullable(String), trade Nullable(String), transshipment Bool, vesselImo Nullable(String),
  voyage Nullable(String), booking Nullable(String), plate Nullable(String), appointmentId Nullable(String), seals Array(String),
  precision String, source String, recorded Int64, cause String, fineness UInt8)`.replaceAll(
    /\s+/g,
    ' ',
  );

/** What of a statement decides which move it tells of. */
const HEARD =
  'Tuple(at Int64, code String, facility Nullable(String), port Nullable(String), load Nullable(String), fineness UInt8, source String, recorded Int64, place UInt32)';
/** A move so far: as its leader has it, when it began, and its statements, the leader first. */
const MOVE =
  'Tuple(at Int64, code String, facility Nullable(String), port Nullable(String), load Nullable(String), fineness UInt8, source String, recorded Int64, anchor Int64, lead Array(UInt32))';

const begun = `CAST((s.at, s.code, s.facility, s.port, s.load, s.fineness, s.source, s.recorded, s.at, [s.place]), '${MOVE}')`;

const leads =
  '(s.fineness > m.fineness OR (s.fineness = m.fineness AND s.source = m.source AND s.recorded > m.recorded))';
const anchor = 'if(m.fineness = 0 AND s.fineness > 0, s.at, m.anchor)';
const word = `if(m.code = 'OTHR', s.code, m.code)`;
const told = `if(${leads},
  CAST((s.at, ${word}, coalesce(s.facility, m.facility), coalesce(s.port, m.port), coalesce(s.load, m.load), s.fineness, s.source, s.recorded, ${anchor}, arrayPushFront(m.lead, s.place)), '${MOVE}'),
  CAST((m.at, ${word}, coalesce(m.facility, s.facility), coalesce(m.port, s.port), coalesce(m.load, s.load), m.fineness, m.source, m.recorded, ${anchor}, arrayPushBack(m.lead, s.place)), '${MOVE}'))`;

const tolerance = `transform(m.code, ['STUF', 'STRP', 'INSP', 'RSEA', 'RMVD'], [43200000, 43200000, 3600000, 3600000, 3600000], 21600000)`;
const parted = `arrayExists(o -> o.fineness > 0 AND o.anchor > m.anchor AND o.anchor < s.at
  AND (o.code IN ('LOAD', 'DISC', 'GTIN', 'GTOT', 'STUF', 'STRP') OR (o.code IN ('PICK', 'DROP') AND m.code IN ('PICK', 'DROP'))), moves)`;
const near = `s.at - m.anchor <= ${tolerance} AND NOT ${parted}`;
const samePlace =
  'if(m.facility IS NOT NULL AND s.facility IS NOT NULL, ifNull(m.facility = s.facility, false), ifNull(m.port = s.port, true))';
const unnamed = `m.code != s.code AND 'OTHR' IN (m.code, s.code)`;
const sameMinute = `m.fineness > 0 AND s.fineness > 0 AND intDiv(m.at, 60000) = intDiv(s.at, 60000)
  AND ifNull(m.facility = s.facility, false) AND ${near}`;
const restates = `ifNull(m.load = s.load, true) AND if(${unnamed}, ${sameMinute},
  m.code = s.code AND ${samePlace}
    AND if(m.fineness = 0, s.at < m.at + 86400000, (s.fineness > 0 OR s.at = m.at) AND ${near}))`;

function known(field: string): string {
  return `arrayFirst(s -> s.${field} IS NOT NULL, told).${field}`;
}

function firstKnown(field: string): string {
  return `${known(field)} AS ${field}`;
}
