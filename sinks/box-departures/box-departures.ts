import { boxDepartures } from '@landbridge/schemas';
import { defineTable } from '../table.ts';

/** What a vessel call means for a box that is to be loaded on it. */
export const boxDeparturesTable = defineTable(boxDepartures);
