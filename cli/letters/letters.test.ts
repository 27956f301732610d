import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openChdbWarehouse, type Warehouse } from '@landbridge/infra';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { countLetters, inPages, listLetters, readLetters } from './letters.ts';

const folder = mkdtempSync(join(tmpdir(), 'lb-letters-'));
let warehouse: Warehouse;

beforeAll(async () => {
  warehouse = await openChdbWarehouse({ folder });
  await warehouse.execute(`CREATE TABLE dead_letters (
    _off Int64, id String, revision UInt64, retracted Bool, eventTime DateTime64(3, 'UTC'), stage String, code String,
    reason String, topic Nullable(String), factId Nullable(String), factRevision Nullable(Int64),
    address Nullable(String), bytes String, ingestedAt DateTime64(3, 'UTC')
  ) ENGINE = ReplacingMergeTree(revision, retracted) ORDER BY (stage, id)`);
  const letter = (values: string) =>
    warehouse.execute(
      `INSERT INTO dead_letters (id, revision, retracted, stage, code, bytes, ingestedAt, eventTime) VALUES ${values}`,
    );
  await letter(`('a', 1, false, 'source:dcsa', 'bad-time', unhex('ff00e5'), 1000, 500)`);
  await letter(`('b', 1, false, 'source:dcsa', 'bad-time', 'two', 3000, 0)`);
  await letter(`('c', 1, false, 'truck-visits', 'late', 'three', 2000, 0)`);
  await letter(`('d', 1, false, 'truck-visits', 'unprocessable', 'gone', 9000, 0)`);
  await letter(`('d', 2, true, 'truck-visits', 'unprocessable', 'gone', 9000, 0)`);
}, 60_000);
afterAll(async () => {
  await warehouse.close();
  rmSync(folder, { recursive: true, force: true });
});

test('counts by stage and code; a letter that was withdrawn is not there', async () => {
  expect(await countLetters(warehouse)).toEqual([
    { stage: 'source:dcsa', code: 'bad-time', letters: 2, latestMs: 3000 },
    { stage: 'truck-visits', code: 'late', letters: 1, latestMs: 2000 },
  ]);
});

test('reads the newest first, with the bytes as they were received', async () => {
  const letters = await readLetters(warehouse, {}, { lettersMax: 10 });
  expect(letters.map(({ id }) => id)).toEqual(['b', 'c', 'a']);
  expect(letters[2]).toMatchObject({ eventTime: 500, ingestedAt: 1000, code: 'bad-time' });
  expect(letters[2]?.bytes).toEqual(Buffer.from('ff00e5', 'hex'));
  expect(letters[2]).not.toHaveProperty('_off');
});

test('can be asked for by code, stage, id and pseudonym, and no more than so many', async () => {
  const idsOf = async (filter: Parameters<typeof readLetters>[1], lettersMax = 10) =>
    (await readLetters(warehouse, filter, { lettersMax })).map(({ id }) => id);
  expect(await idsOf({ code: 'late' })).toEqual(['c']);
  expect(await idsOf({ stage: 'source:dcsa' }, 1)).toEqual(['b']);
  expect(await idsOf({ ids: ["a'; DROP", 'a'] })).toEqual(['a']);
  const [row] = await warehouse.query<{ mart: string }>("SELECT pseudonym('c') AS mart");
  expect(await idsOf({ ids: [row?.mart ?? ''] })).toEqual(['c']);
  expect(await idsOf({ ids: [] })).toEqual([]);
});

test('goes through all letters in pages, with their bytes or without', async () => {
  for (const read of [readLetters, listLetters]) {
    const pages: string[][] = [];
    for await (const letters of inPages(2, (page) => read(warehouse, {}, page))) {
      pages.push(letters.map(({ id }) => id));
    }
    expect(pages).toEqual([['b', 'c'], ['a']]);
  }
  const [first] = await listLetters(warehouse, {}, { lettersMax: 1 });
  expect(first).toMatchObject({ id: 'b', ingestedAt: 3000 });
  expect(first).not.toHaveProperty('bytes');
});
