import { emptyReturns } from '@landbridge/schemas';
import { defineTable } from '../table.ts';

/** An import box from its laden gate-out until it is back empty, or used again without being back. */
export const emptyReturnsTable = defineTable(emptyReturns, {
  pseudonymised: ['id', 'startEventId', 'endEventId'],
});
