import { join } from 'node:path';
import { readMigrations } from '@landbridge/infra';
import { expect, test } from 'vitest';
import { tables } from '../catalog.ts';
import { sourceProgressSql, tablesWithoutProgress } from './source-progress-sql.ts';

const marts = readMigrations('marts', join(import.meta.dirname, '..', 'marts'));
const facts = tables.filter(({ topic }) => topic.kind === 'fact' || topic.kind === 'settled');

/** The last statement of a text that makes `mart_sources`. */
function viewIn(sql: string): string {
  return sql.slice(sql.lastIndexOf('CREATE OR REPLACE VIEW mart_sources')).trim();
}

test('every table of facts is known as a source', () => {
  const unknown = tablesWithoutProgress(
    tables,
    marts.map(({ sql }) => sql),
  );
  expect(unknown, 'run `npm exec -- node sinks/runtime/write-create-sql.ts`').toEqual([]);
});

test('a table of facts that no mart knows is found, and none of computed rows', () => {
  expect(tablesWithoutProgress(tables, []).map(({ name }) => name)).toEqual(
    facts.map(({ name }) => name),
  );
});

test('the view is the one that was written by hand, over all tables of facts', () => {
  const written = marts.findLast(({ sql }) => sql.includes('VIEW mart_sources'))?.sql ?? '';
  expect(viewIn(sourceProgressSql([], tables))).toBe(viewIn(written));
});

test('what a further table brings is what the first ones brought', () => {
  const written = marts.map(({ sql }) => sql).join('\n');
  const statements = sourceProgressSql(facts, tables).split(/;\n+/).slice(0, -2);
  expect(statements).toHaveLength(2 * facts.length);
  for (const statement of statements) {
    expect(written).toContain(statement.replace(/^(?:--.*\n)+/, '').trim());
  }
});
