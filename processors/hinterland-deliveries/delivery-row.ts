import type { Reference } from '@landbridge/infra';
import type { HinterlandDelivery } from '@landbridge/schemas';
import { causesOf, type Row } from '../processor.ts';
import { type Arrival, type Evidence, evidenceOf } from './arrival.ts';
import type { Delivery, DeliveryMove, Leg, Order } from './delivery-state.ts';

/** The move that shows that a delivery is over, though nothing showed the arrival. */
export type Closing = { readonly id: string; readonly rule: string };

/** The delivery as all evidence so far has it. Without an arrival it is open, or over by `closing`. */
export function deliveryRow(
  delivery: Delivery,
  {
    orders,
    reference,
    closing,
  }: { orders: readonly Order[]; reference: Reference; closing?: Closing },
): Row<HinterlandDelivery> {
  const evidence = evidenceOf(delivery, { orders, reference });
  const { order, arrival, legs } = evidence;
  const { out, stay, stripped } = delivery;
  const plant = plantOf(evidence, reference);
  const over = arrival === undefined ? closing : undefined;
  return {
    id: out.id,
    eventTime: out.eventTime,
    container: out.container,
    facility: out.facility ?? stay?.arrival.facility ?? null,
    facilityGroup: out.facility === null ? groupOfStay(delivery) : out.facilityGroup,
    plant,
    cluster: order?.cluster ?? (plant === null ? null : (reference.plant(plant)?.cluster ?? null)),
    orderId: order?.orderId ?? null,
    gateOutAt: out.eventTime,
    arrivedAt: arrival?.at ?? null,
    strippedAt: stripped?.eventTime ?? null,
    ...durationsOf(delivery, arrival),
    ...qualityOf(delivery, { arrival, over }),
    trip: legs[0]?.trip ?? null,
    plate: out.plate ?? legs[0]?.plate ?? null,
    ...sumOf(legs),
    neededBy: order?.neededBy ?? null,
    teu: out.teu ?? stay?.arrival.teu ?? null,
    startEventId: out.id,
    endEventId: arrival?.id ?? over?.id ?? null,
    ...causesOf([
      `container.moves/${out.id}`,
      ...(stay === null ? [] : [`container.moves/${stay.arrival.id}`]),
      ...(stripped === null ? [] : [`container.moves/${stripped.id}`]),
      ...(order === undefined ? [] : [order.cause]),
      ...legs.map(({ id }) => `box.trips/${id}`),
      ...(over === undefined ? [] : [`container.moves/${over.id}`]),
    ]),
  };
}

/**
 * A box that was stripped though nobody saw it leave, as a delivery from where it stood: its row has the end, and is
 * named after the stripping. It is counted, and in no mean.
 */
export function deliveryWithoutStart(
  from: Delivery & { readonly stripped: DeliveryMove },
  known: { orders: readonly Order[]; reference: Reference },
): Row<HinterlandDelivery> {
  const row = deliveryRow(from, known);
  const { id, eventTime } = from.stripped;
  return {
    ...row,
    ...{ id, eventTime, gateOutAt: null, latencyMs: null, yardMs: null, roadMs: null },
    plate: evidenceOf(from, known).legs[0]?.plate ?? null,
    ...{ quality: 'NO_START', qualityRule: null, startEventId: null },
  };
}

/**
 * Latency is gate-out to arrival. It is time on the road only where the truck was seen to arrive; a proof or a
 * stripping may hide a wait at the dock. What would be negative is unknown.
 */
function durationsOf({ out, stay, stripped }: Delivery, arrival: Arrival | undefined) {
  const latencyMs = arrival === undefined ? null : positive(arrival.at - out.eventTime);
  const isDockSeen = arrival !== undefined && arrival.by !== 'STRIPPED' && stripped !== null;
  return {
    latencyMs,
    yardMs: isOneStay(stay, out) ? positive(out.eventTime - stay.arrival.eventTime) : null,
    roadMs: arrival?.by === 'GEOFENCE' ? latencyMs : null,
    dockMs: isDockSeen ? positive(stripped.eventTime - arrival.at) : null,
  };
}

/** The yard is the stay that began with the discharge and ended with this gate-out, at one terminal. */
function isOneStay(stay: Delivery['stay'], out: Delivery['out']): stay is NonNullable<typeof stay> {
  if (stay?.byDischarge !== true) return false;
  const { facility } = stay.arrival;
  return facility === null || out.facility === null || facility === out.facility;
}

function qualityOf(
  { out }: Delivery,
  { arrival, over }: { arrival: Arrival | undefined; over: Closing | undefined },
): Pick<HinterlandDelivery, 'quality' | 'qualityRule'> {
  if (over !== undefined) return { quality: 'END_INFERRED', qualityRule: over.rule };
  if (arrival === undefined) return { quality: 'COMPLETE', qualityRule: null };
  if (arrival.at < out.eventTime) {
    return { quality: 'REJECTED', qualityRule: 'arrival-before-gate-out' };
  }
  return arrival.by === 'STRIPPED'
    ? { quality: 'END_INFERRED', qualityRule: 'stripped' }
    : { quality: 'COMPLETE', qualityRule: null };
}

/** A long way is several trips: what they took is added up. The share of time with a reading is weighted by time. */
function sumOf(legs: readonly Leg[]) {
  const [first, ...more] = legs;
  const add = (of: (leg: Leg) => number | null) => {
    let sum: number | null = first === undefined ? null : of(first);
    for (const leg of more) {
      const part = of(leg);
      sum = sum === null || part === null ? null : sum + part;
    }
    return sum;
  };
  return {
    distanceM: add(({ distanceM }) => distanceM),
    trafficDelayMs: add(({ trafficDelayMs }) => trafficDelayMs),
    queueMs: add(({ queueMs }) => queueMs),
    stopMs: add(({ stopMs }) => stopMs),
    residualMs: add(({ residualMs }) => residualMs),
    coverageTime: more.length === 0 ? (first?.coverageTime ?? null) : coverageOf(legs),
  };
}

function coverageOf(legs: readonly Leg[]): number | null {
  let covered = 0;
  let moving = 0;
  for (const { coverageTime, tripMs, queueMs, stopMs } of legs) {
    if (coverageTime === null || tripMs === null) continue;
    const movingMs = Math.max(0, tripMs - queueMs - stopMs);
    covered += coverageTime * movingMs;
    moving += movingMs;
  }
  return moving === 0 ? null : covered / moving;
}

/** The plant of the order, else the one the truck reached. */
function plantOf({ order, arrival, legs }: Evidence, reference: Reference): string | null {
  if (order !== undefined) return reference.plant(order.plant)?.id ?? order.plant;
  const place = arrival?.by === 'GEOFENCE' ? legs.at(-1)?.destinationPlace : null;
  return place == null ? null : (reference.plant(place)?.id ?? null);
}

function groupOfStay({ out, stay }: Delivery): string | null {
  return stay?.arrival.facilityGroup ?? out.facilityGroup;
}

function positive(ms: number): number | null {
  return ms < 0 ? null : ms;
}
