import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readMigrations } from '@landbridge/infra';
import { topics } from '@landbridge/schemas';
import { expect, test } from 'vitest';
import { tables } from './catalog.ts';
import { createSql } from './runtime/create-sql.ts';

const topicNames = topics.map((topic) => topic.name).toSorted();

test('lands every topic once', () => {
  expect(tables.map(({ topic }) => topic.name).toSorted()).toEqual(topicNames);
});

test.each(tables.map((table) => [table.name, table] as const))(
  'the first migration of %s is the one its declaration gives',
  (_, table) => {
    const folder = table.topic.name.replaceAll('.', '-');
    const written = readFileSync(join(import.meta.dirname, folder, '0001-create.sql'), 'utf8');
    // Write it anew: npm exec -- node sinks/runtime/write-create-sql.ts
    expect(written).toBe(createSql(table));
  },
);

test.each(tables.map((table) => [table.name, table] as const))(
  'no plate, trip or received plate of %s is shown in clear',
  (_, table) => {
    const covered = [...table.pseudonymised, ...table.hidden];
    const personal = (table.topic.schemas.at(-1)?.fields ?? [])
      .map((field) => field.name)
      .filter((name) => /plate|^trip$|driver|terminalId/i.test(name));
    expect(covered).toEqual(expect.arrayContaining(personal));
    // A row whose key is a plate or a trip has it in its id too.
    if (/^(plate|trip)$/.test(table.topic.keyField)) expect(covered).toContain('id');
  },
);

test('causes are pseudonyms wherever the ids that they name are', () => {
  // The newest of them counts: what has been run is not changed, but replaced by a further one.
  const defined = readMigrations('marts', join(import.meta.dirname, 'marts')).findLast(({ sql }) =>
    sql.includes('FUNCTION martCause'),
  );
  const listed = /FUNCTION martCause AS .*?has\(\[([^\]]*)\]/
    .exec(defined?.sql ?? '')?.[1]
    ?.split(', ')
    .map((name) => name.slice(1, -1));
  const hidden = tables.filter((table) => table.pseudonymised.includes('id'));
  expect(listed).toEqual(hidden.map(({ topic }) => topic.name).toSorted());
});

test('the columns that are declared exist', () => {
  for (const table of tables) {
    const names = (table.topic.schemas.at(-1)?.fields ?? []).map((field) => field.name);
    const { orderBy, lowCardinality, pseudonymised, masked, hidden } = table;
    const declared = [...orderBy, ...lowCardinality, ...pseudonymised, ...masked, ...hidden];
    expect(names).toEqual(expect.arrayContaining(declared));
  }
});
