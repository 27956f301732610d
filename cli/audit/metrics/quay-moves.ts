import { quayMoves } from '@landbridge/schemas';
import type { AuditedMetric } from '../metric.ts';
import { placedMoves } from './placed-moves.ts';

/**
 * Loadings and discharges at our terminals, but for restows: labelled so, or a discharge and the loading next to it on
 * one voyage, at one terminal, within three days.
 */
export const auditedQuayMoves: AuditedMetric = {
  topic: quayMoves,
  processor: 'quay-moves',
  compared: [
    ...['eventTime', 'container', 'move', 'facility', 'facilityGroup', 'emptyIndicator'],
    ...['sizeType', 'teu', 'trade', 'transshipment', 'vesselImo', 'voyage', 'causes', 'causeCount'],
  ],
  sql: (accepted) => `
    SELECT * REPLACE ([concat('container.moves/', id)] AS causes, 1 AS causeCount)
    FROM (
      SELECT *, leadInFrame(here) OVER box AS next, lagInFrame(here) OVER box AS last,
        (move, place, facility, voyage, eventTime) AS here
      FROM ${placedMoves(accepted)}
      WHERE overQuay AND ifNull(trade, '') != 'RESTOW'
      WINDOW box AS (PARTITION BY container ORDER BY eventTime, rank, id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
    )
    WHERE place = 'TERMINAL'
      AND NOT (move = 'DISC' AND next.1 = 'LOAD' AND next.2 = 'TERMINAL' AND ${restow('here', 'next')})
      AND NOT (move = 'LOAD' AND last.1 = 'DISC' AND last.2 = 'TERMINAL' AND ${restow('last', 'here')})`,
};

function restow(discharge: string, load: string): string {
  return `ifNull(${discharge}.4 = ${load}.4, false) AND ifNull(${discharge}.3 = ${load}.3, true)
    AND dateDiff('millisecond', ${discharge}.5, ${load}.5) <= 259200000`;
}
