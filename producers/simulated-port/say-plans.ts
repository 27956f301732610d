import { HOUR_MS, MINUTE_MS, SECOND_MS } from '@landbridge/schemas';
import { ORDERS_FEED } from './feeds.ts';
import type { Vessel } from './moving.ts';
import { recordingDelayMs, sayLine, wholeSecond } from './say-lines.ts';
import type { Truck } from './truck.ts';
import type { World } from './world.ts';

type Named = Pick<Truck, 'plateKey' | 'haulier'>;

export type MoveType = 'PICKUP_FULL' | 'DROP_FULL' | 'PICKUP_EMPTY' | 'RETURN_EMPTY';

/** A truck's slot at a terminal, as last agreed. */
export type Appointment = {
  readonly id: string;
  readonly facility: string;
  readonly moveType: MoveType;
  readonly container: string | null;
  version: number;
  slotStart: number;
};

const BOOKING_FEED = 'booking';
const CALLS_FEED = 'port-calls';
const RESCHEDULED_SHARE = 0.12;
const GIVEN_UP_SHARE = 0.05;
/** Of those given up so many are never spoken of again: nobody comes. */
const NO_SHOW_SHARE = 0.25;

/**
 * Books the slot that holds a time: asked for some hours before, granted minutes later, sometimes moved. Now and then
 * a second slot is asked for as well and given up, as hauliers do who are not sure of the first.
 */
export function book(
  world: World,
  wish: { facility: string; moveType: MoveType; container: string | null; atMs: number },
): Appointment {
  const { random } = world;
  const appointment = newAppointment(world, wish);
  const askedAt = askedAtOf(world, wish.atMs);
  say(world, appointment, { status: 'REQUESTED', atMs: askedAt, truck: null });
  const grantedAt = askedAt + random.between(2, 25) * MINUTE_MS;
  say(world, appointment, { status: 'CONFIRMED', atMs: grantedAt, truck: null });
  const movable = wish.atMs - grantedAt > 2 * HOUR_MS;
  if (movable && random.chance(RESCHEDULED_SHARE)) {
    appointment.slotStart += random.pick([-1, 1, 1, 2]) * HOUR_MS;
    const movedAt = grantedAt + (wish.atMs - grantedAt) * random.between(0.2, 0.8);
    say(world, appointment, { status: 'RESCHEDULED', atMs: movedAt, truck: null });
  }
  if (random.chance(GIVEN_UP_SHARE)) bookInVain(world, { ...wish, askedAt });
  return appointment;
}

/** The truck is known: the appointment is confirmed anew with its plate and haulier. */
export function nameTruck(world: World, appointment: Appointment, truck: Named): void {
  say(world, appointment, { status: 'CONFIRMED', atMs: world.now(), truck });
}

function bookInVain(
  world: World,
  wish: {
    facility: string;
    moveType: MoveType;
    container: string | null;
    atMs: number;
    askedAt: number;
  },
): void {
  const { random } = world;
  const vain = newAppointment(world, { ...wish, atMs: wish.atMs + 3 * HOUR_MS });
  say(world, vain, { status: 'REQUESTED', atMs: wish.askedAt, truck: null });
  const grantedAt = wish.askedAt + random.between(2, 25) * MINUTE_MS;
  say(world, vain, { status: 'CONFIRMED', atMs: grantedAt, truck: null });
  if (random.chance(NO_SHOW_SHARE)) return;
  const status = random.chance(0.15) ? 'TERMINAL_CANCELLED' : 'CANCELLED';
  say(world, vain, { status, atMs: grantedAt + random.between(0.1, 6) * HOUR_MS, truck: null });
}

function newAppointment(
  world: World,
  wish: { facility: string; moveType: MoveType; container: string | null; atMs: number },
): Appointment {
  const { facility, moveType, container, atMs } = wish;
  const id = `YGT${String(world.number('appointment')).padStart(7, '0')}`;
  const slotStart = Math.floor(atMs / HOUR_MS) * HOUR_MS;
  return { id, facility, moveType, container, version: 0, slotStart };
}

function askedAtOf({ random, now }: World, atMs: number): number {
  return Math.max(now() + SECOND_MS, atMs - random.between(3, 34) * HOUR_MS);
}

