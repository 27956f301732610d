import type { Reference } from '@landbridge/infra';
import {
  boxTrips,
  type ContainerMove,
  containerMoves,
  hinterlandDeliveries as deliveryTopic,
  type ExportLead,
  exportLeads,
  type HinterlandDelivery,
  MINUTE_MS,
  orderBoxes,
  orderLinks,
} from '@landbridge/schemas';
import {
  agreeOnLoad,
  isInspectionTrip,
  isSameBooking,
  isSameVoyage,
  isTransfer,
  mayHaveFollowed,
} from '../move-pairs.ts';
import { isOverQuay, type MovePlace, placeOf, sameFacility } from '../move-place.ts';
import { defineProcessor, type Emitter, type Seen } from '../processor.ts';
import { evidenceOf } from './arrival.ts';
import { deliveryRow, deliveryWithoutStart } from './delivery-row.ts';
import {
  type Delivery,
  type DeliveryMove,
  type DeliveryState,
  deliveryStateSchema,
  LEGS_MAX,
  legOf,
  linkedOrder,
  moveOf,
  NO_DELIVERY,
  namedOrder,
  type Order,
  type Stay,
  TRIPS_MAX,
  withOrder,
} from './delivery-state.ts';
import { isImportBrought, isLeadWithinSpan, leadAfterMove, toldLead } from './export-lead.ts';

type Emit = Emitter<HinterlandDelivery>;
type Emits = { readonly delivery: Emit; readonly lead: Emitter<ExportLead> };
type Tools = { readonly emit: Emit; readonly reference: Reference };
type Step = Tools & { readonly event: Seen<ContainerMove>; readonly place: MovePlace };

/** How long before its gate-out a trip may begin: the clocks of gate and truck differ; default. */
const GATE_SLACK_MS = 30 * MINUTE_MS;

/**
 * An import box's way from the laden gate-out to the plant. It begins with the gate-out of a box that came by sea, or
 * of which nothing else is known, and is open until something proves the arrival of the box (not of the truck). When
 * the box is seen empty, loaded, or gated in laden, and nothing proved it, it must have arrived: the row is over, with
 * the rule and without an arrival, since a time would be invented. A box that only went to a scanner or to another
 * terminal was not on its way to a plant: its row is withdrawn. One that comes into another terminal, though nobody saw
 * it leave the first, was taken there. One that is stripped outside, though nobody saw it leave at all, is a row
 * without a start.
 */
export const hinterlandDeliveries = defineProcessor({
  name: 'hinterland-deliveries',
  version: 3,
  inputs: { order: orderBoxes, link: orderLinks, move: containerMoves, trip: boxTrips },
  outputs: { delivery: deliveryTopic, lead: exportLeads },
  state: deliveryStateSchema,
  initial: (): DeliveryState => NO_DELIVERY,
  closed: ({ delivery, stay, exports }) =>
    delivery === null && stay === null && exports.lead === null,
  on: {
    order(state, event, emit, { reference }) {
      const { direction, eventTime } = event;
      return ordered(state, { order: namedOrder(event), direction, eventTime, emit, reference });
    },
    link(state, event, emit, { reference }) {
      const { direction, eventTime } = event;
      return ordered(state, { order: linkedOrder(event), direction, eventTime, emit, reference });
    },
    move(state, event, emit, { reference }) {
      if (event.trade === 'RESTOW') return state;
      const place = placeOf(event, reference);
      const before = withinSpan(state, event.eventTime);
      const exports = leadAfterMove(before, { event, place, emit: emit.lead, reference });
      const now = exports === before.exports ? before : { ...before, exports };
      const step = { event, place, emit: emit.delivery, reference };
      if (event.move === 'DISC') return discharged(now, step);
      if (event.move === 'GTIN') return gatedIn(now, step);
      if (event.move === 'GTOT') return gatedOut(now, step);
      if (event.move === 'LOAD') return loaded(now, step);
      if (event.move === 'STRP') return stripped(now, step);
      return event.move === 'STUF' && place !== 'TERMINAL' ? over(now, step, 'next-cycle') : now;
    },
    trip(state, event, emit, { reference }) {
      const leg = legOf(event);
      const trips = [...state.trips, leg].slice(-TRIPS_MAX);
      const now = withinSpan({ ...state, trips }, event.eventTime);
      toldLead(now, { emit: emit.lead, reference });
      const { delivery } = now;
      if (delivery === null || delivery.legs.length === LEGS_MAX) return now;
      const legs = [...delivery.legs, leg];
      return told({ ...now, delivery: { ...delivery, legs } }, { emit: emit.delivery, reference });
    },
  },
});

