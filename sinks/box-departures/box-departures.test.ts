import { expect, test } from 'vitest';
import { createSql } from '../runtime/create-sql.ts';
import { boxDeparturesTable } from './box-departures.ts';

test('is sorted by container and time, and keeps every revision', () => {
  expect(boxDeparturesTable).toMatchObject({
    name: 'box_departures',
    orderBy: ['container', 'eventTime'],
    partitionBy: 'month',
    revisions: true,
  });
});

test('has nothing personal in it', () => {
  expect(createSql(boxDeparturesTable)).not.toMatch(/pseudonym\(|martText/);
});
