import { truckPositions } from '@landbridge/schemas';
import { defineTable } from '../table.ts';

/** Positions of trucks in WGS-84 with fix quality. */
export const truckPositionsTable = defineTable(truckPositions, {
  pseudonymised: ['id', 'plate'],
});
