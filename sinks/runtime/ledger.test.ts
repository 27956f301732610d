import type { RawInsert, Warehouse } from '@landbridge/infra';
import { expect, test } from 'vitest';
import { type LoadEntry, readLedger, tokenOf, writeLedger } from './ledger.ts';
import { TEST_CLOCK } from './testing.ts';

const ENTRY: LoadEntry = {
  table: 'yard_dwells',
  topic: 'yard.dwells',
  ranges: [
    { partition: 0, min: 5, max: 9 },
    { partition: 2, min: 0, max: 3 },
  ],
  token: 'log:yard_dwells:yard.dwells:0:5-9,2:0-3',
  rows: 9,
  rejected: 0,
};

function noting(rows: readonly object[] = []) {
  const inserts: RawInsert[] = [];
  const refuse = () => Promise.reject(new Error('not asked for'));
  const warehouse: Warehouse = {
    execute: refuse,
    insert: async (insert) => {
      inserts.push(insert);
    },
    query: async <Row>() => rows as Row[],
    text: refuse,
    parquet: refuse,
    queryFree: refuse,
    close: refuse,
  };
  return { warehouse, inserts };
}

test('names log, table, topic and every range in the token', () => {
  expect(tokenOf('log', ENTRY)).toBe(ENTRY.token);
});

test('writes what is done and what comes next in one insert', async () => {
  const { warehouse, inserts } = noting();
  await writeLedger({ warehouse, log: 'log', clock: TEST_CLOCK }, [ENTRY], [ENTRY]);
  expect(inserts).toHaveLength(1);
  const lines = Buffer.concat(inserts[0]?.body ?? [])
    .toString()
    .trim()
    .split('\n');
  expect(
    lines
      .map((line) => JSON.parse(line))
      .map(({ state, part, min_off, max_off }) => [state, part, min_off, max_off]),
  ).toEqual([
    ['DONE', 0, 5, 9],
    ['DONE', 2, 0, 3],
    ['INTENT', 0, 5, 9],
    ['INTENT', 2, 0, 3],
  ]);
});

test('writes nothing where there is nothing to say', async () => {
  const { warehouse, inserts } = noting();
  await writeLedger({ warehouse, log: 'log', clock: TEST_CLOCK }, [], []);
  expect(inserts).toEqual([]);
});

test('puts the ranges of an open load together again', async () => {
  const row = { sink: 'yard_dwells', topic: 'yard.dwells' };
  const { warehouse } = noting([
    { ...row, part: 0, state: 'DONE', min: 0, max: 4, token: 'before' },
    { ...row, part: 0, state: 'INTENT', min: 5, max: 9, token: ENTRY.token },
    { ...row, part: 1, state: 'DONE', min: 5, max: 8, token: 'closed' },
    { ...row, part: 1, state: 'INTENT', min: 5, max: 8, token: 'closed' },
    { ...row, part: 2, state: 'INTENT', min: 0, max: 3, token: ENTRY.token },
  ]);
  const { positions, open } = await readLedger(warehouse, 'log');
  expect([...positions]).toEqual([
    ['yard_dwells/0', 5],
    ['yard_dwells/1', 9],
  ]);
  const { table, topic, ranges, token } = ENTRY;
  expect(open).toEqual([{ table, topic, ranges, token }]);
});
