import type { FrameIds } from '@landbridge/infra';
import { type Entry, entries, ledgerOf, naiveFold } from '@landbridge/processors/testing';
import type { Header, Topic } from '@landbridge/schemas';
import type { Shown } from './java-consumer.ts';
import { context, outputs, settled } from './world.ts';

type Row = Record<string, unknown>;

/** What is wrong with a topic: rows of the oracle that are not there, others, and versions that are there twice. */
export type Verdict = {
  readonly topic: string;
  readonly rows: number;
  readonly lost: readonly string[];
  readonly strange: readonly string[];
  readonly doubled: readonly string[];
};

/** The rows that must stand in each topic after all that was told, by one plain fold. */
export function oracleOf(told: readonly Entry[]): ReadonlyMap<string, readonly Row[]> {
  const newest = new Map<string, Entry>();
  for (const entry of told) {
    if (entry.revision >= (newest.get(entry.id)?.revision ?? 0)) newest.set(entry.id, entry);
  }
  const events = [...newest.values()].map((event) => ({
    ...{ ...event, id: `${event.id}@${event.account}` },
  }));
  const folded = naiveFold(
    ledgerOf(entries),
    events.map((event) => ({ input: 'entry', event })),
    context,
  );
  const rows = new Map<string, readonly Row[]>();
  rows.set(settled.name, events.filter(({ retracted }) => !retracted).map(withoutHeader));
  for (const [name, topic] of outputs) {
    const ofTopic = folded.filter(({ output }) => output === name);
    rows.set(
      topic.name,
      ofTopic.map(({ row }) => row),
    );
  }
  return rows;
}

export function verdictOn(
  topic: string,
  of: { shown: readonly Header[]; expected: readonly Row[] },
): Verdict {
  const versions = new Map<string, number>();
  const newest = new Map<string, Header>();
  for (const row of of.shown) {
    const version = `${row.id}#${row.revision}`;
    versions.set(version, (versions.get(version) ?? 0) + 1);
    if (row.revision >= (newest.get(row.id)?.revision ?? 0)) newest.set(row.id, row);
  }
  const standing = [...newest.values()].filter(({ retracted }) => !retracted).map(withoutHeader);
  const [found, expected] = [textsOf(standing), textsOf(of.expected)];
  return {
    topic,
    rows: expected.size,
    lost: [...expected.difference(found)],
    strange: [...found.difference(expected)],
    doubled: [...versions].filter(([, count]) => count > 1).map(([version]) => version),
  };
}

/** What was shown of each topic, as their schemas tell them apart. Marks have no value, and belong to none. */
export function decodedBy(
  topics: readonly Topic[],
  of: { shown: readonly Shown[]; ids: FrameIds },
): ReadonlyMap<string, readonly Header[]> {
  const rows = new Map<string, Header[]>(topics.map(({ name }) => [name, []]));
  for (const { value } of of.shown) {
    if (value === undefined || value.length === 0) continue;
    const [topic, row] = decoded(topics, { value, ids: of.ids });
    rows.get(topic.name)?.push(row);
  }
  return rows;
}

/** A value begins with a byte of nought and the registry's id. */
function decoded(topics: readonly Topic[], of: { value: Buffer; ids: FrameIds }): [Topic, Header] {
  const { value, ids } = of;
  const id = value.readUInt32BE(1);
  for (const topic of topics) {
    const reading = ids.of(topic.name)?.incoming(id);
    if (reading?.kind !== 'own') continue;
    value.writeUInt32BE(reading.schemaId, 1);
    return [topic, topic.codec.decode(value, 0, value.length)];
  }
  throw new Error(`No topic has such a record: ${value.toString('hex')}`);
}

function withoutHeader({ revision: _r, retracted: _w, ...row }: Header): Row {
  return row;
}

/** Rows as texts, whatever the order of their fields. */
function textsOf(rows: readonly Row[]): Set<string> {
  return new Set(
    rows.map((row) => JSON.stringify(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)))),
  );
}
