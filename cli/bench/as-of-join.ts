import { BatchBuilder, type RecordBatch } from '@landbridge/infra';
import { causesOf, defineProcessor } from '@landbridge/processors';
import {
  type AvroSchema,
  defineDerivedTopic,
  defineFactTopic,
  type Fact,
  type Header,
} from '@landbridge/schemas';

/**
 * The join that Kafka Streams is measured on: two million road traversals, each with the one of 400,000 traffic
 * versions (5,000 segments, one a minute) in force when the truck entered the segment; 5 % of the traversals come up
 * to five minutes late. The same counts, lateness and skew; records are ours, with header, stamps and causes.
 */
export type Traversal = Fact & {
  plate: string;
  container: string | null;
  visit: string;
  segment: string;
  leftAt: number;
  lengthM: number;
};
export type Traffic = Fact & {
  segment: string;
  speedKmh: number;
  freeFlowKmh: number;
  level: number;
};
export type Attributed = Header & {
  plate: string;
  container: string | null;
  visit: string;
  segment: string;
  leftAt: number;
  lengthM: number;
  speedKmh: number;
  freeFlowKmh: number;
  delayMs: number;
  attributed: boolean;
  causes: string[];
  causeCount: number;
};

const STAMPS = ['source', 'recordedAt', 'ingestedAt'] as const;
const TIMED = { about: 'Benchmark input.', key: (event: { segment: string }) => event.segment };

export const traversals = defineFactTopic<Traversal>({
  ...TIMED,
  name: 'bench.traversals',
  schemas: [
    schemaOf('BenchTraversal', true, [
      'plate',
      'container?',
      'visit',
      'segment',
      'leftAt:',
      'lengthM:',
    ]),
  ],
  keyField: 'segment',
  placing: ['segment', 'eventTime'],
  identity: 'timed',
});
export const traffic = defineFactTopic<Traffic>({
  ...TIMED,
  name: 'bench.traffic',
  schemas: [schemaOf('BenchTraffic', true, ['segment', 'speedKmh.', 'freeFlowKmh.', 'level:'])],
  keyField: 'segment',
  placing: ['segment', 'eventTime'],
  identity: 'timed',
});
export const joined = defineDerivedTopic<Attributed>({
  ...TIMED,
  name: 'bench.joined',
  schemas: [
    schemaOf('BenchAttributed', false, [
      ...['plate', 'container?', 'visit', 'segment', 'leftAt:', 'lengthM:'],
      ...['speedKmh.', 'freeFlowKmh.', 'delayMs:', 'attributed!', 'causes*', 'causeCount:'],
    ]),
  ],
  keyField: 'segment',
  placing: ['segment', 'eventTime'],
  spanMs: 0,
});

type JoinState = { id: string | null; speedKmh: number; freeFlowKmh: number };

export const asOfJoin = defineProcessor({
  name: 'bench-join',
  version: 1,
  inputs: { traffic, traversal: traversals },
  outputs: { joined },
  emits: 'once',
  state: {
    type: 'record',
    name: 'JoinState',
    fields: [
      { name: 'id', type: ['null', 'string'] },
      { name: 'speedKmh', type: 'double' },
      { name: 'freeFlowKmh', type: 'double' },
    ],
  },
  initial: (): JoinState => ({ id: null, speedKmh: 0, freeFlowKmh: 0 }),
  on: {
    traffic: (_state, { id, speedKmh, freeFlowKmh }) => ({ id, speedKmh, freeFlowKmh }),
    traversal(state, event, emit) {
      const known = state.id !== null;
      const expectedMs = known ? Math.round((event.lengthM * 3_600) / state.freeFlowKmh) : 0;
      const cause = `bench.traversals/${event.id}`;
      emit.joined({
        id: event.id,
        eventTime: event.eventTime,
        plate: event.plate,
        container: event.container,
        visit: event.visit,
        segment: event.segment,
        leftAt: event.leftAt,
        lengthM: event.lengthM,
        speedKmh: state.speedKmh,
        freeFlowKmh: state.freeFlowKmh,
        delayMs: known ? Math.max(0, event.leftAt - event.eventTime - expectedMs) : 0,
        attributed: known,
        ...causesOf(known ? [cause, `bench.traffic/${state.id}`] : [cause]),
      });
      return state;
    },
  },
});

const START = Date.UTC(2026, 10, 20);
const MINUTE = 60_000;
const SEGMENTS = 5_000;
const BATCH = 5_000;

/** The input of one run: the batches of each topic, in the order of its log. Scale 1 is 2.4 million events. */
export function joinInput(scale: number): RecordBatch[][] {
  const versions = Math.round(80 * scale);
  return [
    [...trafficBatches(generator(41), versions)],
    [...traversalBatches(generator(42), versions, scale)],
  ];
}

