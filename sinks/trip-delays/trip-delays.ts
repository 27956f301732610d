import { tripDelays } from '@landbridge/schemas';
import { defineTable } from '../table.ts';

/** A trip's delay and what it is attributed to. */
export const tripDelaysTable = defineTable(tripDelays, {
  pseudonymised: ['id', 'plate', 'trip'],
});
