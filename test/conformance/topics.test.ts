import {
  defineDerivedTopic,
  defineFactTopic,
  type Header,
  type Topic,
  topics,
} from '@landbridge/schemas';
import { expect, test } from 'vitest';
import { collisions, topicBreaches } from './topic-rules.ts';

const all = topics.flatMap((topic) => (topic.received ? [topic, topic.received] : [topic]));

test.each(all)('$name is a topic', (topic) => {
  expect(topicBreaches(topic)).toEqual([]);
});

test('no two topics share a name, a record or a schema id', () => {
  expect(collisions(topics)).toEqual([]);
});

// The rules themselves: each planted topic breaks one.
const stamp = (name: string, more: object = {}) => ({
  name,
  type: { type: 'long', logicalType: 'timestamp-millis' } as const,
  doc: 'A time.',
  ...more,
});
const HEADER = [
  { name: 'id', type: 'string', doc: 'Identity.' },
  { name: 'revision', type: 'long', doc: 'Revision.' },
  { name: 'retracted', type: 'boolean', doc: 'Withdrawn.' },
  stamp('eventTime'),
] as const;
const STAMPS = [
  { name: 'source', type: 'string', doc: 'Feed.' },
  stamp('recordedAt'),
  stamp('ingestedAt'),
] as const;
const STATION = { name: 'station', type: 'string', doc: 'Station.' } as const;
const CAUSES = [
  { name: 'causes', type: { type: 'array', items: 'string' }, doc: 'Causes.' },
  { name: 'causeCount', type: 'int', doc: 'Count.' },
] as const;

type Fields = Topic['schemas'][number]['fields'];
// biome-ignore lint/suspicious/noExplicitAny: planted topics are wrong on purpose.
type Planted = any;

function planted(fields: Fields, spec: Planted = {}): Topic {
  const common = {
    name: 'tide.readings',
    about: 'Height of the water.',
    schemas: [{ type: 'record', name: 'Tide', fields }],
    key: (event: Planted) => event.station,
    keyField: 'station',
    placing: ['eventTime'],
    ...spec,
  };
  return (spec.spanMs === undefined
    ? defineFactTopic<Planted>({ identity: 'timed', ...common })
    : defineDerivedTopic<Planted>(common)) as unknown as Topic;
}

test('a sound topic breaks no rule', () => {
  expect(topicBreaches(planted([...HEADER, ...STAMPS, STATION]))).toEqual([]);
  expect(topicBreaches(planted([...HEADER, STATION, ...CAUSES], { spanMs: 0 }))).toEqual([]);
});

test.each<[string, Fields, Planted, string]>([
  [
    'a header in another order',
    [HEADER[1], HEADER[0], HEADER[2], HEADER[3], ...STAMPS, STATION],
    {},
    "'id: string' stands where",
  ],
  ['a fact without its stamps', [...HEADER, STATION], {}, "'source: string' stands where"],
  [
    'an event time that is only a number',
    [...HEADER.slice(0, 3), { name: 'eventTime', type: 'long', doc: 'T.' }, ...STAMPS, STATION],
    {},
    'eventTime: timestamp-millis',
  ],
  ['a result that does not say why', [...HEADER, STATION], { spanMs: 0 }, 'a result says why'],
  [
    'a field nobody explains',
    [...HEADER, ...STAMPS, { name: 'station', type: 'string' }],
    {},
    "'station' has no doc",
  ],
  [
    'a key that is no field',
    [...HEADER, ...STAMPS, STATION],
    { keyField: 'place' },
    "'place' keys or places",
  ],
  [
    'a key that is another field',
    [...HEADER, ...STAMPS, STATION],
    { key: (event: Header) => `x${event.id}` },
    "the key is not 'station'",
  ],
  [
    'a place that is no field',
    [...HEADER, ...STAMPS, STATION],
    { placing: ['terminal'] },
    "'terminal' keys or places",
  ],
  ['a rank beyond a byte', [...HEADER, ...STAMPS, STATION], { rank: () => 256 }, '256 is no rank'],
  [
    'an about that is no sentence',
    [...HEADER, ...STAMPS, STATION],
    { about: 'tides' },
    'says in a sentence',
  ],
])('%s is found', (_, fields, spec, breach) => {
  expect(topicBreaches(planted(fields, spec)).join('\n')).toContain(breach);
});

test('a version that cannot read the one before it is found', () => {
  const fields = [...HEADER, ...STAMPS, STATION];
  const schemas = [fields, [...fields, { name: 'levelM', type: 'double', doc: 'Level.' }]].map(
    (f) => ({
      type: 'record',
      name: 'Tide',
      fields: f,
    }),
  );
  const topic = { ...planted(fields), schemas } as unknown as Topic;
  expect(topicBreaches(topic).join('\n')).toContain("the new field 'levelM' needs a default");
});

test('two topics of one record are found', () => {
  const tide = planted([...HEADER, ...STAMPS, STATION]);
  expect(collisions([tide, { ...tide, name: 'tide.levels' }])).toHaveLength(2);
});
