import { boxReferences } from '@landbridge/schemas';
import { defineTable } from '../table.ts';

/** A booking or purchase order that is stated of a box. */
export const boxReferencesTable = defineTable(boxReferences);
