import { expect, test } from 'vitest';
import type { AvroSchema } from './avro-schema.ts';
import { DAY_MS, HOUR_MS } from './durations.ts';
import { defineDerivedTopic, defineFactTopic, defineLetterTopic, type Fact } from './topic.ts';

type Tide = Fact & { station: string };

const SCHEMA: AvroSchema = {
  type: 'record',
  name: 'Tide',
  fields: [
    { name: 'id', type: 'string' },
    { name: 'revision', type: 'long', default: 0 },
    { name: 'retracted', type: 'boolean', default: false },
    { name: 'eventTime', type: { type: 'long', logicalType: 'timestamp-millis' } },
    { name: 'source', type: 'string' },
    { name: 'recordedAt', type: { type: 'long', logicalType: 'timestamp-millis' } },
    { name: 'ingestedAt', type: { type: 'long', logicalType: 'timestamp-millis' } },
    { name: 'station', type: 'string' },
  ],
};

const spec = {
  name: 'tide.readings',
  about: 'Height of the water.',
  schemas: [SCHEMA],
  key: (event: Tide) => event.station,
  keyField: 'station',
  placing: ['station', 'eventTime'],
} as const;

const tide: Tide = {
  id: 'tide:1',
  revision: 1,
  retracted: false,
  eventTime: 5,
  source: 'tide',
  recordedAt: 6,
  ingestedAt: 7,
  station: 'Zhenhai',
};

test('a revisable fact is received under its id and settles under its key', () => {
  const settled = defineFactTopic<Tide>({ ...spec, identity: 'revisable' });
  const received = settled.received;
  expect(settled.kind).toBe('settled');
  expect(received).toMatchObject({
    name: 'tide.readings.received',
    kind: 'received',
    keyField: 'id',
    received: undefined,
  });
  expect([received?.key(tide), settled.key(tide)]).toEqual(['tide:1', 'Zhenhai']);
});

test('both twins carry the same bytes', () => {
  const settled = defineFactTopic<Tide>({ ...spec, identity: 'revisable' });
  expect(settled.received?.codec.toBytes(tide)).toEqual(settled.codec.toBytes(tide));
});

test('lateness is judged where facts arrive, so a settled topic has none', () => {
  const settled = defineFactTopic<Tide>({ ...spec, identity: 'revisable' });
  expect(settled.received?.allowedLatenessMs).toBe(100 * DAY_MS);
  expect([settled.allowedLatenessMs, settled.spanMs]).toEqual([0, 0]);
});

test('a timed fact is written directly and may be three days late', () => {
  const timed = defineFactTopic<Tide>({ ...spec, identity: 'timed' });
  expect(timed).toMatchObject({
    kind: 'fact',
    received: undefined,
    allowedLatenessMs: 72 * HOUR_MS,
  });
});

test('a topic may allow another lateness', () => {
  const allowedLatenessMs = 2 * HOUR_MS;
  const revisable = defineFactTopic<Tide>({ ...spec, identity: 'revisable', allowedLatenessMs });
  const timed = defineFactTopic<Tide>({ ...spec, identity: 'timed', allowedLatenessMs });
  expect(revisable.received?.allowedLatenessMs).toBe(allowedLatenessMs);
  expect(timed.allowedLatenessMs).toBe(allowedLatenessMs);
});

test('a topic without a rank says so, and one with a rank in both twins', () => {
  const plain = defineFactTopic<Tide>({ ...spec, identity: 'revisable' });
  const ranked = defineFactTopic<Tide>({ ...spec, identity: 'revisable', rank: () => 3 });
  expect([plain.ranked, plain.rank(tide)]).toEqual([false, 0]);
  expect([ranked.ranked, ranked.received?.ranked, ranked.rank(tide)]).toEqual([true, true, 3]);
});

test('when a fact was taken in is no content of a fact, and content of a result', () => {
  const fact = defineFactTopic<Tide>({ ...spec, identity: 'timed' }).codec;
  const result = defineDerivedTopic<Tide>({ ...spec, spanMs: HOUR_MS }).codec;
  const [first, second] = [tide, { ...tide, ingestedAt: 8 }].map((event) => fact.toBytes(event));
  if (first === undefined || second === undefined) throw new Error('unreachable');
  expect(fact.digest(first, 0, first.length)).toBe(fact.digest(second, 0, second.length));
  expect(result.digest(first, 0, first.length)).not.toBe(result.digest(second, 0, second.length));
});

test('derived topics carry their span, letters neither span nor lateness', () => {
  expect(defineDerivedTopic<Tide>({ ...spec, spanMs: HOUR_MS })).toMatchObject({
    kind: 'derived',
    spanMs: HOUR_MS,
    allowedLatenessMs: 0,
  });
  expect(defineLetterTopic<Tide>(spec)).toMatchObject({ kind: 'letters', spanMs: 0 });
});

test('a schema that no table could hold is refused when the topic is defined', () => {
  const mixed: AvroSchema = {
    ...SCHEMA,
    fields: [...SCHEMA.fields, { name: 'level', type: ['long', 'string'] }],
  };
  expect(() => defineLetterTopic<Tide>({ ...spec, schemas: [mixed] })).toThrow('fits no column');
});
