import { expect, test } from 'vitest';
import { createSql } from '../runtime/create-sql.ts';
import { trafficIncidentsTable } from './traffic-incidents.ts';

test('is sorted by segment and time', () => {
  expect(trafficIncidentsTable).toMatchObject({
    name: 'traffic_incidents',
    orderBy: ['segment', 'eventTime'],
    partitionBy: 'month',
    revisions: false,
  });
});

test('does not show in its mart whom a row is about', () => {
  const sql = createSql(trafficIncidentsTable);
  expect(sql).toContain('martText(traffic_incidents.description) AS description');
});
