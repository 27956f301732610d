import { appointmentArrivals } from '@landbridge/schemas';
import { defineTable } from '../table.ts';

/** A truck that came to a terminal, on an appointment or without one. */
export const appointmentArrivalsTable = defineTable(appointmentArrivals, {
  pseudonymised: ['id', 'appointment', 'visit', 'plate'],
});
