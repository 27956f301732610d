import { PipelineError } from '../errors.ts';
import type { Table, Transaction } from '../log/embedded/environment.ts';
import type { TaskCommit, VisitState } from '../log/log.ts';

/** Longest key of a task's state, bytes: what LMDB takes. */
export const STATE_KEY_BYTES_MAX = 1978;

/** The value, valid until the next read; undefined where there is none. */
export function getState(table: Table, key: Uint8Array): Buffer | undefined {
  // LMDB copies into one buffer that it uses again for the next read: its length is told beside it.
  const found = table.getBinaryFast(key) as Buffer | undefined;
  return found?.subarray(0, (table as unknown as { lastSize: number }).lastSize);
}

export function scanState(
  table: Table,
  prefix: Uint8Array,
  visit: VisitState,
  from: Uint8Array = prefix,
): void {
  const end = endOf(prefix);
  const start = Buffer.from(from.length === 0 ? [0] : from);
  for (const { key, value } of table.getRange(end ? { start, end } : { start })) {
    if (!visit(viewOf(key), viewOf(value))) return;
  }
}

/** A range gives each key and value in memory of its own. */
function viewOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** The puts and removes of a commit. Sorted keys go several times faster than others. */
export function applyState(transaction: Transaction, table: Table, commit: TaskCommit): void {
  for (const { key, value } of commit.puts) transaction.put(table, key, value);
  for (const key of commit.removes) transaction.remove(table, key);
}

/** About how many bytes the state changes of a commit take up. */
export function sizeOfState(commit: TaskCommit): number {
  return commit.puts.reduce((size, { key, value }) => size + key.length + value.length, 0);
}

export function assertKeys(commit: TaskCommit): void {
  for (const { key } of commit.puts) {
    if (key.length > 0 && key.length <= STATE_KEY_BYTES_MAX) continue;
    throw new PipelineError(
      'record-too-large',
      `Committing a state key of ${key.length} bytes: keys have 1 to ${STATE_KEY_BYTES_MAX}.`,
    );
  }
}

/** The first key behind all that begin with the prefix, undefined where there is none. */
function endOf(prefix: Uint8Array): Buffer | undefined {
  const last = prefix.findLastIndex((byte) => byte !== 0xff);
  if (last === -1) return undefined;
  const end = Buffer.from(prefix.subarray(0, last + 1));
  end[last] = (end[last] ?? 0) + 1;
  return end;
}

/** What the last commit of a task said: its checkpoint, and the positions that keep records from being removed. */
export type Committed = {
  readonly checkpoint: Buffer;
  readonly positions: ReadonlyMap<string, number>;
};

export function encodeCommitted(commit: TaskCommit): Buffer {
  const positions = Buffer.from(JSON.stringify([...commit.positions]));
  const value = Buffer.allocUnsafe(4 + positions.length + commit.checkpoint.length);
  value.writeUInt32LE(positions.length, 0);
  value.set(positions, 4);
  value.set(commit.checkpoint, 4 + positions.length);
  return value;
}

export function decodeCommitted(value: Uint8Array): Committed {
  const bytes = Buffer.from(value);
  const end = 4 + bytes.readUInt32LE(0);
  const positions = JSON.parse(bytes.toString('utf8', 4, end)) as [string, number][];
  return { checkpoint: bytes.subarray(end), positions: new Map(positions) };
}
