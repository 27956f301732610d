import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gateTransactions, topics, truckPositions, yardDwells } from '@landbridge/schemas';
import { defineTable, type Table, tables } from '@landbridge/sinks';
import { expect, test } from 'vitest';
import { landingBreaches, tableBreaches } from './table-rules.ts';

const SINKS = join(import.meta.dirname, '..', '..', 'sinks');

test.each(tables)('$topic.name has a table that is one', (table) => {
  expect(tableBreaches(table)).toEqual([]);
});

test.each(tables)('$topic.name has a first migration with every field', ({ topic, name }) => {
  const file = join(SINKS, topic.name.replace('.', '-'), '0001-create.sql');
  expect(existsSync(file), 'run `npm exec -- node sinks/runtime/write-create-sql.ts`').toBe(true);
  const sql = readFileSync(file, 'utf8');
  const [create = ''] = sql.split(/^ENGINE/m);
  expect(create).toContain(`CREATE TABLE IF NOT EXISTS ${name}\n`);
  const [first] = topic.schemas;
  for (const field of first?.fields ?? []) expect(create).toContain(`\n    ${field.name} `);
  expect(sql).toContain(`VIEW mart_${name} `);
});

test('every topic lands, in one table', () => {
  expect(landingBreaches(topics, tables)).toEqual([]);
});

// The rules themselves: each planted table breaks one.
const sound = defineTable(yardDwells, { pseudonymised: ['id'] });

test.each<[string, Table, string]>([
  ['a name of its own', { ...sound, name: 'dwells' }, 'not named after yard.dwells'],
  ['a sort field that does not place', { ...sound, orderBy: ['endAt'] }, "sorted by 'endAt'"],
  [
    'a cut by a time that does not place',
    {
      ...sound,
      topic: { ...yardDwells, placing: ['container'] } as unknown as Table['topic'],
      orderBy: ['container'],
    },
    'cut by month',
  ],
  ['computed rows without revisions', { ...sound, revisions: false }, 'keeps no revisions'],
  ['a hidden field that is none', { ...sound, hidden: ['driver'] }, "'driver' is no field"],
  [
    'a plate in clear',
    defineTable(truckPositions, { pseudonymised: ['id'] }),
    "'plate' is personal",
  ],
  [
    'a received plate in clear',
    defineTable(gateTransactions, { pseudonymised: ['plate'] }),
    "'plateText' is personal",
  ],
])('%s is found', (_, table, breach) => {
  expect(tableBreaches(sound)).toEqual([]);
  expect(tableBreaches(table).join('\n')).toContain(breach);
});

test('a topic without a table is found, and one with two', () => {
  expect(landingBreaches(topics, tables.slice(1))).toHaveLength(1);
  expect(landingBreaches(topics, [...tables, ...tables.slice(0, 1)])).toHaveLength(1);
});