function say(
  world: World,
  appointment: Appointment,
  { status, atMs, truck }: { status: string; atMs: number; truck: Named | null },
): void {
  appointment.version += 1;
  const { id, version, facility, slotStart, moveType, container } = appointment;
  const stated = wholeSecond(atMs);
  const ref = `${id}-${version}`;
  sayLine(world, {
    topic: 'truck.appointments',
    feed: BOOKING_FEED,
    ref,
    atMs: stated,
    recordedAfterMs: recordingDelayMs(world),
    fields: {
      appointmentId: id,
      version,
      status,
      facility,
      slotStart,
      slotEnd: slotStart + HOUR_MS,
      moveType,
      container,
      plate: truck?.plateKey ?? null,
      haulier: truck?.haulier ?? null,
    },
    wrong: { slotStart: slotStart - HOUR_MS, slotEnd: slotStart },
    truth: () => ({ topic: 'truck.appointments', feed: BOOKING_FEED, ref, atMs: stated }),
  });
}

/** An order of a plant: what comes in, or what goes out. */
export type Order = {
  readonly id: string;
  readonly plant: string;
  readonly direction: 'INBOUND' | 'OUTBOUND';
  readonly purchaseOrder: string | null;
  statements: number;
};

export function newOrder(
  world: World,
  { plant, direction }: Pick<Order, 'plant' | 'direction'>,
): Order {
  const number = world.number(`order ${plant}`);
  const id = `${plant}-${direction === 'INBOUND' ? 'IN' : 'OUT'}-${number}`;
  const purchaseOrder = direction === 'INBOUND' ? `PO${plant}${70_000 + number}` : null;
  return { id, plant, direction, purchaseOrder, statements: 0 };
}

/** States a milestone of an order. */
export function sayOrder(
  world: World,
  order: Order,
  said: {
    milestone: string;
    atMs: number;
    container?: string;
    booking?: string | null;
    neededBy?: number;
    cargoReadyAt?: number;
    quantity?: number;
  },
): void {
  order.statements += 1;
  const { id, plant, direction, purchaseOrder } = order;
  const { milestone, container = null, booking = null } = said;
  const neededBy = said.neededBy === undefined ? null : wholeSecond(said.neededBy);
  const cargoReadyAt = said.cargoReadyAt === undefined ? null : wholeSecond(said.cargoReadyAt);
  const atMs = wholeSecond(said.atMs);
  const ref = `${id}-${order.statements}`;
  const wrong = neededBy === null ? { quantity: 1 } : { neededBy: neededBy + 5 * HOUR_MS };
  sayLine(world, {
    topic: 'plant.orders',
    feed: ORDERS_FEED,
    ref,
    atMs,
    recordedAfterMs: recordingDelayMs(world) + world.random.between(0, 5) * MINUTE_MS,
    fields: {
      orderId: id,
      milestone,
      statement: String(order.statements),
      plant,
      direction,
      container,
      booking,
      purchaseOrder,
      neededBy,
      cargoReadyAt,
      quantity: said.quantity ?? null,
    },
    wrong,
    truth: (recordedAt) => ({
      topic: 'plant.orders',
      feed: ORDERS_FEED,
      ref,
      atMs,
      recordedAt,
      orderId: id,
      milestone,
      plant,
      direction,
      container,
      booking,
      purchaseOrder,
      neededBy,
    }),
  });
}

/** States a milestone of a vessel's call: an actual, or what is expected of it. */
export function sayCall(
  world: World,
  said: {
    callId: string;
    facility: string;
    vessel: Vessel;
    milestone: string;
    atMs: number;
    expectedAt: number | null;
  },
): void {
  const { callId, facility, vessel, milestone } = said;
  const classifier = said.expectedAt === null ? 'ACT' : 'PLN';
  const ref = `${callId}-${milestone}-${classifier}`;
  const atMs = wholeSecond(said.atMs);
  const expectedAt = said.expectedAt === null ? null : wholeSecond(said.expectedAt);
  sayLine(world, {
    topic: 'vessel.calls',
    feed: CALLS_FEED,
    ref,
    atMs,
    recordedAfterMs: recordingDelayMs(world),
    fields: {
      callId,
      milestone,
      classifier,
      expectedAt,
      facility,
      vesselImo: vessel.imo,
      vesselName: vessel.name,
      voyageIn: vessel.voyage,
      voyageOut: vessel.voyage,
    },
    wrong: { vesselName: 'UNKNOWN' },
    truth: () => ({
      topic: 'vessel.calls',
      feed: CALLS_FEED,
      ref,
      atMs,
      callId,
      milestone,
      expectedAt,
    }),
  });
}
