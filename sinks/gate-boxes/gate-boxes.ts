import { gateBoxes } from '@landbridge/schemas';
import { defineTable } from '../table.ts';

/** One box at one gate passage. */
export const gateBoxesTable = defineTable(gateBoxes, {
  pseudonymised: ['id', 'plate'],
});
