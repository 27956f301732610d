import { yardDwells } from '@landbridge/schemas';
import { defineTable } from '../table.ts';

/** A box's stay in a terminal, from the move that brought it to the move that took it away. */
export const yardDwellsTable = defineTable(yardDwells, {
  pseudonymised: ['id', 'portVisitId', 'startEventId', 'endEventId'],
});
