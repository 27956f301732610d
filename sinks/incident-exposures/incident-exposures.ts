import { incidentExposures } from '@landbridge/schemas';
import { defineTable } from '../table.ts';

/** A truck that drove where an incident was. */
export const incidentExposuresTable = defineTable(incidentExposures, {
  pseudonymised: ['id', 'trip', 'plate'],
});