function* trafficBatches(random: () => number, versions: number): Generator<RecordBatch> {
  const feed = new Feed(traffic);
  for (let version = 0; version < versions; version++) {
    for (let i = 0; i < SEGMENTS; i++) yield* feed.add(aTraffic(random, version, i));
  }
  yield* feed.flush();
}

function* traversalBatches(
  random: () => number,
  versions: number,
  scale: number,
): Generator<RecordBatch> {
  const feed = new Feed(traversals);
  const total = Math.round(2_000_000 * scale);
  const spanMs = (versions - 1) * MINUTE;
  for (let i = 0; i < total; i++) {
    yield* feed.add(aTraversal(random, START + (spanMs * i) / total, i));
  }
  yield* feed.flush();
}

function aTraffic(random: () => number, version: number, i: number): Traffic {
  const eventTime = Math.floor(START + (version - 1) * MINUTE + (i * MINUTE) / SEGMENTS);
  const freeFlowKmh = 40 + ((i * 7) % 9) * 10;
  const level = Math.floor(random() * 5);
  const segment = `S${10_000 + i}`;
  return {
    ...factHead(`traffic:${segment}:${eventTime}`, 'traffic', eventTime),
    segment,
    speedKmh: freeFlowKmh * (1 - 0.15 * level) - Math.floor(random() * 8),
    freeFlowKmh,
    level,
  };
}

function aTraversal(random: () => number, at: number, i: number): Traversal {
  const late = random() < 0.05 ? Math.floor(random() * 5 * MINUTE) : 0;
  const eventTime = Math.floor(at) - late;
  const segment = Math.floor(SEGMENTS * random() ** 2.5);
  const lengthM = 150 + ((segment * 37) % 2_400);
  const plate = `浙B${10_000 + Math.floor(random() * 12_000)}D`;
  return {
    ...factHead(`gps:${i}:${eventTime}`, 'gps', eventTime),
    plate,
    container: random() < 0.25 ? null : `NBCU${1_000_000 + Math.floor(random() * 200_000)}`,
    visit: `V26-${1_000_000 + Math.floor(random() * 60_000)}`,
    segment: `S${10_000 + segment}`,
    leftAt: eventTime + Math.floor((lengthM * 36) / (10 + Math.floor(random() * 80))) * 100,
    lengthM,
  };
}

export function factHead(id: string, source: string, eventTime: number): Fact {
  const stamps = { recordedAt: eventTime, ingestedAt: eventTime };
  return { id, revision: eventTime, retracted: false, eventTime, source, ...stamps };
}

/** Collects a topic's records into batches as the log would hand them out. */
class Feed<Event extends Fact & { segment: string }> {
  readonly #topic: { name: string; codec: { toBytes(event: Event): Buffer } };
  readonly #keys = new Map<string, Buffer>();
  #builder: BatchBuilder;
  #offset = 0;

  constructor(topic: { name: string; codec: { toBytes(event: Event): Buffer } }) {
    this.#topic = topic;
    this.#builder = new BatchBuilder(topic.name, 0);
  }

  *add(event: Event): Generator<RecordBatch> {
    const key = this.#keys.get(event.segment) ?? Buffer.from(event.segment);
    this.#keys.set(event.segment, key);
    this.#builder.push(key, this.#topic.codec.toBytes(event));
    if (this.#builder.count === BATCH) yield* this.flush();
  }

  *flush(): Generator<RecordBatch> {
    if (this.#builder.count === 0) return;
    const batch = this.#builder.seal();
    this.#builder = new BatchBuilder(this.#topic.name, 0);
    yield { ...batch, baseOffset: this.#offset, stampMs: Number.MAX_SAFE_INTEGER };
    this.#offset += batch.count;
  }
}

/** SplitMix32: the same input on every machine. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 4_294_967_296;
  };
}

/** Field shorthand: `name` string, `name?` nullable string, `name:` long, `name.` double, `name!` boolean, `name*` strings. */
export function schemaOf(name: string, isFact: boolean, fields: readonly string[]): AvroSchema {
  const header = ['id', 'revision:', 'retracted!', 'eventTime:'];
  const stamps = STAMPS.map((stamp, i) => (i === 0 ? stamp : `${stamp}:`));
  const all = [...header, ...(isFact ? stamps : []), ...fields];
  return { type: 'record', name, fields: all.map(fieldOf) };
}

export function fieldOf(shorthand: string): AvroSchema['fields'][number] {
  const name = shorthand.replace(/[?:.!*]$/, '');
  if (name === 'revision') return { name, type: 'long', default: 0 };
  if (name === 'retracted') return { name, type: 'boolean', default: false };
  const types = {
    '?': ['null', 'string'],
    ':': 'long',
    '.': 'double',
    '!': 'boolean',
    '*': { type: 'array', items: 'string' },
  } as const;
  const mark = shorthand.slice(name.length) as keyof typeof types;
  return { name, type: types[mark] ?? 'string' };
}
