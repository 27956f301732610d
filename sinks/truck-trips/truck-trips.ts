import { truckTrips } from '@landbridge/schemas';
import { defineTable } from '../table.ts';

/** One truck's journey between two stops. */
export const truckTripsTable = defineTable(truckTrips, {
  pseudonymised: ['id', 'plate', 'trip'],
});
