import { expect, test } from 'vitest';
import { createSql } from '../runtime/create-sql.ts';
import { gateBoxesTable } from './gate-boxes.ts';

test('is sorted by container and time, and keeps every revision', () => {
  expect(gateBoxesTable).toMatchObject({
    name: 'gate_boxes',
    orderBy: ['container', 'eventTime'],
    partitionBy: 'month',
    revisions: true,
  });
});

test('does not show in its mart whom a row is about', () => {
  const sql = createSql(gateBoxesTable);
  expect(sql).toContain('pseudonym(gate_boxes.id) AS id');
  expect(sql).toContain('pseudonymOrNull(gate_boxes.plate) AS plate');
});
