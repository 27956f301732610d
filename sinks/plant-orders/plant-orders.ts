import { plantOrders } from '@landbridge/schemas';
import { defineTable } from '../table.ts';

/** Milestones of the clusters' orders and what they need by when. */
export const plantOrdersTable = defineTable(plantOrders);
