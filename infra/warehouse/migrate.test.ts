import { expect, test } from 'vitest';
import { type Migration, migrate, statementsOf } from './migrate.ts';
import type { RawInsert, Warehouse } from './warehouse.ts';

/** A warehouse that notes what it is told; the entries of migrations are read back. */
function notingWarehouse() {
  const statements: string[] = [];
  const entries: unknown[] = [];
  const refuse = () => Promise.reject(new Error('not asked for'));
  const warehouse: Warehouse = {
    execute: async (statement) => {
      statements.push(statement);
    },
    insert: async ({ body }: RawInsert) => {
      const lines = Buffer.concat(body).toString().trim().split('\n');
      entries.push(...lines.map((line) => JSON.parse(line)));
    },
    query: async <Row>() => entries as Row[],
    text: refuse,
    parquet: refuse,
    queryFree: refuse,
    close: async () => undefined,
  };
  return { warehouse, statements, entries };
}

const clock = { nowMs: () => 0 };
const CREATE: Migration = {
  unit: 'gates',
  number: 1,
  name: 'create',
  sql: "-- why\nCREATE TABLE gates (a String COMMENT 'a; b') ENGINE = Memory;\n\nCREATE OR REPLACE VIEW mart AS SELECT a FROM gates;\n",
};

test('cuts a file at semicolons that end a line', () => {
  expect(statementsOf(CREATE.sql)).toEqual([
    "CREATE TABLE gates (a String COMMENT 'a; b') ENGINE = Memory",
    'CREATE OR REPLACE VIEW mart AS SELECT a FROM gates',
  ]);
  expect(statementsOf('-- nothing\n')).toEqual([]);
});

test('runs what is new, in order, and notes it', async () => {
  const { warehouse, statements, entries } = notingWarehouse();
  expect(await migrate(warehouse, [CREATE], clock)).toEqual({ applied: 1 });
  expect(statements.slice(-2)).toEqual(statementsOf(CREATE.sql));
  expect(entries).toMatchObject([{ unit: 'gates', number: 1, name: 'create' }]);
});

test('makes views anew at every start and tables only once', async () => {
  const { warehouse, statements } = notingWarehouse();
  await migrate(warehouse, [CREATE], clock);
  statements.length = 0;
  expect(await migrate(warehouse, [CREATE], clock)).toEqual({ applied: 0 });
  expect(statements.filter((statement) => statement.includes('TABLE gates'))).toEqual([]);
  expect(statements.at(-1)).toContain('VIEW mart');
});

test('refuses a file that has changed since it was run', async () => {
  const { warehouse } = notingWarehouse();
  await migrate(warehouse, [CREATE], clock);
  const changed = { ...CREATE, sql: `${CREATE.sql} ` };
  await expect(migrate(warehouse, [changed], clock)).rejects.toMatchObject({
    code: 'schema-mismatch',
  });
});

test('runs a migration again whose entry a crash has lost', async () => {
  const { warehouse, statements, entries } = notingWarehouse();
  await migrate(warehouse, [CREATE], clock);
  entries.length = 0;
  statements.length = 0;
  expect(await migrate(warehouse, [CREATE], clock)).toEqual({ applied: 1 });
  expect(statements.some((statement) => statement.includes('TABLE gates'))).toBe(true);
});
