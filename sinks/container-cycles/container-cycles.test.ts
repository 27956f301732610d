import { expect, test } from 'vitest';
import { createSql } from '../runtime/create-sql.ts';
import { containerCyclesTable } from './container-cycles.ts';

test('is sorted by container and time, and keeps every revision', () => {
  expect(containerCyclesTable).toMatchObject({
    name: 'container_cycles',
    orderBy: ['container', 'eventTime'],
    partitionBy: 'month',
    revisions: true,
  });
});

test('does not show in its mart whom a row is about', () => {
  const sql = createSql(containerCyclesTable);
  expect(sql).toContain('pseudonym(container_cycles.id) AS id');
  expect(sql).toContain('pseudonymOrNull(container_cycles.startEventId) AS startEventId');
  expect(sql).toContain('pseudonymOrNull(container_cycles.endEventId) AS endEventId');
});
