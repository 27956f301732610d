import { expect, test } from 'vitest';
import { createSql } from '../runtime/create-sql.ts';
import { gateTransactionsTable } from './gate-transactions.ts';

test('is sorted by subject and time', () => {
  expect(gateTransactionsTable).toMatchObject({
    name: 'gate_transactions',
    orderBy: ['subject', 'eventTime'],
    partitionBy: 'month',
    revisions: false,
  });
});

test('does not show in its mart whom a row is about', () => {
  const sql = createSql(gateTransactionsTable);
  expect(sql).toContain('pseudonym(gate_transactions.id) AS id');
  expect(sql).toContain('pseudonym(gate_transactions.subject) AS subject');
  expect(sql).toContain('pseudonymOrNull(gate_transactions.plate) AS plate');
  expect(sql.split('VIEW')[1]).not.toMatch(/\bplateText,?\n/);
});
