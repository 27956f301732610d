import { containerMoves } from '@landbridge/schemas';
import { defineTable } from '../table.ts';

/** One row per physical move of a container, whoever stated it. */
export const containerMovesTable = defineTable(containerMoves, {
  pseudonymised: ['id', 'plate'],
});
