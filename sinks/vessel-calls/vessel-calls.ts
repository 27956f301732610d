import { vesselCalls } from '@landbridge/schemas';
import { defineTable } from '../table.ts';

/** Arrival, berth, cargo closing and departure of vessels. */
export const vesselCallsTable = defineTable(vesselCalls);
