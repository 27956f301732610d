import { supplyRisks } from '@landbridge/schemas';
import { defineTable } from '../table.ts';

/** Whether what an order needs or ships comes in time, and whether it did. */
export const supplyRisksTable = defineTable(supplyRisks, {
  pseudonymised: ['stageEventId'],
});
