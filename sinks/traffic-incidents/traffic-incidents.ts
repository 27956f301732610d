import { trafficIncidents } from '@landbridge/schemas';
import { defineTable } from '../table.ts';

/** Closures, works, accidents and floods with their validity. */
export const trafficIncidentsTable = defineTable(trafficIncidents, {
  masked: ['description'],
});
