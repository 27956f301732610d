import { incidentValidities } from '@landbridge/schemas';
import { defineTable } from '../table.ts';

/** From when until when an incident holds on a segment, as one statement has it. */
export const incidentValiditiesTable = defineTable(incidentValidities);
