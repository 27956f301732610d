import type { BoxTrip } from '../box-trips/box-trips.ts';
import { MINUTE_MS } from '../durations.ts';
import type { TraversalDelay } from '../traversal-delays/traversal-delays.ts';
import type { TripDelay } from '../trip-delays/trip-delays.ts';
import type { TruckPassage } from '../truck-passages/truck-passages.ts';
import type { TruckTraversal } from '../truck-traversals/truck-traversals.ts';
import type { TruckTrip } from '../truck-trips/truck-trips.ts';
import type { TruckVisit } from '../truck-visits/truck-visits.ts';
import { at } from './at.ts';
import { between, CONTAINER, FACILITY, groupOf, PLATE, resultHeader } from './defaults.ts';
import { SEGMENT } from './road-facts.ts';

/** A trip's id: the truck and what began the trip. */
function tripIdOf(plate: string, startAt: number): string {
  return `${plate}/jsonl:${plate}:${startAt}`;
}

function positionCause(plate: string, eventTime: number): string {
  return `truck.positions/jsonl:${plate}:${eventTime}`;
}

/** A truck that drove one kilometre in two minutes from 08:00. */
export function aTruckTraversal(set: Partial<TruckTraversal> = {}): TruckTraversal {
  const plate = set.plate ?? PLATE;
  const segment = set.segment ?? SEGMENT;
  const eventTime = set.eventTime ?? at('08:00');
  const leftAt = set.leftAt ?? eventTime + (set.travelMs ?? 2 * MINUTE_MS);
  const lengthM = set.lengthM ?? 1000;
  return {
    ...resultHeader(eventTime),
    id: `${segment}/${plate}:${eventTime}`,
    segment,
    plate,
    trip: tripIdOf(plate, at('08:00')),
    leftAt,
    travelMs: leftAt - eventTime,
    lengthM,
    segmentLengthM: lengthM,
    stoppedMs: 0,
    positions: 4,
    containers: [],
    causes: [positionCause(plate, eventTime)],
    causeCount: 1,
    ...set,
  };
}

/** A trip under way since 08:00, without a box. */
export function aTruckTrip(set: Partial<TruckTrip> = {}): TruckTrip {
  const plate = set.plate ?? PLATE;
  const startAt = set.startAt ?? set.eventTime ?? at('08:00');
  const trip = set.trip ?? tripIdOf(plate, startAt);
  const containers = set.containers ?? [];
  return {
    ...resultHeader(startAt),
    id: trip,
    trip,
    plate,
    startAt,
    endAt: null,
    originPlace: FACILITY,
    destinationPlace: null,
    distanceM: 0,
    offRoadM: 0,
    movingMs: 0,
    stopMs: 0,
    queueMs: 0,
    stops: 0,
    traversals: 0,
    containers,
    load: containers.length > 0 ? 'LADEN' : 'BOBTAIL',
    quality: 'COMPLETE',
    causes: [positionCause(plate, startAt)],
    causeCount: 1,
    ...set,
  };
}

/** A truck that entered a terminal's queue at 08:00 and is still there. */
export function aTruckPassage(set: Partial<TruckPassage> = {}): TruckPassage {
  const plate = set.plate ?? PLATE;
  const place = set.place ?? FACILITY;
  const placeKind = set.placeKind ?? 'QUEUE';
  const eventTime = set.eventTime ?? at('08:00');
  return {
    ...resultHeader(eventTime),
    id: `${plate}/${placeKind}:${place}:${eventTime}`,
    plate,
    place,
    placeKind,
    leftAt: null,
    entrySeen: true,
    containers: [],
    causes: [positionCause(plate, eventTime)],
    causeCount: 1,
    ...set,
  };
}

/** A truck inside the terminal since 08:00. */
export function aTruckVisit(set: Partial<TruckVisit> = {}): TruckVisit {
  const plate = set.plate ?? PLATE;
  const queueStartAt = set.queueStartAt === undefined ? null : set.queueStartAt;
  const gateInAt = set.gateInAt === undefined ? (set.eventTime ?? at('08:00')) : set.gateInAt;
  const gateOutAt = set.gateOutAt === undefined ? null : set.gateOutAt;
  const facility = set.facility === undefined ? FACILITY : set.facility;
  const startEventId = gateInAt === null ? null : `jsonl:${facility}:IN-${gateInAt}`;
  const endEventId = gateOutAt === null ? null : `jsonl:${facility}:OUT-${gateOutAt}`;
  const ids = [startEventId, endEventId].filter((id) => id !== null);
  return {
    ...resultHeader(gateInAt ?? gateOutAt ?? at('08:00')),
    id: `${plate}/${ids[0]}`,
    plate,
    facility,
    facilityGroup: groupOf(facility),
    queueStartAt,
    gateInAt,
    gateOutAt,
    queueMs: between(queueStartAt, gateInAt),
    turnMs: between(gateInAt, gateOutAt),
    visitMs: between(queueStartAt, gateOutAt),
    quality: gateInAt === null ? 'NO_START' : 'COMPLETE',
    qualityRule: null,
    transactions: ids.length,
    moves: (set.boxesIn?.length ?? 0) + (set.boxesOut?.length ?? 0),
    dual: (set.boxesIn?.length ?? 0) > 0 && (set.boxesOut?.length ?? 0) > 0,
    gateOffsetMs: null,
    boxesIn: [],
    boxesOut: [],
    appointmentId: null,
    trouble: false,
    startEventId,
    endEventId,
    causes: ids.map((id) => `gate.transactions/${id}`),
    causeCount: ids.length,
    ...set,
  };
}

