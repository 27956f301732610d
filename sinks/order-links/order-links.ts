import { orderLinks } from '@landbridge/schemas';
import { defineTable } from '../table.ts';

/** A box that an order is about because both go by one booking or purchase order. */
export const orderLinksTable = defineTable(orderLinks);
