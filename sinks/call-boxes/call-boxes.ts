import { callBoxes } from '@landbridge/schemas';
import { defineTable } from '../table.ts';

/** A box that a vessel call is to load, loads, or no longer is to load. */
export const callBoxesTable = defineTable(callBoxes);
