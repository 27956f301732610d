import { traversalDelays } from '@landbridge/schemas';
import { defineTable } from '../table.ts';

/** A traversal with the traffic in force when the truck entered the segment. */
export const traversalDelaysTable = defineTable(traversalDelays, {
  pseudonymised: ['id', 'plate', 'trip'],
});
