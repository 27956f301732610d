import { orderBoxes, plantOrders } from '@landbridge/schemas';
import { type AuditedMetric, ms, time } from '../metric.ts';

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
    WITH orders AS (
      SELECT orderId, arraySort(x -> (x.at, x.id), groupArray(CAST((${ms('eventTime')}, stated.id, ifNull(stated.container, ''), stated.plant,
          coalesce(stated.cluster, works.cluster), direction, ${ms('neededBy')}, booking, purchaseOrder, milestone), '${SAID}'))) AS said,
        arrayMap(x -> x.box, said) AS boxes, arrayPushFront(arrayPopBack(arrayFill(box -> box != '', boxes)), '') AS before,
        arrayLastIndex((box, last) -> box != '' AND last != '' AND box != last, boxes, before) AS changed,
        if(changed > 0, changed, arrayFirstIndex(box -> box != '', boxes)) AS named, arraySlice(said, greatest(changed, 1)) AS since,
        arrayMap((x, booked, bought) -> (x.plant, x.cluster, x.direction, booked.booking, bought.purchase), said,
          arrayFill(x -> x.booking IS NOT NULL, said), arrayFill(x -> x.purchase IS NOT NULL, said)) AS words,
        arrayLastIndex((x, i) -> i = 1 OR toString(x) != toString(words[i - 1]), words, arrayEnumerate(words)) AS reworded,
        arrayFirst(x -> x.milestone = 'ARRIVED', since) AS arrived, arrayFirst(x -> x.milestone = 'STUFFING_COMPLETED', since) AS stuffed,
        arrayLast(x -> x.neededBy IS NOT NULL, said) AS needed,
        arrayFilter(id -> id != '', [said[named].id, needed.id, arrived.id, stuffed.id, said[reworded].id]) AS told
      FROM ${accepted(plantOrders)} AS stated
      LEFT ANY JOIN (SELECT cluster, upper(named) AS code FROM ref_plants ARRAY JOIN arrayConcat([id], codes) AS named) AS works ON works.code = upper(stated.plant)
      GROUP BY orderId
    )
    SELECT concat(container, '/', orderId) AS id, ${time('said[named].at')} AS eventTime, arrayLast(box -> box != '', boxes) AS container, orderId,
      said[-1].plant AS plant, said[-1].cluster AS cluster, said[-1].direction AS direction, ${time('needed.neededBy')} AS neededBy,
      words[-1].5 AS purchaseOrder, words[-1].4 AS booking, ${time("if(arrived.id = '', NULL, arrived.at)")} AS arrivedAt,
      ${time("if(stuffed.id = '', NULL, stuffed.at)")} AS stuffedAt, arrayMap(x -> concat('plant.orders/', x), arrayDistinct(told)) AS causes, length(causes) AS causeCount
    FROM orders WHERE named > 0`,
};

const SAID =
  'Tuple(at Int64, id String, box String, plant String, cluster Nullable(String), direction String, neededBy Nullable(Int64), booking Nullable(String), purchase Nullable(String), milestone String)';
