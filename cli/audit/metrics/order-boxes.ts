import { orderBoxes } from '@landbridge/schemas';
import { type AuditedMetric, time } from '../metric.ts';
import { statedOrders } from './stated-orders.ts';

/**
 * Every box that arrived or was stuffed by name, the first 32 of an order, and beside them the one that the order
 * assigned last; with what its statements say last of the need. Arrival and stuffing are the first that were stated of
 * the box, or of the order while it had no other. A row of which the naming lies too far back stands as it was then.
 */
export const auditedOrderBoxes: AuditedMetric = {
  topic: orderBoxes,
  processor: 'order-boxes',
  compared: [
    ...['eventTime', 'container', 'orderId', 'plant', 'cluster', 'direction', 'neededBy'],
    ...['purchaseOrder', 'booking', 'arrivedAt', 'stuffedAt', 'causes', 'causeCount'],
  ],
  sql: (accepted) => `
    SELECT concat(container, '/', orderId) AS id, named.box AS container, orderId, ${time('named.at')} AS eventTime, arraySlice(said, 1, named.until) AS past,
      arrayLast(x -> x.neededBy IS NOT NULL, past) AS need, words[named.until] AS word,
      past[-1].plant AS plant, past[-1].cluster AS cluster, past[-1].direction AS direction, ${time('need.neededBy')} AS neededBy, word.5 AS purchaseOrder, word.4 AS booking,
      ${time('if(named.arrived > 0, said[named.arrived].at, NULL)')} AS arrivedAt, ${time('if(named.stuffed > 0, said[named.stuffed].at, NULL)')} AS stuffedAt,
      arrayLastIndex((x, i) -> i <= named.until AND (i = 1 OR toString(x) != toString(words[i - 1])), words, arrayEnumerate(words)) AS changed,
      arrayMap(x -> concat('plant.orders/', x), arrayDistinct(arrayFilter(x -> x != '', [said[named.i].id, need.id, said[named.arrived].id, said[named.stuffed].id, said[changed].id]))) AS causes,
      length(causes) AS causeCount
    FROM (
      SELECT orderId, said, words, arrayFold((k, e) -> ${STEP}, arrayMap((x, i) -> CAST((i, x.at, x.box, x.milestone), '${EVENT}'), said, arrayEnumerate(said)),
        CAST(([], 0, 0, []), '${KNOWN}')) AS known
      FROM ${statedOrders(accepted)}
    ) ARRAY JOIN arrayConcat(known.old, arrayMap(b -> ${withEnd('b', 'length(said)')}, known.boxes)) AS named`,
};

const EVENT = 'Tuple(i UInt32, at Int64, box String, milestone String)';
/** A box by the statements that name it and tell of it (0: none), and the last one that its row tells of. */
const BOX =
  'Tuple(box String, i UInt32, at Int64, own Bool, arrived UInt32, stuffed UInt32, until UInt32)';
/** The boxes of the order, what was told before there was one, and boxes of which the rows lie too far back. */
const KNOWN = `Tuple(boxes Array(${BOX}), arrived UInt32, stuffed UInt32, old Array(${BOX}))`;
const SPAN_MS = 8_640_000_000;

function withEnd(box: string, until: string): string {
  return `CAST((${box}.box, ${box}.i, ${box}.at, ${box}.own, ${box}.arrived, ${box}.stuffed, ${until}), '${BOX}')`;
}

const isOfABox = "e.milestone IN ('ARRIVED', 'STUFFING_STARTED', 'STUFFING_COMPLETED')";
const isNear = `e.at - b.at <= ${SPAN_MS}`;
const first = (known: string, milestone: string) =>
  `if(${known} = 0 AND e.milestone = '${milestone}', e.i, ${known})`;
const toldOf = (b: string, own: string) =>
  `CAST((${b}.box, ${b}.i, ${b}.at, ${own}, ${first(`${b}.arrived`, 'ARRIVED')}, ${first(`${b}.stuffed`, 'STUFFING_COMPLETED')}, 0), '${BOX}')`;

const kept = `arrayFilter(b -> e.box = '' OR ${isOfABox} OR b.own OR b.box = e.box, near)`;
const isNew = "(e.box != '' AND NOT arrayExists(b -> b.box = e.box, kept) AND length(kept) < 32)";
const grown = `if(${isNew}, arrayPushBack(kept, CAST((e.box, e.i, e.at, false, k.arrived, k.stuffed, 0), '${BOX}')), kept)`;
const boxes = `multiIf(e.box != '', arrayMap(b -> if(b.box = e.box, ${toldOf('b', `b.own OR ${isOfABox}`)}, b), ${grown}),
  length(near) = 1, [${toldOf('near[1]', 'near[1].own')}], near)`;
const early = (known: string, milestone: string) =>
  `multiIf(${isNew}, 0, e.box = '' AND empty(near), ${first(known, milestone)}, ${known})`;
const old = `arrayFilter(b -> NOT (${isNew} AND b.box = e.box), arrayConcat(k.old, arrayMap(b -> ${withEnd('b', 'e.i - 1')}, arrayFilter(b -> NOT (${isNear}), k.boxes))))`;

/** One statement more; what is used twice is bound once. */
const STEP = `arrayMap(near -> arrayMap(kept -> CAST((${boxes}, ${early('k.arrived', 'ARRIVED')}, ${early('k.stuffed', 'STUFFING_COMPLETED')}, ${old}), '${KNOWN}'),
  [${kept}])[1], [arrayFilter(b -> ${isNear}, k.boxes)])[1]`;
