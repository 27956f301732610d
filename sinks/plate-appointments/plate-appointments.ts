import { plateAppointments } from '@landbridge/schemas';
import { defineTable } from '../table.ts';

/** A slot that a truck was given, or no longer has. */
export const plateAppointmentsTable = defineTable(plateAppointments, {
  pseudonymised: ['id', 'plate'],
});
