import { expect, test } from 'vitest';
import { createSql } from '../runtime/create-sql.ts';
import { containerMovesTable } from './container-moves.ts';

test('is sorted by container and time, and keeps every revision', () => {
  expect(containerMovesTable).toMatchObject({
    name: 'container_moves',
    orderBy: ['container', 'eventTime'],
    partitionBy: 'month',
    revisions: true,
  });
});

test('does not show in its mart whom a row is about', () => {
  const sql = createSql(containerMovesTable);
  expect(sql).toContain('pseudonym(container_moves.id) AS id');
  expect(sql).toContain('pseudonymOrNull(container_moves.plate) AS plate');
});
