import { containerEvents, gateTransactions } from '@landbridge/schemas';
import { dayAndHour, millis, type Report, weekAndQuarter } from './report.ts';

const moved = dayAndHour('atMs');

export const throughput: Report = {
  name: 'throughput',
  about: 'Boxes, TEU and moves over the quay and through the gate, by terminal.',
  notes: [
    'Moves are physical moves, told by however many sources; both quay moves of a transshipment count, restows do not. Boxes are different boxes.',
    'A box of unknown size is counted apart and adds no TEU.',
    'A move over our quays whose terminal nobody told is under no terminal, and in the total.',
  ],
  facts: [containerEvents, gateTransactions],
  dimensions: [
    { name: 'terminal', sql: 'facility' },
    { name: 'group', sql: 'facilityGroup' },
    { name: 'side', sql: 'side' },
    { name: 'day', sql: moved.day },
    { name: 'hour', sql: moved.hour },
    { name: 'week', sql: weekAndQuarter('atMs').week },
  ],
  defaultBy: ['terminal'],
  apart: ['side'],
  // Moves at plants, at depots and in other ports are no throughput of a terminal. One over the quay is at one of ours,
  // whether it is named or not; through a gate without a name a box may come anywhere.
  rows: (scope) => `
    SELECT * FROM (
      SELECT 'quay' AS side, container, facility, facilityGroup, teu, move = 'DISC' AS inward, ${millis('eventTime')} AS atMs
      FROM mart_quay_moves WHERE ifNull(trade, '') != 'RESTOW'
      UNION ALL
      SELECT 'gate' AS side, container, facility, facilityGroup, teu, move = 'GTIN' AS inward, ${millis('eventTime')} AS atMs
      FROM mart_container_moves WHERE move IN ('GTIN', 'GTOT')
    )
    WHERE (facility IN (SELECT id FROM ref_facilities WHERE kind = 'TERMINAL') OR (side = 'quay' AND facility IS NULL))
      AND atMs >= ${scope.fromMs} AND atMs < ${scope.toMs} AND atMs <= ${scope.asOfMs}`,
  figures: [
    { name: 'moves', title: 'moves', sql: 'count()', form: 'count' },
    { name: 'inward', title: 'in / discharged', sql: 'countIf(inward)', form: 'count' },
    { name: 'outward', title: 'out / loaded', sql: 'countIf(NOT inward)', form: 'count' },
    { name: 'boxes', title: 'boxes', sql: 'uniqExact(container)', form: 'count' },
    { name: 'teu', title: 'TEU', sql: 'sum(teu)', form: { digits: 1 } },
    {
      name: 'boxesUnknownSize',
      title: 'of unknown size',
      sql: 'uniqExactIf(container, teu IS NULL)',
      form: 'count',
      rare: true,
    },
  ],
  measures: [],
  open: null,
};
