import { hinterlandDeliveries } from '@landbridge/schemas';
import { type AuditedMetric, ms, time } from '../metric.ts';
import { boxHappenings } from './box-happenings.ts';
import { DELIVERY_SPAN_MS, WAYS } from './delivery-cuts.ts';

const MAYBE_MS = 'Nullable(Int64)';
/** Of a place: the plant there, and whether it is known. */
const OWN = {
  plant: { type: 'Nullable(String)', order: 'coalesce(works.id, said.plant)', trip: 'works.id' },
  cluster: { type: 'Nullable(String)', order: 'said.cluster' },
  orderId: { type: 'String', order: 'said.orderId' },
  neededBy: { type: MAYBE_MS, order: ms('said.neededBy') },
  arrivedAt: { type: MAYBE_MS, order: ms('said.arrivedAt'), link: 'NULL' },
  toFacility: { type: 'Bool', order: 'works.id IS NOT NULL', trip: 'site.id IS NOT NULL' },
  distanceM: { type: 'Float64', trip: 'ridden.distanceM' },
  tripMs: { type: MAYBE_MS, trip: 'ridden.tripMs' },
  trafficDelayMs: { type: 'Int64', trip: 'ridden.trafficDelayMs' },
  queueMs: { type: 'Int64', trip: 'ridden.queueMs' },
  stopMs: { type: 'Int64', trip: 'ridden.stopMs' },
  residualMs: { type: MAYBE_MS, trip: 'ridden.residualMs' },
  coverageTime: { type: 'Nullable(Float64)', trip: 'ridden.coverageTime' },
};

/**
 * An import box from the laden gate-out to the consignee: the plant of its order, else the one its truck reached first.
 * It arrived when the truck entered there; without that when the plant says so; without that when it was stripped.
 * One that is stripped outside while it stands in the terminal as far as anybody saw is a row without a start.
 */