/** A traversal of a kilometre, free flow one minute, that traffic made a minute longer. */
export function aTraversalDelay(set: Partial<TraversalDelay> = {}): TraversalDelay {
  const traversal = aTruckTraversal({
    eventTime: set.eventTime ?? at('08:00'),
    ...(set.plate === undefined ? {} : { plate: set.plate }),
    ...(set.segment === undefined ? {} : { segment: set.segment }),
    ...(set.leftAt === undefined ? {} : { leftAt: set.leftAt }),
    ...(set.travelMs === undefined ? {} : { travelMs: set.travelMs }),
    ...(set.lengthM === undefined ? {} : { lengthM: set.lengthM }),
  });
  const trip = set.trip ?? traversal.trip;
  const attributed = set.attributed ?? true;
  return {
    ...resultHeader(traversal.eventTime),
    id: `${trip}/${traversal.id}`,
    trip,
    plate: traversal.plate,
    segment: traversal.segment,
    leftAt: traversal.leftAt,
    travelMs: traversal.travelMs,
    lengthM: traversal.lengthM,
    referenceMs: MINUTE_MS,
    referenceKind: 'FREE_FLOW',
    attributed,
    speedKmh: attributed ? 30 : null,
    level: null,
    conditionAgeMs: attributed ? 0 : null,
    trafficDelayMs: attributed ? MINUTE_MS : null,
    causes: [`truck.traversals/${traversal.id}`],
    causeCount: 1,
    ...set,
  };
}

/** A finished trip from 08:00 to 09:00 with ten minutes of traffic delay. */
export function aTripDelay(set: Partial<TripDelay> = {}): TripDelay {
  const trip = aFinishedTrip(set);
  const referenceMs = set.referenceMs ?? 50 * MINUTE_MS;
  const trafficDelayMs = set.trafficDelayMs ?? 10 * MINUTE_MS;
  const delayMs = trip.tripMs === null ? null : trip.tripMs - referenceMs;
  return {
    ...trip,
    id: trip.trip,
    referenceMs,
    delayMs,
    trafficDelayMs,
    queueMs: 0,
    stopMs: 0,
    residualMs: delayMs === null ? null : delayMs - trafficDelayMs,
    coverageTime: 1,
    coverageDistance: 1,
    unknownM: 0,
    traversals: 1,
    containers: [],
    quality: 'COMPLETE',
    causes: [`truck.trips/${trip.trip}`],
    causeCount: 1,
    ...set,
  };
}

/** That trip as seen by the box aboard. */
export function aBoxTrip(set: Partial<BoxTrip> = {}): BoxTrip {
  const container = set.container ?? CONTAINER;
  const trip = aFinishedTrip(set);
  return {
    ...trip,
    id: `${container}/${trip.trip}`,
    container,
    referenceMs: 50 * MINUTE_MS,
    trafficDelayMs: 10 * MINUTE_MS,
    queueMs: 0,
    stopMs: 0,
    residualMs: 0,
    coverageTime: 1,
    causes: [`truck.trips/${trip.trip}`],
    causeCount: 1,
    ...set,
  };
}

function aFinishedTrip(set: {
  trip?: string;
  plate?: string;
  eventTime?: number;
  startAt?: number;
  endAt?: number | null;
}) {
  const plate = set.plate ?? PLATE;
  const startAt = set.startAt ?? set.eventTime ?? at('08:00');
  const endAt = set.endAt === undefined ? startAt + 60 * MINUTE_MS : set.endAt;
  return {
    ...resultHeader(startAt),
    trip: set.trip ?? tripIdOf(plate, startAt),
    plate,
    startAt,
    endAt,
    originPlace: FACILITY,
    destinationPlace: 'CIXI-1',
    distanceM: 40_000,
    tripMs: between(startAt, endAt),
  };
}
