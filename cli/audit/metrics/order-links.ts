import { boxReferences, orderLinks, orderReferences } from '@landbridge/schemas';
import type { AuditedMetric } from '../metric.ts';

/**
 * Every box of a reference with every order of it, but that a box goes with the orders that name it, if there are any:
 * of a reference its first hundred boxes and first twenty orders.
 */
export const auditedOrderLinks: AuditedMetric = {
  topic: orderLinks,
  processor: 'order-links',
  compared: [
    ...['eventTime', 'container', 'orderId', 'reference', 'plant', 'cluster', 'direction'],
    ...['neededBy', 'purchaseOrder', 'booking', 'causes', 'causeCount'],
  ],
  sql: (accepted) => `
    WITH boxes AS (
      SELECT reference, container, eventTime, id
      FROM (SELECT * FROM ${accepted(boxReferences)} ORDER BY eventTime, id LIMIT 1 BY reference, container)
      ORDER BY eventTime, id LIMIT 100 BY reference
    ),
    orders AS (SELECT * FROM ${accepted(orderReferences)} ORDER BY eventTime, id LIMIT 20 BY reference)
    SELECT concat(box.container, '/', orderId, '/', reference) AS id, greatest(box.eventTime, said.eventTime) AS eventTime, box.container AS container, orderId,
      reference, plant, cluster, direction, neededBy, purchaseOrder, booking,
      [concat('box.references/', box.id), concat('order.references/', said.id)] AS causes, 2 AS causeCount
    FROM boxes AS box INNER JOIN orders AS said ON said.reference = box.reference
    WHERE ifNull(said.container = box.container, false)
      OR (box.reference, box.container) NOT IN (SELECT reference, assumeNotNull(container) FROM orders WHERE container IS NOT NULL)`,
};
