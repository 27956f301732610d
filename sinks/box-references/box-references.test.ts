import { expect, test } from 'vitest';
import { createSql } from '../runtime/create-sql.ts';
import { boxReferencesTable } from './box-references.ts';

test('is sorted by reference and time, and keeps every revision', () => {
  expect(boxReferencesTable).toMatchObject({
    name: 'box_references',
    orderBy: ['reference', 'eventTime'],
    partitionBy: 'month',
    revisions: true,
  });
});

test('has nothing personal in it', () => {
  expect(createSql(boxReferencesTable)).not.toMatch(/pseudonym\(|martText/);
});
