import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type AvroSchema, embeddedSchemaId, type Topic } from '@landbridge/schemas';
import type { Clock } from '../clock.ts';
import { PipelineError } from '../errors.ts';
import { type Pause, systemPause } from '../pause.ts';
import { type Logger, silentLogger } from '../telemetry/logger.ts';
import { newAbsentIds } from './absent-ids.ts';
import { type Reading, readingOf, saysAlike } from './reading.ts';
import { type SchemaRegistry, subjectOf } from './schema-registry.ts';

/**
 * Ids in the frames of one topic's values. On Kafka they are the registry's, so that any consumer reads them; inside they
 * follow from the schema alone. The log replaces one by the other at its edge, and nobody else knows.
 */
export type TopicFrames = {
  /** The registry's id of one of the topic's versions; undefined for any other id. */
  outgoing(schemaId: number): number | undefined;
  /** How values with this id of the registry are read; undefined: it is not known, ask `learn`. */
  incoming(id: number): Reading | undefined;
  /**
   * Asks the registry. Rejects with `registry-unavailable` (retriable) where it does not answer, and for the first seconds
   * where it does not have the id: then the record is not at fault, and waits.
   */
  learn(id: number): Promise<Reading>;
};

export type FrameIds = {
  /** Undefined where a topic is none of ours: its values have no frame. */
  of(topic: string): TopicFrames | undefined;
};

export type FrameIdsOptions = {
  readonly registry: SchemaRegistry;
  /** Every topic, `.received` twins too. */
  readonly topics: readonly Topic[];
  /** Where the ids are kept, for a start while the registry is down. */
  readonly file: string;
  readonly logger?: Logger;
  /** Counts how long an id is absent; default the machine's. */
  readonly clock?: Clock;
  /** Until when to wait for a registry that does not answer where nothing else will do; default not at all. */
  readonly waiting?: { readonly signal: AbortSignal; readonly pause?: Pause };
};

const PAUSE_FIRST_MS = 500;
const PAUSE_MAX_MS = 30_000;

/** Registries count in signed numbers: nobody can have been given another one. */
const ID_MAX = 2 ** 31 - 1;
const UNKNOWN: Reading = { kind: 'unknown' };
/** Waiting is counted by a clock that nobody sets. */
const STEADY: Clock = { nowMs: () => performance.now() };

/** Kept on disk: ids of our versions by topic and by the id inside, and what other ids stand for. */
type Kept = {
  readonly own: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly others: Readonly<Record<string, AvroSchema>>;
};

/**
 * Looks up every version of every topic. What is not registered rejects with `schema-unknown`: a running pipeline
 * registers nothing. While the registry does not answer, the ids of the last start are used; a machine that has none waits
 * for it, or rejects with `registry-unavailable` where it is not to wait. A registry that gives other
 * ids than it did, or has another schema under an id that was met, was made anew: `registry-changed`, since records that are
 * there would be read with wrong schemas.
 */
export async function openFrameIds(options: FrameIdsOptions): Promise<FrameIds> {
  const { registry, topics, file, logger = silentLogger, clock = STEADY } = options;
  const kept = readKept(file);
  const given = await idsNow(options, kept, logger);
  const { own } = given;
  let { others } = given;
  const save = () => writeKept(file, { own, others });
  save();
  /** The schema of an id that is not ours, kept for the next start. */
  const schemaOf = async (id: number): Promise<AvroSchema | undefined> => {
    const schema = others[id] ?? (await registry.schemaOf(id));
    if (schema !== undefined && others[id] === undefined) {
      others = { ...others, [id]: schema };
      save();
    }
    return schema;
  };
  const frames = new Map(
    topics.map((topic) => [
      topic.name,
      framesOf(topic, own[topic.name] ?? {}, { schemaOf, clock }),
    ]),
  );
  return { of: (topic) => frames.get(topic) };
}

type Asking = {
  readonly clock: Clock;
  schemaOf(id: number): Promise<AvroSchema | undefined>;
};

function framesOf(
  topic: Topic,
  own: Kept['own'][string],
  { schemaOf, clock }: Asking,
): TopicFrames {
  const outgoing = new Map(Object.entries(own).map(([schemaId, id]) => [Number(schemaId), id]));
  const incoming = new Map<number, Reading>(
    [...outgoing].map(([schemaId, id]) => [id, { kind: 'own', schemaId }]),
  );
  const absent = newAbsentIds(clock);
  const readingNow = (id: number): Reading | undefined =>
    incoming.get(id) ?? (id > ID_MAX || absent.has(id) ? UNKNOWN : undefined);
  return {
    outgoing: (schemaId) => outgoing.get(schemaId),
    incoming: readingNow,
    async learn(id) {
      const known = readingNow(id);
      if (known !== undefined) return known;
      const schema = await schemaOf(id);
      if (schema === undefined) {
        if (absent.meet(id)) return UNKNOWN;
        throw notYetThere(topic.name, id);
      }
      absent.forget(id);
      const reading = readingOf(topic, schema);
      incoming.set(id, reading);
      return reading;
    },
  };
}

