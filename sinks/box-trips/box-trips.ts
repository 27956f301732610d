import { boxTrips } from '@landbridge/schemas';
import { defineTable } from '../table.ts';

/** A trip as seen by one box aboard. */
export const boxTripsTable = defineTable(boxTrips, {
  pseudonymised: ['id', 'plate', 'trip'],
});
