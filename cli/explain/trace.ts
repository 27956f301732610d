import { literal, type Warehouse } from '@landbridge/infra';
import { type Topic, topics } from '@landbridge/schemas';
import { tableOf } from '../table-names.ts';

/** A row or event as its table holds it, columns that only say how it landed left out. */
export type Found = {
  readonly topic: string;
  readonly id: string;
  readonly row: Readonly<Record<string, unknown>>;
};

/** A row with what it comes from. A cause that was named before is not opened again: `again`. */
export type Trace = {
  readonly topic: string;
  readonly id: string;
  /** Null where the table no longer holds it. */
  readonly row: Readonly<Record<string, unknown>> | null;
  readonly again: boolean;
  readonly causes: readonly Trace[];
  /** Causes that are not named: a row names at most 64. */
  readonly unnamed: number;
};

/** From a delivery to a source's statement it is six steps; the bounds hold whatever the data says. */
const DEPTH_MAX = 12;
const EVENTS_MAX = 2_000;
const EFFECTS_MAX = 200;

const landed = topics;

/**
 * Rows and events with this id: as the tables have it, as `topic/id`, or as the pseudonym that a mart shows in its
 * place. Pseudonyms are looked for last, since every id has to be hashed for it.
 */
export async function findById(warehouse: Warehouse, given: string): Promise<Found[]> {
  const named = splitCause(given);
  const places =
    named === undefined
      ? landed.map((topic) => ({ topic, id: given }))
      : [named, ...landed.map((topic) => ({ topic, id: given }))];
  for (const column of ['id', 'pseudonym(id)']) {
    const found: Found[] = [];
    for (const { topic, id } of places) {
      found.push(...(await rowsWhere(warehouse, topic, `${column} = ${literal(id)}`)));
    }
    if (found.length > 0) return found;
  }
  return [];
}

/** What a row comes from, down to the facts from outside. */
export async function traceCauses(warehouse: Warehouse, found: Found): Promise<Trace> {
  const rows = new Map<string, Found | undefined>([[`${found.topic}/${found.id}`, found]]);
  let level = causesOf(found.row);
  for (let depth = 0; depth < DEPTH_MAX && level.length > 0 && rows.size < EVENTS_MAX; depth++) {
    const fresh = [...new Set(level)].filter((cause) => !rows.has(cause));
    for (const cause of fresh) rows.set(cause, undefined);
    const next = await fetchCauses(warehouse, fresh);
    for (const one of next) rows.set(`${one.topic}/${one.id}`, one);
    level = next.flatMap((one) => causesOf(one.row));
  }
  return treeOf(`${found.topic}/${found.id}`, rows, new Set());
}

/** The rows that name an event as a cause. */
export async function findEffects(warehouse: Warehouse, found: Found): Promise<Found[]> {
  const cause = literal(`${found.topic}/${found.id}`);
  const effects: Found[] = [];
  for (const topic of landed.filter(({ kind }) => kind === 'derived')) {
    effects.push(...(await rowsWhere(warehouse, topic, `has(causes, ${cause})`)));
  }
  return effects.slice(0, EFFECTS_MAX);
}

function treeOf(
  ref: string,
  rows: ReadonlyMap<string, Found | undefined>,
  seen: Set<string>,
): Trace {
  const found = rows.get(ref);
  const named = splitCause(ref);
  const again = seen.has(ref);
  seen.add(ref);
  const causes = found === undefined || again ? [] : causesOf(found.row);
  const count = Number(found?.row['causeCount'] ?? causes.length);
  return {
    topic: found?.topic ?? named?.topic.name ?? '',
    id: found?.id ?? named?.id ?? ref,
    row: found?.row ?? null,
    again: again && causesOf(found?.row ?? {}).length > 0,
    causes: causes.map((cause) => treeOf(cause, rows, seen)),
    unnamed: again ? 0 : Math.max(0, count - causes.length),
  };
}

async function fetchCauses(warehouse: Warehouse, causes: readonly string[]): Promise<Found[]> {
  const byTopic = Map.groupBy(
    causes.flatMap((cause) => splitCause(cause) ?? []),
    ({ topic }) => topic,
  );
  const found: Found[] = [];
  for (const [topic, named] of byTopic) {
    const ids = named.map(({ id }) => literal(id)).join(', ');
    found.push(...(await rowsWhere(warehouse, topic, `id IN (${ids})`)));
  }
  return found;
}

async function rowsWhere(warehouse: Warehouse, topic: Topic, where: string): Promise<Found[]> {
  const rows = await warehouse.query<Record<string, unknown>>(
    `SELECT * FROM ${tableOf(topic)} FINAL WHERE ${where} ORDER BY eventTime, id LIMIT ${EVENTS_MAX}`,
  );
  return rows.map((row) => ({
    topic: topic.name,
    id: String(row['id']),
    row: Object.fromEntries(
      Object.entries(row)
        .filter(([name]) => !name.startsWith('_'))
        .map(([name, value]) => [name, zoned(value)]),
    ),
  }));
}

/** The engine's times are UTC without saying so; a row says it. */
const ENGINE_TIME = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}\.\d{3})$/;

function zoned(value: unknown): unknown {
  return typeof value === 'string' ? value.replace(ENGINE_TIME, '$1T$2Z') : value;
}

/** `topic/id`: ids may hold slashes, topic names do not. */
function splitCause(cause: string): { topic: Topic; id: string } | undefined {
  const slash = cause.indexOf('/');
  const topic = landed.find(({ name }) => name === cause.slice(0, slash));
  return topic === undefined ? undefined : { topic, id: cause.slice(slash + 1) };
}

function causesOf(row: Readonly<Record<string, unknown>>): string[] {
  const { causes } = row;
  return Array.isArray(causes) ? causes.map(String) : [];
}
