import { expect, test } from 'vitest';
import { incidentValiditiesTable } from './incident-validities.ts';

test('is sorted by segment and time, and keeps every revision', () => {
  expect(incidentValiditiesTable).toMatchObject({
    name: 'incident_validities',
    orderBy: ['segment', 'eventTime'],
    partitionBy: 'month',
    revisions: true,
  });
});
