import { exportLeads } from '@landbridge/schemas';
import { defineTable } from '../table.ts';

/** An export box's way from stuffing to the terminal gate, and onto the vessel. */
export const exportLeadsTable = defineTable(exportLeads, {
  pseudonymised: ['id', 'trip', 'plate', 'startEventId', 'endEventId'],
});