/** What an order says of the box counts for the delivery it is about, or for the export. */
function ordered(
  state: DeliveryState,
  said: {
    order: Order;
    direction: 'INBOUND' | 'OUTBOUND';
    eventTime: number;
    emit: Emits;
    reference: Reference;
  },
): DeliveryState {
  const { order, direction, eventTime, emit, reference } = said;
  const before = withinSpan(state, eventTime);
  if (direction === 'INBOUND') {
    const now = { ...before, orders: withOrder(before.orders, order) };
    return told(now, { emit: emit.delivery, reference });
  }
  const exports = { ...before.exports, orders: withOrder(before.exports.orders, order) };
  const now = { ...before, exports };
  toldLead(now, { emit: emit.lead, reference });
  return now;
}

function discharged(state: DeliveryState, step: Step): DeliveryState {
  const { event, place } = step;
  const before = state.stay ?? state.delivery?.stay ?? null;
  const isStatedAgain =
    before?.byDischarge === true &&
    sameFacility(before.arrival, event) &&
    isSameVoyage(before.arrival, event);
  if (isStatedAgain) return state;
  const stay = place === 'TERMINAL' ? stayOf(event, isOverQuay(event)) : null;
  const { delivery } = state;
  if (delivery !== null && stay !== null && isDischargeOf(delivery, stay.arrival)) {
    return told({ ...state, delivery: { ...delivery, stay } }, step);
  }
  return { ...over(state, step, 'next-cycle'), stay };
}

/** A gate-out that is stated to the day stands before a discharge of that day, and came after it. */
function isDischargeOf({ out, stay }: Delivery, disc: DeliveryMove): boolean {
  const isOfOneDay = stay === null && mayHaveFollowed(out, disc);
  return isOfOneDay && sameFacility(out, disc) && agreeOnLoad(out, disc);
}

function gatedIn(state: DeliveryState, step: Step): DeliveryState {
  const { event, place, emit } = step;
  const { delivery } = state;
  const isEmpty = event.emptyIndicator === 'EMPTY';
  if (place === 'TERMINAL' && delivery !== null) {
    const pair = { out: delivery.out, back: moveOf(event) };
    const isTransferred = isTransfer(pair);
    if (isTransferred || isInspectionTrip(pair)) {
      emit.withdraw(delivery.out.id);
      const stay = isTransferred ? { ...stayOf(event, false), isImport: true } : delivery.stay;
      return { ...state, delivery: null, stay };
    }
  }
  if (place === 'TERMINAL' && isImportBrought(state, event)) {
    return { ...state, stay: { ...stayOf(event, false), isImport: true } };
  }
  if (isEmpty || place === 'DEPOT') {
    const next = over(state, step, place === 'PLANT' ? 'seen-empty' : 'empty-return');
    return { ...next, stay: null };
  }
  // What gates in at a plant or an inland stop may still be on its way.
  if (place !== 'TERMINAL' && place !== 'ABROAD') return state;
  const next = over(state, step, place === 'ABROAD' ? 'next-cycle' : 'laden-return');
  return { ...next, stay: place === 'TERMINAL' ? stayOf(event, false) : null };
}

function gatedOut(state: DeliveryState, step: Step): DeliveryState {
  const { event, place, reference } = step;
  if (event.emptyIndicator === 'EMPTY') return { ...over(state, step, 'seen-empty'), stay: null };
  if (place !== 'TERMINAL') return state;
  const out = moveOf(event);
  const before = state.delivery?.out;
  if (state.stay === null && before !== undefined && statesAgain(before, out)) return state;
  const next: DeliveryState = { ...over(state, step, 'next-cycle'), stay: null };
  if (!isDelivery(state, event)) return next;
  const earliest = event.eventTime - GATE_SLACK_MS;
  const legs = state.trips.filter(
    ({ startAt, endAt }) => startAt >= earliest && (endAt === null || endAt > event.eventTime),
  );
  const delivery = { out, stay: state.stay, stripped: null, legs };
  return told({ ...next, delivery }, { emit: step.emit, reference });
}

