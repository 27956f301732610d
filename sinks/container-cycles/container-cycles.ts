import { containerCycles } from '@landbridge/schemas';
import { defineTable } from '../table.ts';

/** A use of a box, from empty gate-out or discharge to empty gate-in or loading. */
export const containerCyclesTable = defineTable(containerCycles, {
  pseudonymised: ['id', 'startEventId', 'endEventId'],
});
