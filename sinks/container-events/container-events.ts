import { containerEvents } from '@landbridge/schemas';
import { defineTable } from '../table.ts';

/** Moves and milestones of containers in DCSA vocabulary, from carriers, EDI, terminals, rail and trucks. */
export const containerEventsTable = defineTable(containerEvents, {
  pseudonymised: ['plate'],
  masked: ['remark'],
  hidden: ['plateText'],
});