export const auditedHinterlandDeliveries: AuditedMetric = {
  topic: hinterlandDeliveries,
  processor: 'hinterland-deliveries',
  compared: [
    ...['eventTime', 'container', 'facility', 'facilityGroup', 'plant', 'cluster', 'orderId'],
    ...['gateOutAt', 'arrivedAt', 'strippedAt', 'latencyMs', 'yardMs', 'roadMs', 'dockMs'],
    ...['quality', 'qualityRule', 'trip', 'plate', 'distanceM', 'trafficDelayMs', 'queueMs'],
    ...['stopMs', 'residualMs', 'coverageTime', 'neededBy', 'teu', 'startEventId', 'endEventId'],
    ...['causes', 'causeCount'],
  ],
  sql: (accepted) => `
    WITH boxes AS (${boxHappenings(accepted, { direction: 'INBOUND', tripEnd: 'destinationPlace', own: OWN })}),
    folded AS (SELECT container, happened, ${WAYS}.deliveries AS cuts FROM boxes),
    ways AS (
      SELECT container, happened, cut, happened[cut.out.i] AS out, happened[cut.stay.arrival.i] AS stay, happened[cut.stripped] AS strip, happened[cut.until] AS closer,
        arrayFilter(x -> NOT x.toFacility, arrayMap(i -> happened[i], cut.legs)) AS outward,
        arrayMap(x -> ifNull(x.plant, ''), arrayFilter(x -> x.endAt IS NOT NULL, outward)) AS reached,
        arrayFilter(i -> i < if(cut.until = 0, 1000000, cut.until) AND happened[i].kind = 'ORDER'
          AND (cut.unseen OR happened[i].at - out.at <= ${DELIVERY_SPAN_MS}), arrayEnumerate(happened)) AS told,
        arrayFilter(i -> NOT arrayExists(j -> happened[j].orderId = happened[i].orderId AND j != i AND (happened[j].input < happened[i].input OR (happened[j].input = happened[i].input AND j > i)), told), told) AS current,
        arrayFilter(i -> NOT has(gone, i) AND ifNull(happened[i].arrivedAt >= stay.at, true), current) AS open,
        ${nextOf('open')} AS likely
      FROM (SELECT container, happened, cut, arrayDistinct(arrayFlatten(arrayMap(c -> if(NOT c.withdrawn AND c.until > 0 AND c.until < cut.out.i + 1,
          arrayFilter(i -> happened[i].kind = 'ORDER' AND i < c.until AND (coalesce(happened[i].neededBy, happened[i].at) <= happened[c.until].at), arrayEnumerate(happened)), []), cuts))) AS gone
        FROM folded ARRAY JOIN cuts AS cut)
      WHERE NOT cut.withdrawn
    ),
    served AS (
      SELECT * EXCEPT (open), arrayFilter(i -> NOT has(before, i), open) AS open, ${nextOf('open')} AS best, happened[best] AS order, best > 0 AS ordered
      FROM (
        SELECT *, groupArray(if(cut.until > 0, likely, 0)) OVER (PARTITION BY container ORDER BY cut.out.i ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
        FROM ways
      )
    ),
    ends AS (
      SELECT *, arrayFirstIndex(x -> x.endAt IS NOT NULL AND x.plant IS NOT NULL AND (NOT ordered OR NOT order.toFacility OR x.plant = order.plant), outward) AS last,
        multiIf(last > 0, 'GEOFENCE', ordered AND ifNull(order.arrivedAt >= out.at, false), 'PROOF', cut.stripped > 0, 'STRIPPED', ordered AND order.arrivedAt IS NOT NULL, 'PROOF', '') AS by,
        multiIf(by = 'GEOFENCE', outward[last].endAt, by = 'PROOF', order.arrivedAt, by = 'STRIPPED', strip.at, NULL) AS arrivedMs,
        arrayFilter(x -> ifNull(x.startAt < arrivedMs, true), if(last > 0, arraySlice(outward, 1, last), outward)) AS legs, by = '' AND cut.until > 0 AS over
      FROM served
    )
    SELECT cut.unseen AS unseen, if(unseen, strip.id, out.id) AS id, ${time('if(unseen, strip.at, out.at)')} AS eventTime, container, coalesce(out.facility, stay.facility) AS facility,
      if(out.facility IS NULL, coalesce(stay.facilityGroup, out.facilityGroup), out.facilityGroup) AS facilityGroup,
      multiIf(ordered, order.plant, by = 'GEOFENCE', legs[-1].plant, NULL) AS plant, if(ordered AND order.cluster IS NOT NULL, order.cluster, works.cluster) AS cluster,
      if(ordered, order.orderId, NULL) AS orderId, if(unseen, NULL, eventTime) AS gateOutAt, ${time('arrivedMs')} AS arrivedAt, ${time('if(cut.stripped > 0, strip.at, NULL)')} AS strippedAt,
      if(arrivedMs >= out.at AND NOT unseen, arrivedMs - out.at, NULL) AS latencyMs,
      if(cut.stay.byDischarge AND NOT unseen AND stay.at <= out.at AND ifNull(stay.facility = out.facility, true), out.at - stay.at, NULL) AS yardMs, if(by = 'GEOFENCE', latencyMs, NULL) AS roadMs,
      if(by IN ('GEOFENCE', 'PROOF') AND cut.stripped > 0 AND strip.at >= arrivedMs, strip.at - arrivedMs, NULL) AS dockMs,
      multiIf(unseen, 'NO_START', over, 'END_INFERRED', by = '', 'COMPLETE', arrivedMs < out.at, 'REJECTED', by = 'STRIPPED', 'END_INFERRED', 'COMPLETE') AS quality,
      multiIf(unseen, NULL, over, cut.rule, quality = 'REJECTED', 'arrival-before-gate-out', by = 'STRIPPED', 'stripped', NULL) AS qualityRule,
      if(notEmpty(legs), legs[1].trip, NULL) AS trip, coalesce(if(unseen, NULL, out.plate), legs[1].plate) AS plate,
      ${['distanceM', 'trafficDelayMs', 'queueMs', 'stopMs', 'residualMs'].map(sumOf).join(', ')},
      arrayFilter(x -> x.coverageTime IS NOT NULL AND x.tripMs IS NOT NULL, legs) AS known, arrayMap(x -> greatest(0, assumeNotNull(x.tripMs) - x.queueMs - x.stopMs), known) AS moving,
      if(length(legs) = 1, legs[1].coverageTime, if(arraySum(moving) = 0, NULL, arraySum((x, m) -> assumeNotNull(x.coverageTime) * m, known, moving) / arraySum(moving))) AS coverageTime,
      ${time('if(ordered, order.neededBy, NULL)')} AS neededBy, coalesce(out.teu, stay.teu) AS teu, if(unseen, NULL, out.id) AS startEventId,
      multiIf(by = 'GEOFENCE', outward[last].id, by = 'PROOF', order.id, by = 'STRIPPED', strip.id, over, closer.id, NULL) AS endEventId,
      arrayDistinct(arrayConcat([concat('container.moves/', out.id)], if(cut.stay.arrival.i > 0, [concat('container.moves/', stay.id)], []),
        if(cut.stripped > 0, [concat('container.moves/', strip.id)], []), if(ordered, [concat(if(order.input = 0, 'order.boxes/', 'order.links/'), order.id)], []),
        arrayMap(x -> concat('box.trips/', x.id), legs), if(over, [concat('container.moves/', closer.id)], []))) AS causes, length(causes) AS causeCount
    FROM ends LEFT ANY JOIN ref_plants AS works ON works.id = multiIf(ordered, order.plant, by = 'GEOFENCE', legs[-1].plant, NULL)`,
};

/** Of orders for a plant that the truck reached, or else of all: the one that needs the box next, an overdue one last. */
function nextOf(orders: string): string {
  const met = `arrayFilter(i -> has(reached, happened[i].plant), ${orders})`;
  return `arraySort(i -> (multiIf(happened[i].neededBy IS NULL, 2, happened[i].neededBy >= out.at, 0, 1),
    abs(ifNull(happened[i].neededBy, 0) - out.at), -happened[i].at, happened[i].orderId), if(notEmpty(${met}), ${met}, ${orders}))[1]`;
}

/** Unknown where a part is: a sum of some legs would be of a part of the way. */
function sumOf(field: string): string {
  return `if(empty(legs) OR arrayExists(x -> x.${field} IS NULL, legs), NULL, arraySum(x -> assumeNotNull(x.${field}), legs)) AS ${field}`;
}
