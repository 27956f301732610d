import {
  containerEvents,
  gateTransactions,
  plantOrders,
  trafficConditions,
  truckPositions,
} from '@landbridge/schemas';
import { COUNTED, dayAndHour, INFERRED, type Measure, millis, type Report } from './report.ts';

const ARRIVED = `arrived AND ${COUNTED}`;
const arrival = dayAndHour('arrivedMs');

export const hinterlandLatency: Report = {
  name: 'hinterland-latency',
  about: 'How long import boxes take from the terminal gate to the plant, by cluster.',
  notes: [
    'Latency: gate-out full to the arrival of the box. Yard: discharge to gate-out, before it. Road: its part on the road. Dock: arrival to stripped, after it.',
    'Over the boxes that arrived in the period. Open deliveries are those under way at the as-of time; one whose arrival nobody saw is over with the move that shows it.',
  ],
  facts: [containerEvents, gateTransactions, plantOrders, truckPositions, trafficConditions],
  dimensions: [
    { name: 'cluster', sql: 'cluster' },
    { name: 'terminal', sql: 'facility' },
    { name: 'group', sql: 'facilityGroup' },
    { name: 'plant', sql: 'plant' },
    { name: 'day', sql: `if(arrived, ${arrival.day}, NULL)` },
    { name: 'hour', sql: `if(arrived, ${arrival.hour}, NULL)` },
  ],
  defaultBy: ['cluster'],
  apart: [],
  rows: ({ fromMs, toMs, asOfMs }) => `
    SELECT cluster, facility, facilityGroup, plant, quality,
      latencyMs, yardMs, roadMs, trafficDelayMs, coverageTime,
      ${millis('gateOutAt')} AS outMs, ${millis('arrivedAt')} AS arrivedMs,
      ifNull(arrivedMs >= ${fromMs} AND arrivedMs < ${toMs} AND arrivedMs <= ${asOfMs}, 0) AS arrived,
      if(arrivedMs + dockMs <= ${asOfMs}, dockMs, NULL) AS strippedAfterMs,
      ifNull(${millis('unseen.eventTime')} <= ${asOfMs}, quality = 'END_INFERRED') AS overUnseen,
      ifNull(${COUNTED} AND outMs <= ${asOfMs} AND if(arrivedMs IS NULL, NOT overUnseen, arrivedMs > ${asOfMs}), 0) AS open
    FROM mart_hinterland_deliveries AS delivery
    LEFT ANY JOIN (
      SELECT id, eventTime FROM mart_container_moves
      WHERE id IN (SELECT endEventId FROM mart_hinterland_deliveries WHERE arrivedAt IS NULL AND endEventId IS NOT NULL)
    ) AS unseen ON unseen.id = delivery.endEventId
    WHERE arrived OR open`,
  figures: [
    { name: 'arrived', title: 'arrived', sql: `countIf(${ARRIVED})`, form: 'count' },
    {
      name: 'inferredShare',
      title: 'inferred',
      sql: `countIf(${ARRIVED} AND ${INFERRED}) / nullIf(countIf(${ARRIVED}), 0)`,
      form: 'share',
    },
    {
      name: 'coverageShare',
      title: 'coverage',
      sql: `sumIf(assumeNotNull(coverageTime * roadMs), ${ARRIVED} AND coverageTime * roadMs IS NOT NULL)
        / nullIf(sumIf(assumeNotNull(roadMs), ${ARRIVED} AND coverageTime * roadMs IS NOT NULL), 0)`,
      form: 'share',
    },
    { name: 'open', title: 'open', sql: 'countIf(open)', form: 'count' },
    {
      name: 'noStart',
      title: 'no start',
      sql: "countIf(arrived AND quality = 'NO_START')",
      form: 'count',
      rare: true,
    },
    {
      name: 'rejected',
      title: 'rejected',
      sql: "countIf(arrived AND quality = 'REJECTED')",
      form: 'count',
      rare: true,
    },
  ],
  measures: [
    measure('latency', 'latencyMs'),
    measure('yard', 'yardMs'),
    measure('road', 'roadMs'),
    measure('dock', 'strippedAfterMs'),
    { ...measure('trafficDelay', 'trafficDelayMs'), title: 'traffic delay', unit: 'minutes' },
  ],
  open: 'open',
};

function measure(name: string, sql: string): Measure {
  return { name, title: name, unit: 'hours', sql, when: ARRIVED };
}
