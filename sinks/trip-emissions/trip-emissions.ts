import { tripEmissions } from '@landbridge/schemas';
import { defineTable } from '../table.ts';

/** A trip's greenhouse gases, well to wheel, split into free flow and delay. */
export const tripEmissionsTable = defineTable(tripEmissions, {
  pseudonymised: ['id', 'trip', 'plate'],
});
