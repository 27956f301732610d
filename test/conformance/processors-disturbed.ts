import type { Random } from '@landbridge/infra/testing';
import type { Processor } from '@landbridge/processors';
import { engineDriver, type InputEvent } from '@landbridge/processors/testing';
import type { Header, Topic } from '@landbridge/schemas';
import { context, inputOf } from './processors-samples.ts';

type Versions = { readonly events: readonly Header[]; readonly inOrder: boolean };
type Row = Readonly<Record<string, unknown>>;

const BATCH_MAX = 9;
const CACHE_BYTES = [0, 4_000, 1 << 20];
const CHUNK_BYTES = [1, 1_500, 4_080];

/**
 * What stands after events came in any order, twice, wrong first, at another time first, withdrawn before or after
 * they were stated, in batches of any size, with commits between any of them that fail or not, and with a cache that
 * forgets: rows by output, and the dead letters.
 */
export function rowsAfterDisturbance(
  processor: Processor,
  events: readonly InputEvent[],
  random: Random,
): { rows: ReadonlyMap<string, readonly Row[]>; letters: readonly Row[] } {
  const topics = [...processor.inputs, ...processor.outputs].map(({ topic }) => topic);
  const cacheBytesMax = pick(CACHE_BYTES, random) ?? 0;
  const chunkBytesMax = pick(CHUNK_BYTES, random) ?? 0;
  const driver = engineDriver({
    processors: [processor],
    context,
    topics,
    limits: { cacheBytesMax, chunkBytesMax },
  });
  const told = disturbed(processor, events, random);
  for (let at = 0; at < told.length; ) {
    const size = 1 + Math.floor(random.next() * BATCH_MAX);
    const batch = told.slice(at, at + size);
    for (const { name, topic } of processor.inputs) {
      const own = batch.filter(({ input }) => input === name).map(({ event }) => event);
      driver.feed(topic, own);
    }
    at += size;
    const act = random.next();
    if (act < 0.3) driver.commit();
    else if (act < 0.5) driver.abort();
  }
  while (driver.task.hasWork()) driver.commit();
  const rows = processor.outputs.map(
    ({ name, topic }) => [name, plain(driver.rows(topic))] as const,
  );
  return { rows: new Map(rows), letters: driver.rows(driver.letters) };
}

/** Rows without what counts versions, by id. */
export function plain(rows: readonly Row[]): Row[] {
  return rows
    .map(({ revision: _r, retracted: _w, ...row }) => row)
    .sort((one, other) => (String(one['id']) < String(other['id']) ? -1 : 1));
}

function disturbed(
  processor: Processor,
  events: readonly InputEvent[],
  random: Random,
): InputEvent[] {
  const placed: { place: number; each: InputEvent }[] = [];
  for (const { input, event } of events) {
    const { topic, only } = inputOf(processor, input);
    const alike = events.filter(
      (other) => other.input === input && topic.key(other.event) === topic.key(event),
    );
    const other = pick(alike, random)?.event ?? event;
    for (const versions of versionsOf(topic, { event, other }, random)) {
      const places = versions.events.map(() => random.next());
      // Our own log brings the versions of a row in order; who reads only some of a topic counts on that.
      if (versions.inOrder || only !== undefined) places.sort((one, another) => one - another);
      versions.events.forEach((version, index) => {
        placed.push({ place: places[index] ?? 0, each: { input, event: version } });
      });
    }
  }
  return placed.sort((one, other) => one.place - other.place).map(({ each }) => each);
}

/** How an event is told: the last version of it is the event, and of what is told besides nothing remains. */
function versionsOf(
  topic: Topic,
  { event, other }: { event: Header; other: Header },
  random: Random,
): Versions[] {
  const right = { ...event, revision: 2, retracted: false };
  const chance = random.next();
  if (chance < 0.2) return [{ events: [right, right], inOrder: false }];
  const { id, eventTime } = event;
  if (chance < 0.4) {
    const wrong = { ...other, id, eventTime, revision: 0, retracted: false };
    return [{ events: [wrong, right], inOrder: false }];
  }
  // Ids of timed facts hold the time: they are never moved. Whoever moves others retracts them where they stood.
  if (chance < 0.6 && topic.kind !== 'fact') {
    const elsewhere = { ...event, eventTime: other.eventTime, revision: 0, retracted: false };
    return [
      { events: [elsewhere, { ...elsewhere, revision: 1, retracted: true }, right], inOrder: true },
    ];
  }
  if (chance < 0.8) {
    const ghost = { ...other, id: `${id}-ghost`, eventTime, revision: 0, retracted: false };
    const withdrawn = { ...ghost, revision: 1, retracted: true };
    return [
      { events: [right], inOrder: true },
      { events: [ghost, withdrawn], inOrder: false },
    ];
  }
  return [{ events: [right], inOrder: true }];
}

function pick<Value>(values: readonly Value[], random: Random): Value | undefined {
  return values[Math.floor(random.next() * values.length)];
}
