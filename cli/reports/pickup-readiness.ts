import {
  containerEvents,
  gateTransactions,
  plantOrders,
  truckAppointments,
  truckPositions,
} from '@landbridge/schemas';
import { atMs, minuteText, type Report } from './report.ts';

export const pickupReadiness: Report = {
  name: 'pickup-readiness',
  about:
    'Import boxes in the yard at the as-of time: ready or held, for whom, and how long queue and way are.',
  notes: [
    'Ready: discharged, not gone, and not held by customs or inspection. Queue: median of trucks that came in within two hours. Way: median of trips from the terminal to the cluster within a day, else within four weeks.',
    'The period says nothing here: the as-of time does.',
  ],
  facts: [containerEvents, gateTransactions, truckAppointments, plantOrders, truckPositions],
  dimensions: [
    { name: 'terminal', sql: 'terminal' },
    { name: 'group', sql: 'terminalGroup' },
    { name: 'status', sql: 'status' },
    { name: 'container', sql: 'container' },
    { name: 'cluster', sql: 'cluster' },
    { name: 'plant', sql: 'plant' },
    { name: 'order', sql: 'orderId' },
    { name: 'slot', sql: minuteText('toUnixTimestamp64Milli(slotStart)') },
    { name: 'neededBy', sql: minuteText('toUnixTimestamp64Milli(neededBy)') },
  ],
  defaultBy: ['container', 'terminal', 'status', 'cluster', 'neededBy', 'slot'],
  apart: [],
  rows: ({ asOfMs }) => `SELECT * FROM at_pickup_readiness(asOf = ${atMs(asOfMs)})`,
  figures: [
    { name: 'boxes', title: 'boxes', sql: 'count()', form: 'count' },
    { name: 'ready', title: 'ready', sql: "countIf(status = 'AVAILABLE')", form: 'count' },
    { name: 'withSlot', title: 'with slot', sql: 'countIf(slotStart IS NOT NULL)', form: 'count' },
    {
      name: 'ageDaysMax',
      title: 'in yard d',
      sql: 'max(ageDays)',
      form: { digits: 1 },
    },
    { name: 'queueMinutes', title: 'queue min', sql: 'avg(queueMinutes)', form: { digits: 1 } },
    { name: 'wayMinutes', title: 'way min', sql: 'avg(wayMinutes)', form: { digits: 1 } },
  ],
  measures: [],
  drawn: 'ageDaysMax',
  open: null,
};
