import { truckTraversals } from '@landbridge/schemas';
import { defineTable } from '../table.ts';

/** One truck's way over one road segment. */
export const truckTraversalsTable = defineTable(truckTraversals, {
  pseudonymised: ['id', 'plate', 'trip'],
});
