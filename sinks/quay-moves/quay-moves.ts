import { quayMoves } from '@landbridge/schemas';
import { defineTable } from '../table.ts';

/** One box over the quay. */
export const quayMovesTable = defineTable(quayMoves, {
  pseudonymised: ['id'],
});
