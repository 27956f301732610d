import { MINUTE_MS, truckAppointments, truckPositions } from '@landbridge/schemas';
import { atMs, millis, minuteText, type Report } from './report.ts';

export const slotTrucks: Report = {
  name: 'slot-trucks',
  about:
    'Trucks with a slot in the two hours after the as-of time, and which of them are held up on which road.',
  notes: [
    'Held up: ten minutes or more of traffic delay on the trip so far, and not inside the gate. Where a truck is: the last road segment it has left, until its trip is over.',
    'The period says nothing here: the as-of time does.',
  ],
  facts: [truckAppointments, truckPositions],
  dimensions: [
    { name: 'terminal', sql: 'terminal' },
    { name: 'group', sql: 'terminalGroup' },
    { name: 'slot', sql: minuteText('slotMs') },
    { name: 'where', sql: 'whereabouts' },
    { name: 'road', sql: 'road' },
    { name: 'segment', sql: 'segment' },
    { name: 'plate', sql: 'plate' },
    { name: 'appointment', sql: 'appointmentId' },
    { name: 'haulier', sql: 'haulier' },
  ],
  defaultBy: ['terminal', 'slot', 'plate', 'where', 'road'],
  apart: [],
  rows: ({ asOfMs }) => `
    SELECT *, ${millis('slotStart')} AS slotMs FROM at_slot_trucks(asOf = ${atMs(asOfMs)})`,
  figures: [
    { name: 'trucks', title: 'trucks', sql: 'count()', form: 'count' },
    { name: 'heldUp', title: 'held up', sql: 'countIf(heldUp)', form: 'count' },
    {
      name: 'minutesToSlot',
      title: 'to slot min',
      sql: 'min(minutesToSlot)',
      form: 'count',
    },
    {
      name: 'trafficDelayMinutes',
      title: 'traffic min',
      sql: `sum(ifNull(trafficDelayMs, 0)) / ${MINUTE_MS}`,
      form: { digits: 1 },
    },
  ],
  measures: [],
  orderBy: 'trafficDelayMinutes DESC',
  drawn: 'trafficDelayMinutes',
  open: null,
};
