import { expect, test } from 'vitest';
import { createSql } from '../runtime/create-sql.ts';
import { callBoxesTable } from './call-boxes.ts';

test('is sorted by callId and time, and keeps every revision', () => {
  expect(callBoxesTable).toMatchObject({
    name: 'call_boxes',
    orderBy: ['callId', 'eventTime'],
    partitionBy: 'month',
    revisions: true,
  });
});

test('has nothing personal in it', () => {
  expect(createSql(callBoxesTable)).not.toMatch(/pseudonym\(|martText/);
});
