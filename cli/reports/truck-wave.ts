import {
  containerEvents,
  gateTransactions,
  plantOrders,
  truckAppointments,
} from '@landbridge/schemas';
import { atMs, dayAndHour, millis, minuteText, type Report } from './report.ts';

const due = dayAndHour('hourMs');

export const truckWave: Report = {
  name: 'truck-wave',
  about:
    'The trucks that the port will call for in the 24 hours after the as-of time, by terminal and hour.',
  notes: [
    'Expected: trucks of confirmed slots that have not come, those of a slot that has begun in the hour under way, and one for each box that is due. Slot quota: confirmed slots that begin in the hour. Due without slot: import boxes whose stay reaches the median dwell of their terminal in that hour, the overdue ones at once.',
    'The period says nothing here: the as-of time does.',
  ],
  facts: [containerEvents, gateTransactions, truckAppointments, plantOrders],
  dimensions: [
    { name: 'terminal', sql: 'terminal' },
    { name: 'group', sql: 'terminalGroup' },
    { name: 'slotHour', sql: minuteText('hourMs') },
    { name: 'day', sql: due.day },
    { name: 'hour', sql: due.hour },
  ],
  defaultBy: ['terminal', 'slotHour'],
  apart: [],
  rows: ({ asOfMs }) => `
    SELECT *, ${millis('CAST(hourAt AS DateTime64(3))')} AS hourMs FROM at_truck_wave(asOf = ${atMs(asOfMs)})`,
  figures: [
    {
      name: 'trucksExpected',
      title: 'expected',
      sql: 'sum(trucksExpected)',
      form: 'count',
    },
    { name: 'slotQuota', title: 'slot quota', sql: 'sum(slotQuota)', form: 'count' },
    { name: 'slotPickups', title: 'to pick up', sql: 'sum(slotPickups)', form: 'count' },
    { name: 'slotDropOffs', title: 'to drop', sql: 'sum(slotDropOffs)', form: 'count' },
    { name: 'boxesDue', title: 'due without slot', sql: 'sum(boxesDue)', form: 'count' },
  ],
  measures: [],
  open: null,
};
