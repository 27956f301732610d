import { boxProgress } from '@landbridge/schemas';
import { defineTable } from '../table.ts';

/** How far a box has come that an order is about. */
export const boxProgressTable = defineTable(boxProgress, {
  pseudonymised: ['id', 'stageEventId'],
});
