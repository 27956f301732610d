import { appointmentOutcomes } from '@landbridge/schemas';
import { defineTable } from '../table.ts';

/** How an appointment was kept, or a visit without one. */
export const appointmentOutcomesTable = defineTable(appointmentOutcomes, {
  pseudonymised: ['id', 'appointment', 'visit', 'plate'],
});
