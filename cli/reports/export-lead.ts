import {
  containerEvents,
  gateTransactions,
  plantOrders,
  truckPositions,
  vesselCalls,
} from '@landbridge/schemas';
import { COUNTED, dayAndHour, INFERRED, millis, type Report, weekAndQuarter } from './report.ts';

const GATED_IN = `gatedIn AND ${COUNTED}`;
const gateIn = { ...dayAndHour('gatedInMs'), ...weekAndQuarter('gatedInMs') };

export const exportLead: Report = {
  name: 'export-lead',
  about:
    'How long export boxes take from stuffing to the terminal and onto the vessel, and which were rolled.',
  notes: [
    'Lead: stuffed (without that: left the plant) to the laden gate-in. Loading: gate-in to loaded. Over the boxes gated in in the period; open ones are under way at the as-of time.',
    'Rolled: in the terminal, out at its scanner or under way to another one when a vessel left that was to load the box.',
  ],
  facts: [containerEvents, gateTransactions, plantOrders, truckPositions, vesselCalls],
  dimensions: [
    { name: 'cluster', sql: 'cluster' },
    { name: 'plant', sql: 'plant' },
    { name: 'order', sql: 'orderId' },
    { name: 'container', sql: 'container' },
    { name: 'terminal', sql: 'facility' },
    { name: 'group', sql: 'facilityGroup' },
    { name: 'week', sql: `if(gatedIn, ${gateIn.week}, NULL)` },
    { name: 'day', sql: `if(gatedIn, ${gateIn.day}, NULL)` },
  ],
  defaultBy: ['cluster', 'plant'],
  apart: [],
  rows: ({ fromMs, toMs, asOfMs }) => `
    SELECT export.*, ${millis('startAt')} AS startMs, ${millis('gatedInAt')} AS gatedInMs, ${millis('loadedAt')} AS loadedMs,
      ifNull(gatedInMs >= ${fromMs} AND gatedInMs < ${toMs} AND gatedInMs <= ${asOfMs}, 0) AS gatedIn,
      ifNull(loadedMs <= ${asOfMs}, 0) AS loaded,
      ifNull(${COUNTED} AND startMs <= ${asOfMs} AND (gatedInMs IS NULL OR gatedInMs > ${asOfMs}), 0) AS open,
      ifNull(stay.rolled AND ifNull(missed.leftMs <= ${asOfMs}, 1), false) AS rolled
    FROM mart_export_leads AS export
    LEFT ANY JOIN (
      SELECT startEventId, rolled, missedCalls[1] AS firstMissed FROM mart_yard_dwells WHERE startEventId IS NOT NULL
    ) AS stay ON stay.startEventId = export.endEventId
    LEFT ANY JOIN (
      SELECT container AS box, callId, min(${millis('eventTime')}) AS leftMs FROM mart_box_departures WHERE milestone = 'DEPARTED' GROUP BY container, callId
    ) AS missed ON missed.box = export.container AND missed.callId = stay.firstMissed
    WHERE gatedIn OR open`,
  figures: [
    { name: 'gatedIn', title: 'gated in', sql: `countIf(${GATED_IN})`, form: 'count' },
    {
      name: 'inferredShare',
      title: 'inferred',
      sql: `countIf(${GATED_IN} AND ${INFERRED}) / nullIf(countIf(${GATED_IN}), 0)`,
      form: 'share',
    },
    { name: 'loaded', title: 'loaded', sql: `countIf(${GATED_IN} AND loaded)`, form: 'count' },
    { name: 'rolled', title: 'rolled', sql: 'countIf(rolled)', form: 'count' },
    { name: 'open', title: 'open', sql: 'countIf(open)', form: 'count' },
    {
      name: 'noStart',
      title: 'no start',
      sql: "countIf(gatedIn AND quality = 'NO_START')",
      form: 'count',
      rare: true,
    },
    {
      name: 'rejected',
      title: 'rejected',
      sql: "countIf(gatedIn AND quality = 'REJECTED')",
      form: 'count',
      rare: true,
    },
  ],
  measures: [
    { name: 'lead', title: 'lead', unit: 'hours', sql: 'leadMs', when: GATED_IN },
    {
      name: 'loading',
      title: 'loading',
      unit: 'hours',
      sql: 'loadingMs',
      when: `gatedIn AND loaded AND quality != 'REJECTED'`,
    },
  ],
  open: 'open',
};
