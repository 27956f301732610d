import { plantOrders } from '@landbridge/schemas';
import { type Accepted, ms } from '../metric.ts';

const SAID =
  'Tuple(at Int64, nth UInt8, id String, box String, plant String, cluster Nullable(String), direction String, neededBy Nullable(Int64), booking Nullable(String), purchase Nullable(String), milestone String, readyAt Nullable(Int64), boxText Nullable(String))';

/** Number of a statement, up to 255; what is not numbered, or higher, has the order of its id. */
export const NUMBERED =
  "if(match(ifNull(statement, ''), '^[0-9]+$'), least(255, toUInt64OrDefault(ifNull(statement, ''), toUInt64(255))), 0)";

/**
 * Orders with their statements in their order: which box they name (`boxes`: after each statement; `before`: ahead of
 * it), what they say in other words than before (`words`; `reworded`: where they last changed), and their last need.
 */
export function statedOrders(accepted: Accepted): string {
  return `(
    SELECT orderId, arraySort(x -> (x.at, x.nth, x.id), groupArray(CAST((${ms('eventTime')}, ${NUMBERED}, stated.id, ifNull(stated.container, ''), stated.plant,
        coalesce(stated.cluster, works.cluster), direction, ${ms('neededBy')}, booking, purchaseOrder, milestone, ${ms('cargoReadyAt')}, stated.container), '${SAID}'))) AS said,
      arrayMap(x -> x.box, said) AS named, arrayFill(box -> box != '', named) AS boxes, arrayPushFront(arrayPopBack(boxes), '') AS before,
      arrayMap((x, booked, bought) -> (x.plant, x.cluster, x.direction, booked.booking, bought.purchase), said,
        arrayFill(x -> x.booking IS NOT NULL, said), arrayFill(x -> x.purchase IS NOT NULL, said)) AS words,
      arrayLastIndex((x, i) -> i = 1 OR toString(x) != toString(words[i - 1]), words, arrayEnumerate(words)) AS reworded,
      arrayLast(x -> x.neededBy IS NOT NULL, said) AS needed
    FROM ${accepted(plantOrders)} AS stated
    LEFT ANY JOIN (SELECT cluster, upper(named) AS code FROM ref_plants ARRAY JOIN arrayConcat([id], codes) AS named) AS works ON works.code = upper(stated.plant)
    GROUP BY orderId
  )`;
}
