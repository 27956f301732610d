import { quayMoves } from '@landbridge/schemas';
import { type AuditedMetric, ms } from '../metric.ts';
import { placedMoves } from './placed-moves.ts';

/**
 * Loadings and discharges at our terminals, each once, but for restows: labelled so, or a discharge and the loading
 * next to it on one voyage, at one terminal, within three days. One that is stated again on its voyage, with no other
 * move over a quay in between, is one move.
 */
export const auditedQuayMoves: AuditedMetric = {
  topic: quayMoves,
  processor: 'quay-moves',
  compared: [
    ...['eventTime', 'container', 'move', 'facility', 'facilityGroup', 'emptyIndicator'],
    ...['sizeType', 'teu', 'trade', 'transshipment', 'vesselImo', 'voyage', 'causes', 'causeCount'],
  ],
  sql: (accepted) => `
    WITH moves AS (SELECT * FROM ${placedMoves(accepted)} WHERE overQuay AND ifNull(trade, '') != 'RESTOW'),
    boxes AS (
      SELECT arraySort(x -> (x.at, x.rank, x.id), groupArray(CAST((${ms('eventTime')}, rank, id, move, place = 'TERMINAL', facility, voyage, emptyIndicator), '${MOVE}'))) AS happened
      FROM moves GROUP BY container
    )
    SELECT * REPLACE ([concat('container.moves/', id)] AS causes, 1 AS causeCount) FROM moves
    WHERE id IN (SELECT arrayJoin(arrayFold((k, e) -> ${STEP}, happened, CAST((${NO_MOVE}, []), '${KNOWN}')).counted) FROM boxes)`,
};

const MOVE =
  'Tuple(at Int64, rank UInt8, id String, kind String, here Bool, facility Nullable(String), voyage Nullable(String), load Nullable(String))';
const KNOWN = `Tuple(last ${MOVE}, counted Array(String))`;
const NO_MOVE = `CAST((0, 0, '', '', false, NULL, NULL, NULL), '${MOVE}')`;

const DAY = 86_400_000;
const onOneVoyage =
  '(ifNull(k.last.voyage = e.voyage, false) AND ifNull(k.last.facility = e.facility, true))';
const again = `(k.last.kind = e.kind AND ${onOneVoyage} AND ifNull(k.last.load = e.load, true) AND e.at - k.last.at <= ${30 * DAY})`;
const restowed = `(k.last.kind = 'DISC' AND e.kind = 'LOAD' AND ${onOneVoyage} AND e.at - k.last.at <= ${3 * DAY})`;

/** One move more; what other ports handle counts nothing, and is in between. */
const STEP = `multiIf(NOT e.here, CAST((${NO_MOVE}, k.counted), '${KNOWN}'), ${again}, k,
  CAST((e, if(${restowed}, arrayPopBack(k.counted), arrayPushBack(k.counted, e.id))), '${KNOWN}'))`;
