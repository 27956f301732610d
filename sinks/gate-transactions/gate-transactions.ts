import { gateTransactions } from '@landbridge/schemas';
import { defineTable } from '../table.ts';

/** One truck at one gate lane, in or out, with its boxes. */
export const gateTransactionsTable = defineTable(gateTransactions, {
  pseudonymised: ['id', 'subject', 'plate'],
  hidden: ['plateText'],
});
