import { expect, test } from 'vitest';
import { createSql } from '../runtime/create-sql.ts';
import { deadLettersTable } from './dead-letters.ts';

test('is sorted by stage', () => {
  expect(deadLettersTable).toMatchObject({
    name: 'dead_letters',
    orderBy: ['stage'],
    partitionBy: 'none',
    revisions: false,
  });
});

test('does not show in its mart whom a row is about', () => {
  const sql = createSql(deadLettersTable);
  expect(sql).toContain('pseudonym(dead_letters.id) AS id');
  expect(sql).toContain('pseudonymOrNull(dead_letters.factId) AS factId');
  expect(sql).toContain('martText(dead_letters.reason) AS reason');
  expect(sql.split('VIEW')[1]).not.toMatch(/\bbytes,?\n/);
});
