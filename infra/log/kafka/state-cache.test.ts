import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { encodeCommitted } from '../../state/embedded-state.ts';
import { BatchBuilder } from '../batch-builder.ts';
import { commitOf } from '../task-contract.ts';
import { boundsOf } from './key-buckets.ts';
import { StateCache, VALUE_FORMAT } from './state-cache.ts';

const root = mkdtempSync(join(tmpdir(), 'landbridge-cache-'));
let folders = 0;
afterAll(() => rmSync(root, { recursive: true }));

const newFolder = () => join(root, String(folders++));
const open = (folder: string, identity = 'log-1') => new StateCache({ folder, identity, tasks: 2 });

/** What a changelog says: `key=value` puts, a key alone removes. */
function changes(...entries: string[]) {
  const builder = new BatchBuilder('changelog', 0);
  for (const entry of entries) {
    const [key = '', value] = entry.split('=');
    builder.push(Buffer.from(key), Buffer.from(value === undefined ? '' : framed(value)));
  }
  return builder.seal();
}

function framed(value: string): string {
  return String.fromCharCode(VALUE_FORMAT) + value;
}

function all(cache: StateCache, task = 0): string[] {
  const found: string[] = [];
  cache.scan(task, Buffer.alloc(0), (key, value) => {
    found.push(`${key}=${value}`);
    return true;
  });
  return found;
}

/** As if the machine had crashed and started anew: another boot, and nothing closed. */
function changeMark(folder: string, change: object): void {
  const path = join(folder, 'cache.json');
  writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), ...change }));
}

test('holds what the changelog said, each task its own, over closing and opening again', async () => {
  const folder = newFolder();
  const cache = open(folder);
  expect(cache.positionOf(0)).toEqual({ offset: 0, stampMs: 0 });
  cache.apply(0, [changes('a=1', 'b=2', 'c=')], { offset: 3, stampMs: 5 });
  cache.apply(0, [changes('b', 'd=4', 'never')], { offset: 7, stampMs: 6 });
  expect(all(cache)).toEqual(['a=1', 'c=', 'd=4']);
  expect(all(cache, 1)).toEqual([]);
  await cache.close();
  const again = open(folder);
  expect(all(again)).toEqual(['a=1', 'c=', 'd=4']);
  expect(again.positionOf(0)).toEqual({ offset: 7, stampMs: 6 });
  expect(again.get(0, Buffer.from('d'))?.toString()).toBe('4');
  await again.close();
});

test('very many changes leave what they leave one after the other, the checkpoint with the last', async () => {
  const [cache, plain] = [open(newFolder()), open(newFolder())];
  const filler = 'v'.repeat(1_000);
  const rounds = Array.from({ length: 20 }, (_, round) => {
    const puts = Array.from(
      { length: 2_000 },
      (_, i) => `k${(i * 7_919) % 5_003}=${round}${filler}`,
    );
    const removes = Array.from({ length: 100 }, (_, i) => `k${(i * 31 + round) % 5_003}`);
    return changes(...puts, ...removes);
  });
  const position = { offset: 42, stampMs: 7 };
  plain.apply(0, rounds, position);
  using buckets = cache.newBuckets(0, boundsOf(rounds, 20));
  for (const round of rounds) buckets.add(round);
  let turns = 0;
  await cache.applySorted(0, buckets.inOrder(), position, async () => {
    turns++;
    expect(cache.positionOf(0).offset, 'a kill here takes all of it over again').toBe(0);
    return true;
  });
  expect(turns).toBeGreaterThan(2);
  expect(cache.positionOf(0)).toEqual(position);
  expect(all(cache)).toEqual(all(plain));
  const ended = { offset: 99, stampMs: 9 };
  turns = 0;
  await plain.applySorted(0, rounds.values(), ended, async () => ++turns < 2);
  expect(plain.positionOf(0), 'ended early').toEqual(position);
  await Promise.all([cache.close(), plain.close()]);
});

test('the record of no key is the checkpoint, and no state', async () => {
  const cache = open(newFolder());
  const positions = new Map([['a.b', 12]]);
  const checkpoint = encodeCommitted(commitOf({ checkpoint: Buffer.from('here'), positions }));
  const builder = new BatchBuilder('changelog', 0);
  builder.push(Buffer.alloc(0), Buffer.concat([Buffer.from([VALUE_FORMAT]), checkpoint]));
  cache.apply(0, [builder.seal()], { offset: 1, stampMs: 0 });
  expect(cache.committedOf(0)).toEqual({ checkpoint: Buffer.from('here'), positions });
  expect(cache.committedOf(1)).toBeUndefined();
  expect(all(cache)).toEqual([]);
  await cache.close();
});

test('a place without a record changes nothing', async () => {
  const cache = open(newFolder());
  cache.apply(0, [changes('a=1', '', '')], { offset: 3, stampMs: 0 });
  expect(all(cache)).toEqual(['a=1']);
  await cache.close();
});

test('a value of another format is refused, and nothing of its batch is taken', async () => {
  const cache = open(newFolder());
  const builder = new BatchBuilder('changelog', 0);
  builder.push(Buffer.from('a'), Buffer.from(framed('1')));
  builder.push(Buffer.from('b'), Buffer.from([9, 9]));
  const apply = () => cache.apply(0, [builder.seal()], { offset: 2, stampMs: 0 });
  expect(apply).toThrow(expect.objectContaining({ code: 'data-dir-incompatible' }));
  expect(all(cache)).toEqual([]);
  expect(cache.positionOf(0).offset).toBe(0);
  await cache.close();
});

test('after a crash of the machine it begins anew, after one of the process it does not', async () => {
  const folder = newFolder();
  const fill = async () => {
    const cache = open(folder);
    cache.apply(0, [changes('a=1')], { offset: 1, stampMs: 0 });
    await cache.close();
  };
  const found = async () => {
    const cache = open(folder);
    const offset = cache.positionOf(0).offset;
    await cache.close();
    return offset;
  };
  await fill();
  changeMark(folder, { boot: 'another' });
  expect(await found(), 'closed before the machine went down').toBe(1);
  changeMark(folder, { clean: false });
  expect(await found(), 'killed, the machine still up').toBe(process.platform === 'linux' ? 1 : 0);
  await fill();
  changeMark(folder, { clean: false, boot: 'another' });
  expect(await found(), 'torn').toBe(0);
});

test('what belongs to another log, or another format, is let go', async () => {
  const folder = newFolder();
  const cache = open(folder);
  cache.apply(1, [changes('a=1')], { offset: 1, stampMs: 0 });
  await cache.close();
  const other = open(folder, 'log-2');
  expect(all(other, 1)).toEqual([]);
  expect(other.positionOf(1).offset).toBe(0);
  other.apply(1, [changes('b=2')], { offset: 1, stampMs: 0 });
  await other.close();
  changeMark(folder, { format: 0 });
  const older = open(folder, 'log-2');
  expect(all(older, 1)).toEqual([]);
  await older.close();
});

test('a folder is used by one process at a time', async () => {
  const folder = newFolder();
  const cache = open(folder);
  expect(() => open(folder)).toThrow(expect.objectContaining({ code: 'data-dir-in-use' }));
  await cache.close();
  await open(folder).close();
});
