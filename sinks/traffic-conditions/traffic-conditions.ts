import { trafficConditions } from '@landbridge/schemas';
import { defineTable } from '../table.ts';

/** Speed and level of a road segment from a moment on. */
export const trafficConditionsTable = defineTable(trafficConditions);
