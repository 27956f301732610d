import { orderReferences } from '@landbridge/schemas';
import { type AuditedMetric, time } from '../metric.ts';
import { keyOf } from './box-references.ts';
import { statedOrders } from './stated-orders.ts';

const SPAN_MS = 8_640_000_000;

/**
 * The booking and the purchase order that an order stated last, since it goes by them without a break; after a hundred
 * days since it says so again.
 */
export const auditedOrderReferences: AuditedMetric = {
  topic: orderReferences,
  processor: 'order-references',
  compared: [
    ...['eventTime', 'reference', 'orderId', 'plant', 'cluster', 'direction', 'neededBy'],
    ...['purchaseOrder', 'booking', 'container', 'causes', 'causeCount'],
  ],
  sql: (accepted) => `
    SELECT concat(reference, '/', orderId) AS id, orderId, keys[-1] AS reference,
      arraySlice(said, 1 + arrayLastIndex(key -> key != keys[-1], keys)) AS run,
      arrayFold((since, x) -> if(x.1 - since.1 > ${SPAN_MS}, x, since), arrayMap(x -> (x.at, x.id), run), (run[1].at, run[1].id)) AS since,
      ${time('since.1')} AS eventTime, said[-1].plant AS plant, said[-1].cluster AS cluster, said[-1].direction AS direction, ${time('needed.neededBy')} AS neededBy,
      words[-1].5 AS purchaseOrder, words[-1].4 AS booking, nullIf(boxes[-1], '') AS container,
      arrayLast((x, box, last) -> box != '' AND box != last, said, named, before).id AS namedBy,
      arrayMap(x -> concat('plant.orders/', x), arrayDistinct(arrayFilter(x -> x != '', [since.2, needed.id, namedBy, said[reworded].id]))) AS causes, length(causes) AS causeCount
    FROM ${statedOrders(accepted)}
    ARRAY JOIN [arrayMap(x -> ${keyOf("'BKG'", "ifNull(x.4, '')")}, words), arrayMap(x -> ${keyOf("'PO'", "ifNull(x.5, '')")}, words)] AS keys
    WHERE keys[-1] != ''`,
};
