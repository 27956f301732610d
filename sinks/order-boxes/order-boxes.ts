import { orderBoxes } from '@landbridge/schemas';
import { defineTable } from '../table.ts';

/** Which box an order names. */
export const orderBoxesTable = defineTable(orderBoxes);
