import { orderReferences } from '@landbridge/schemas';
import { defineTable } from '../table.ts';

/** A booking or purchase order that an order goes by, with what the order says. */
export const orderReferencesTable = defineTable(orderReferences);
