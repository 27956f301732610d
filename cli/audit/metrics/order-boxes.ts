import { orderBoxes } from '@landbridge/schemas';
import { type AuditedMetric, time } from '../metric.ts';
import { statedOrders } from './stated-orders.ts';

/**
 * The box that an order names last, with what its statements say last of the need. Arrival and stuffing are the first
 * that were stated since the order named this box in place of another one.
 */
export const auditedOrderBoxes: AuditedMetric = {
  topic: orderBoxes,
  processor: 'order-boxes',
  compared: [
    ...['eventTime', 'container', 'orderId', 'plant', 'cluster', 'direction', 'neededBy'],
    ...['purchaseOrder', 'booking', 'arrivedAt', 'stuffedAt', 'causes', 'causeCount'],
  ],
  sql: (accepted) => `
    SELECT concat(container, '/', orderId) AS id, ${time('said[first].at')} AS eventTime, boxes[-1] AS container, orderId,
      said[-1].plant AS plant, said[-1].cluster AS cluster, said[-1].direction AS direction, ${time('needed.neededBy')} AS neededBy,
      words[-1].5 AS purchaseOrder, words[-1].4 AS booking, ${time("if(arrived.id = '', NULL, arrived.at)")} AS arrivedAt,
      ${time("if(stuffed.id = '', NULL, stuffed.at)")} AS stuffedAt, arrayMap(x -> concat('plant.orders/', x), arrayDistinct(told)) AS causes, length(causes) AS causeCount
    FROM (
      SELECT *, arrayLastIndex((box, last) -> box != '' AND last != '' AND box != last, named, before) AS changed,
        if(changed > 0, changed, arrayFirstIndex(box -> box != '', named)) AS first, arraySlice(said, greatest(changed, 1)) AS since,
        arrayFirst(x -> x.milestone = 'ARRIVED', since) AS arrived, arrayFirst(x -> x.milestone = 'STUFFING_COMPLETED', since) AS stuffed,
        arrayFilter(id -> id != '', [said[first].id, needed.id, arrived.id, stuffed.id, said[reworded].id]) AS told
      FROM ${statedOrders(accepted)}
    ) WHERE first > 0`,
};
