import { factHead, type Traffic, type Traversal } from './as-of-join.ts';
import { type BoxEvent, KINDS } from './kafka-dwells.ts';
import { type SplitRandom, splitRandom } from './kafka-random.ts';

/**
 * The events that Kafka Streams is measured on, drawn from the same numbers in the same order, so that two right engines
 * come to the same sums. Scale 1 is 400,000 versions of traffic (5,000 segments, one a minute), 2,000,000 traversals,
 * of which 5 % come up to five minutes late, and 2,000,000 events of 200,000 containers, 20,000 of them in play at a
 * time, one event in fifty sent twice.
 */
export type PeerEvents = {
  traffic(): Generator<Traffic>;
  traversals(): Generator<Traversal>;
  boxEvents(): Generator<BoxEvent>;
};

const START = Date.UTC(2026, 10, 20);
const MINUTE = 60_000;
const LATENESS = 5 * MINUTE;
const SEGMENTS = 5_000;
const TRUCKS = 12_000;
const VISITS = 60_000;
const EVENTS_PER_BOX = 10;
const BOXES_IN_PLAY = 20_000;
const EVENT_EVERY_MS = 5;
const SEED = 42;

export function peerEvents(scale: number): PeerEvents {
  const size = {
    versions: Math.max(1, Math.round(80 * scale)),
    total: Math.round(2_000_000 * scale),
    boxes: Math.max(1, Math.round(200_000 * scale)),
  };
  // What comes first is drawn first, though nobody wants it.
  return {
    traffic: () => versionsOf(splitRandom(SEED), size),
    *traversals() {
      const random = splitRandom(SEED);
      drain(versionsOf(random, size));
      yield* traversalsOf(random, size);
    },
    *boxEvents() {
      const random = splitRandom(SEED);
      drain(versionsOf(random, size));
      drain(traversalsOf(random, size));
      yield* boxEventsOf(random, size);
    },
  };
}

type Size = { readonly versions: number; readonly total: number; readonly boxes: number };

function drain(events: Generator<unknown>): void {
  while (events.next().done !== true);
}

function* versionsOf(random: SplitRandom, { versions }: Size): Generator<Traffic> {
  for (let version = 0; version < versions; version++) {
    for (let i = 0; i < SEGMENTS; i++) yield aVersion(random, version, i);
  }
}

function* traversalsOf(
  random: SplitRandom,
  { versions, total, boxes }: Size,
): Generator<Traversal> {
  const spanMs = (versions - 1) * MINUTE;
  for (let i = 0; i < total; i++) {
    yield aTraversal(random, { at: START + Math.floor((spanMs * i) / total), i, boxes });
  }
}

/** Ten events of each of some containers, one container after the other: each state is written about once. */
export function* boxByBox({ from, to }: { from: number; to: number }): Generator<BoxEvent> {
  const random = splitRandom(SEED);
  for (let i = from * EVENTS_PER_BOX; i < to * EVENTS_PER_BOX; i++) {
    const event = aBoxEvent(random, i, 1);
    const container = containerOf(scattered(Math.floor(i / EVENTS_PER_BOX)));
    yield { ...event, id: `tos:${container}:${event.eventTime}`, container };
  }
}

function* boxEventsOf(random: SplitRandom, { total, boxes }: Size): Generator<BoxEvent> {
  let last: BoxEvent | undefined;
  for (let i = 0; i < total; i++) {
    if (last === undefined || random.int(50) !== 0) last = aBoxEvent(random, i, boxes);
    yield last;
  }
}

function aVersion(random: SplitRandom, version: number, i: number): Traffic {
  const eventTime = START + (version - 1) * MINUTE + Math.floor((i * MINUTE) / SEGMENTS);
  const freeFlowKmh = 40 + ((i * 7) % 9) * 10;
  const level = random.int(5);
  const segment = `S${10_000 + i}`;
  return {
    ...factHead(`traffic:${segment}:${eventTime}`, 'traffic', eventTime),
    segment,
    speedKmh: freeFlowKmh * (1 - 0.15 * level) - random.int(8),
    freeFlowKmh,
    level,
  };
}

function aTraversal(
  random: SplitRandom,
  { at, i, boxes }: { at: number; i: number; boxes: number },
): Traversal {
  const eventTime = random.int(20) === 0 ? at - random.long(LATENESS) : at;
  const segment = Math.floor(SEGMENTS * random.double() ** 2.5);
  const lengthM = 150 + ((segment * 37) % 2_400);
  const leftAt = eventTime + Math.floor((lengthM * 36) / (10 + random.int(80))) * 100;
  const plate = plateOf(random.int(TRUCKS));
  const container = random.int(4) === 0 ? null : containerOf(random.int(boxes));
  return {
    ...factHead(`gps:${i}:${eventTime}`, 'gps', eventTime),
    plate,
    container,
    visit: `V26-${1_000_000 + random.int(VISITS)}`,
    segment: `S${10_000 + segment}`,
    leftAt,
    lengthM,
  };
}

function aBoxEvent(random: SplitRandom, i: number, boxes: number): BoxEvent {
  const eventTime = START + i * EVENT_EVERY_MS;
  const box = Math.min(boxes - 1, Math.floor(i / EVENTS_PER_BOX) + random.int(BOXES_IN_PLAY));
  const kind = KINDS[random.int(KINDS.length)] ?? 'YARD';
  const isByTruck = kind === 'GATE_IN' || kind === 'GATE_OUT';
  // Where others number their events ours are named by container and time: the number is drawn all the same.
  random.long(1);
  const container = containerOf(box);
  const block = String.fromCharCode('A'.charCodeAt(0) + random.int(12));
  return {
    ...factHead(`tos:${container}:${eventTime}`, 'tos', eventTime),
    container,
    visit: `V26-${1_000_000 + box}`,
    kind,
    place: `NB-${block}${random.int(100)}`,
    plate: isByTruck ? plateOf(random.int(TRUCKS)) : null,
  };
}

/** Another number for each below nine million: containers do not come in the order of their numbers, nor do keys. */
function scattered(i: number): number {
  return (i * 7_368_787) % 9_000_000;
}

function containerOf(i: number): string {
  return `NBCU${1_000_000 + i}`;
}

function plateOf(i: number): string {
  return `浙B${10_000 + i}D`;
}
