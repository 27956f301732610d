import { truckAppointments } from '@landbridge/schemas';
import { defineTable } from '../table.ts';

/** Statements of the truck appointment system: requested, confirmed, moved, cancelled. */
export const truckAppointmentsTable = defineTable(truckAppointments, {
  pseudonymised: ['plate'],
});
