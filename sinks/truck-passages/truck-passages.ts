import { truckPassages } from '@landbridge/schemas';
import { defineTable } from '../table.ts';

/** A truck's stay inside a geofence. */
export const truckPassagesTable = defineTable(truckPassages, {
  pseudonymised: ['id', 'plate'],
});
