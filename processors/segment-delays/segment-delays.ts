import type { Segment } from '@landbridge/infra';
import {
  DAY_MS,
  type TraversalDelay,
  type TruckTraversal,
  trafficConditions,
  traversalDelays,
  truckTraversals,
} from '@landbridge/schemas';
import { defineProcessor, type Row, type Seen } from '../processor.ts';
import { PERHAPS_DOUBLE, PERHAPS_LONG, stateRecord } from '../state-record.ts';
import { drivingMs, referenceSpeed, segmentOf, speedOfLevel } from './reference-time.ts';
import * as settings from './settings.ts';

/** What is known of the traffic on one segment: its last reading. */
export type SegmentState = {
  readonly readAt: number | null;
  readonly readingId: string;
  readonly speedKmh: number | null;
  readonly level: number | null;
  readonly intervalMs: number;
};

const NO_READING: SegmentState = {
  readAt: null,
  readingId: '',
  speedKmh: null,
  level: null,
  intervalMs: 0,
};

/**
 * As-of join of each traversal with the reading in force when the truck entered the segment. A reading is in force
 * for two intervals of its feed. With one, the traffic-attributed delay is the part of the truck's time that the feed
 * explains: max(0, min(driven time, length / feed speed) - reference time); at a standstill all of the driven time
 * counts. Without one the traversal is not attributed, and its delay stays unknown instead of zero.
 */
export const segmentDelays = defineProcessor({
  name: 'segment-delays',
  version: 1,
  inputs: { traffic: trafficConditions, traversal: truckTraversals },
  outputs: { delay: traversalDelays },
  emits: 'once',
  state: stateRecord('SegmentState', {
    readAt: PERHAPS_LONG,
    readingId: 'string',
    speedKmh: PERHAPS_DOUBLE,
    level: ['null', 'int'],
    intervalMs: 'long',
  }),
  initial: (): SegmentState => NO_READING,
  // A reading older than two intervals says nothing, so a segment silent for days may be forgotten.
  closed: (state) => state.intervalMs <= DAY_MS,
  forgetAfterMs: 3 * DAY_MS,
  on: {
    traffic: (_state, reading) => ({
      readAt: reading.eventTime,
      readingId: reading.id,
      speedKmh: reading.speedKmh,
      level: reading.level,
      intervalMs: reading.intervalMs,
    }),
    traversal(state, traversal, emit, { reference }) {
      emit.delay(delayOf(traversal, { state, segment: segmentOf(reference, traversal.segment) }));
      return state;
    },
  },
});

function delayOf(
  traversal: Seen<TruckTraversal>,
  { state, segment }: { state: SegmentState; segment: Segment },
): Row<TraversalDelay> {
  const basis = referenceSpeed(segment, settings.REFERENCE_KIND);
  const referenceMs = drivingMs({ lengthM: traversal.lengthM, speedKmh: basis.speedKmh });
  const ageMs = state.readAt === null ? -1 : traversal.eventTime - state.readAt;
  const inForce = ageMs >= 0 && ageMs <= settings.READING_VALID_INTERVALS * state.intervalMs;
  const speedKmh = inForce ? feedSpeed(state, segment) : undefined;
  const attributed = speedKmh !== undefined;
  return {
    id: `${traversal.trip}/${traversal.id}`,
    eventTime: traversal.eventTime,
    trip: traversal.trip,
    plate: traversal.plate,
    segment: traversal.segment,
    leftAt: traversal.leftAt,
    travelMs: traversal.travelMs,
    lengthM: traversal.lengthM,
    referenceMs,
    referenceKind: basis.kind,
    attributed,
    speedKmh: attributed ? state.speedKmh : null,
    level: attributed ? state.level : null,
    conditionAgeMs: attributed ? ageMs : null,
    trafficDelayMs: attributed ? trafficDelayMs(traversal, { referenceMs, speedKmh }) : null,
    causes: attributed
      ? [`truck.traversals/${traversal.id}`, `traffic.conditions/${state.readingId}`]
      : [`truck.traversals/${traversal.id}`],
    causeCount: attributed ? 2 : 1,
  };
}

/** The speed a reading speaks of; a reading of neither speed nor level, or of a speed that none drives, says nothing. */
function feedSpeed(state: SegmentState, segment: Segment): number | undefined {
  const { speedKmh } = state;
  if (speedKmh !== null) {
    return speedKmh >= 0 && speedKmh <= settings.SPEED_FAULT_KMH ? speedKmh : undefined;
  }
  return state.level === null ? undefined : speedOfLevel(segment, state.level);
}

function trafficDelayMs(
  traversal: Seen<TruckTraversal>,
  { referenceMs, speedKmh }: { referenceMs: number; speedKmh: number },
): number {
  const explainedMs =
    speedKmh === 0
      ? traversal.travelMs
      : Math.min(traversal.travelMs, drivingMs({ lengthM: traversal.lengthM, speedKmh }));
  return Math.max(0, explainedMs - referenceMs);
}