async function idsNow(options: FrameIdsOptions, kept: Kept, logger: Logger): Promise<Kept> {
  const { registry, topics, file, waiting } = options;
  for (let pauseMs = PAUSE_FIRST_MS; ; pauseMs = Math.min(pauseMs * 2, PAUSE_MAX_MS)) {
    try {
      return await askIds(options, kept);
    } catch (error) {
      const isDown = error instanceof PipelineError && error.code === 'registry-unavailable';
      if (!isDown) throw error;
      const facts = { registry: registry.url, file, error };
      if (topics.every((topic) => isComplete(topic, kept))) {
        const said =
          'The schema registry does not answer: starting with the ids it gave last time.';
        logger.warn(facts, said);
        return kept;
      }
      // What it refuses stays refused; where it does not answer, a person may have to start it first.
      if (!error.retriable || waiting === undefined || waiting.signal.aborted) throw error;
      logger.warn(
        facts,
        'Waiting for the schema registry, since no ids of an earlier start are here: start it, or correct its address.',
      );
      await (waiting.pause ?? systemPause)(pauseMs, waiting.signal);
    }
  }
}

async function askIds({ registry, topics, file }: FrameIdsOptions, kept: Kept): Promise<Kept> {
  const pairs = await Promise.all(
    topics.map(async (topic) => [topic.name, await idsOf(topic, registry)] as const),
  );
  const own = Object.fromEntries(pairs);
  assertUnchanged(kept.own, own, file);
  return { own, others: await askOthers(registry, kept.others, file) };
}

/** What ids of others stand for now: one that is absent now is asked for again when a record has it. */
async function askOthers(
  registry: SchemaRegistry,
  before: Kept['others'],
  file: string,
): Promise<Kept['others']> {
  const asked = Object.entries(before).map(async ([id, schema]) => {
    const now = await registry.schemaOf(Number(id));
    if (now === undefined || saysAlike(schema, now)) return [id, now] as const;
    throw registryChanged(`id ${id}`, `has another schema (${now.name}) than before`, file);
  });
  const there = (await Promise.all(asked)).flatMap(([id, now]) => (now ? [[id, now]] : []));
  return Object.fromEntries(there);
}

async function idsOf(topic: Topic, registry: SchemaRegistry): Promise<Record<string, number>> {
  const subject = subjectOf(topic.name);
  const pairs = topic.schemas.map(async (schema, i) => {
    const id = await registry.idOf(subject, schema);
    if (id === undefined) throw notRegistered(subject, i + 1, registry.url);
    return [embeddedSchemaId(schema), id] as const;
  });
  return Object.fromEntries(await Promise.all(pairs));
}

function isComplete(topic: Topic, { own }: Kept): boolean {
  return topic.schemas.every((schema) => own[topic.name]?.[embeddedSchemaId(schema)] !== undefined);
}

function assertUnchanged(before: Kept['own'], now: Kept['own'], file: string): void {
  for (const [topic, ids] of Object.entries(before)) {
    for (const [schemaId, id] of Object.entries(ids)) {
      const given = now[topic]?.[schemaId];
      if (given === undefined || given === id) continue;
      throw registryChanged(
        `the schemas of ${topic}`,
        `says ${given} where it said ${id} before`,
        file,
      );
    }
  }
}

function registryChanged(what: string, how: string, file: string): PipelineError {
  return new PipelineError(
    'registry-changed',
    `Looking up ${what}: the registry ${how}, so it is not the one that the records on Kafka were written with, and they would ` +
      'be read with wrong schemas. Point LANDBRIDGE_REGISTRY_URL at that one, or restore it; where the topics were made anew ' +
      `too, remove ${file}.`,
  );
}

function notYetThere(topic: string, id: number): PipelineError {
  return new PipelineError(
    'registry-unavailable',
    `Reading ${topic}: the registry has no schema ${id}. Records with it wait some seconds, since the registry may not have ` +
      'heard of it yet; then they are set aside. Did their producer register its schema there?',
    { retriable: true },
  );
}

function notRegistered(subject: string, version: number, url: string): PipelineError {
  return new PipelineError(
    'schema-unknown',
    `Looking up version ${version} of ${subject} at ${url}: it is not registered. Run \`npx landbridge topics apply\` first.`,
  );
}

/** It is a cache: without it, or with a damaged one, the registry is asked. */
function readKept(file: string): Kept {
  const none: Kept = { own: {}, others: {} };
  try {
    const kept: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isKept(kept) ? kept : none;
  } catch {
    return none;
  }
}

function isKept(value: unknown): value is Kept {
  const isTable = (of: unknown) => typeof of === 'object' && of !== null;
  return (
    isTable(value) &&
    'own' in Object(value) &&
    isTable((value as Kept).own) &&
    isTable((value as Kept).others)
  );
}

function writeKept(file: string, kept: Kept): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, `${JSON.stringify(kept)}\n`);
  renameSync(`${file}.new`, file);
}