function loaded(state: DeliveryState, step: Step): DeliveryState {
  if (isOverQuay(step.event)) return { ...over(state, step, 'next-cycle'), stay: null };
  return step.place === 'TERMINAL' ? { ...state, stay: null } : state;
}

function stripped(state: DeliveryState, step: Step): DeliveryState {
  const { delivery, stay } = state;
  const { event, place } = step;
  if (place === 'TERMINAL' || place === 'ABROAD') return state;
  if (delivery === null) {
    // Of one that is stated to the day the gate-out may still be to come; one at no known place may be in the terminal.
    const isOutside = place !== 'UNKNOWN' && event.precision !== 'DAY';
    return stay?.isImport === true && isOutside ? strippedUnseen(state, stay, step) : state;
  }
  if (delivery.stripped !== null) return state;
  return told({ ...state, delivery: { ...delivery, stripped: moveOf(event) } }, step);
}

/** An import that stood in the terminal as far as anybody knew: its gate-out was missed. */
function strippedUnseen(
  state: DeliveryState,
  stay: Stay,
  { event, emit, reference }: Step,
): DeliveryState {
  const { orders } = state;
  const legs = state.trips.filter(({ startAt }) => startAt >= stay.arrival.eventTime);
  const from = { out: stay.arrival, stay, stripped: moveOf(event), legs };
  emit(deliveryWithoutStart(from, { orders, reference }));
  return { ...state, stay: null, orders: stillNeeded(from, { orders, event, reference }) };
}

/** Says the delivery anew, if there is one. */
function told(state: DeliveryState, { emit, reference }: Tools): DeliveryState {
  const { delivery, orders } = state;
  if (delivery !== null) emit(deliveryRow(delivery, { orders, reference }));
  return state;
}

/**
 * Ends the delivery, if there is one. An order serves one delivery of a box, and a need of the past none any more, so
 * that an order of this cycle is not taken for one of the next.
 */
function over(state: DeliveryState, { event, emit, reference }: Step, rule: string): DeliveryState {
  const { delivery, orders } = state;
  if (delivery === null) return state;
  emit(deliveryRow(delivery, { orders, reference, closing: { id: event.id, rule } }));
  return { ...state, delivery: null, orders: stillNeeded(delivery, { orders, event, reference }) };
}

function stillNeeded(
  delivery: Delivery,
  { orders, event, reference }: Pick<Step, 'event' | 'reference'> & { orders: readonly Order[] },
): readonly Order[] {
  const served = evidenceOf(delivery, { orders, reference }).order;
  return orders.filter(
    (order) => order.id !== served?.id && (order.neededBy ?? order.eventTime) > event.eventTime,
  );
}

/** Laden, and come by sea as far as known; not for another terminal, nor back to the exporter. */
function isDelivery({ stay }: DeliveryState, event: Seen<ContainerMove>): boolean {
  if (event.transshipment || event.trade === 'TRANSSHIPMENT') return false;
  if (stay === null) return event.emptyIndicator === 'LADEN' && event.trade !== 'EXPORT';
  const load = event.emptyIndicator ?? stay.arrival.emptyIndicator;
  return stay.isImport && load === 'LADEN';
}

function stayOf(event: Seen<ContainerMove>, byDischarge: boolean) {
  const isImport = byDischarge && event.emptyIndicator !== 'EMPTY';
  return { arrival: moveOf(event), byDischarge, isImport };
}

function statesAgain(known: DeliveryMove, move: DeliveryMove): boolean {
  return sameFacility(known, move) && isSameBooking(known, move);
}

/** What lies further back than rows may reach can no longer be changed: its rows stay as they are. */
function withinSpan(state: DeliveryState, atMs: number): DeliveryState {
  const { delivery, exports } = state;
  const isStale = delivery !== null && atMs - delivery.out.eventTime > deliveryTopic.spanMs;
  const isLeadStale = exports.lead !== null && !isLeadWithinSpan(exports, atMs);
  if (!isStale && !isLeadStale) return state;
  return {
    ...state,
    delivery: isStale ? null : delivery,
    exports: isLeadStale ? { ...exports, lead: null } : exports,
  };
}
