import { truckVisits } from '@landbridge/schemas';
import { defineTable } from '../table.ts';

/** One truck's visit to a terminal, from the queue to the gate out. */
export const truckVisitsTable = defineTable(truckVisits, {
  pseudonymised: ['id', 'plate', 'startEventId', 'endEventId'],
});
