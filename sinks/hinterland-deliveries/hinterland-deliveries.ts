import { hinterlandDeliveries } from '@landbridge/schemas';
import { defineTable } from '../table.ts';

/** An import box's way from the terminal gate to the plant. */
export const hinterlandDeliveriesTable = defineTable(hinterlandDeliveries, {
  pseudonymised: ['id', 'plate', 'trip', 'startEventId', 'endEventId'],
});
