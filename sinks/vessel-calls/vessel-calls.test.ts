import { expect, test } from 'vitest';
import { createSql } from '../runtime/create-sql.ts';
import { vesselCallsTable } from './vessel-calls.ts';

test('is sorted by call id and time', () => {
  expect(vesselCallsTable).toMatchObject({
    name: 'vessel_calls',
    orderBy: ['callId', 'eventTime'],
    partitionBy: 'month',
    revisions: false,
  });
});

test('shows its rows as they are: nobody is named in them', () => {
  expect(createSql(vesselCallsTable)).not.toMatch(/pseudonym|martText/);
});
