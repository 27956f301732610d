import { isDeepStrictEqual } from 'node:util';
import type { AvroField, AvroType, Header, Topic } from '@landbridge/schemas';
import { anyEventOf, incompatibilities, roundTrip } from '@landbridge/schemas/testing';
import fc from 'fast-check';

const HEADER = [
  'id: string',
  'revision: long',
  'retracted: boolean',
  'eventTime: timestamp-millis',
];
const STAMPS = ['source: string', 'recordedAt: timestamp-millis', 'ingestedAt: timestamp-millis'];
const CAUSES = ['causes: array', 'causeCount: int'];
const RANK_MAX = 255;

/** What keeps a topic from being one, as sentences; empty where nothing does. Names no topic: a listed one is proven. */
export function topicBreaches(topic: Topic): string[] {
  return [
    ...topic.schemas.flatMap(({ fields }) => fieldBreaches(topic, fields)),
    ...incompatibilities(topic.schemas),
    ...declarationBreaches(topic),
    ...sampleBreaches(topic),
  ].map((breach) => `${topic.name}: ${breach}`);
}

/** Schemas are told apart by their ids, and records by their names, over the whole catalog. */
export function collisions(topics: readonly Topic[]): string[] {
  const ids = topics.flatMap(({ name, codec }) => codec.schemaIds.map((id) => [String(id), name]));
  const names = topics.map(({ name, schemas }) => [schemas.at(-1)?.name ?? '', name]);
  return [...ids, ...names, ...topics.map(({ name }) => [name, name])]
    .filter(([what], i, all) => all.findIndex(([other]) => other === what) !== i)
    .map(([what, name]) => `${name}: ${what} is another topic's too.`);
}

function fieldBreaches(topic: Topic, fields: readonly AvroField[]): string[] {
  const isFact = topic.kind === 'fact' || topic.kind === 'settled' || topic.kind === 'received';
  const first = isFact ? [...HEADER, ...STAMPS] : HEADER;
  const forms = fields.map((field) => `${field.name}: ${formOf(field.type)}`);
  const wanted = topic.kind === 'derived' ? CAUSES : [];
  return [
    ...first
      .filter((form, i) => forms[i] !== form)
      .map(
        (form) =>
          `'${form}' stands where every record of its kind has it, not '${forms[first.indexOf(form)]}'.`,
      ),
    ...wanted
      .filter((form) => !forms.includes(form))
      .map((form) => `a result says why: '${form}'.`),
    ...fields
      .filter(({ doc }) => !doc?.endsWith('.'))
      .map(({ name }) => `'${name}' has no doc: tables show it.`),
    ...[topic.keyField, ...topic.placing]
      .filter((name) => !fields.some((field) => field.name === name))
      .map((name) => `'${name}' keys or places the row, and is no field.`),
  ];
}

function formOf(type: AvroType): string {
  if (typeof type === 'string') return type;
  if (!('type' in type)) return 'union';
  return 'logicalType' in type ? type.logicalType : type.type;
}

function declarationBreaches(topic: Topic): string[] {
  const { kind, allowedLatenessMs, spanMs, retentionMs, received, name } = topic;
  const takesFacts = kind === 'fact' || kind === 'received';
  return [
    takesFacts === allowedLatenessMs > 0 ? '' : 'lateness is for what arrives from outside.',
    kind === 'derived' || spanMs === 0 ? '' : 'a span is for derived rows.',
    retentionMs > 0 ? '' : 'the log keeps records for a while.',
    (kind === 'settled') === (received !== undefined) ? '' : 'settled topics have a received twin.',
    received === undefined || received.name === `${name}.received` ? '' : 'the twin has its name.',
    topic.about.endsWith('.') ? '' : 'a topic says in a sentence what it is about.',
  ].filter((breach) => breach !== '');
}

/** Any event that the schema allows survives the codec, and has the key and rank that the engine relies on. */
function sampleBreaches(topic: Topic): string[] {
  const breaches = new Set<string>();
  fc.assert(
    fc.property(anyEventOf(topic), (event) => {
      if (!isDeepStrictEqual(roundTrip(topic, event), event))
        breaches.add('a sample does not survive the codec.');
      if (topic.key(event) !== event[topic.keyField as keyof Header])
        breaches.add(`the key is not '${topic.keyField}'.`);
      const rank = topic.rank(event);
      if (!Number.isInteger(rank) || rank < 0 || rank > RANK_MAX)
        breaches.add(`${rank} is no rank.`);
      if (!topic.ranked && rank !== 0) breaches.add('a topic without ranks ranks an event.');
    }),
    { numRuns: 50 },
  );
  return [...breaches];
}
