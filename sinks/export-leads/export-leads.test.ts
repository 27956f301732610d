import { expect, test } from 'vitest';
import { createSql } from '../runtime/create-sql.ts';
import { exportLeadsTable } from './export-leads.ts';

test('is sorted by container and time, and keeps every revision', () => {
  expect(exportLeadsTable).toMatchObject({
    name: 'export_leads',
    orderBy: ['container', 'eventTime'],
    partitionBy: 'month',
    revisions: true,
  });
});

test('does not show in its mart whom a row is about', () => {
  const sql = createSql(exportLeadsTable);
  expect(sql).toContain('pseudonym(export_leads.id) AS id');
  expect(sql).toContain('pseudonymOrNull(export_leads.trip) AS trip');
  expect(sql).toContain('pseudonymOrNull(export_leads.plate) AS plate');
  expect(sql).toContain('pseudonymOrNull(export_leads.startEventId) AS startEventId');
  expect(sql).toContain('pseudonymOrNull(export_leads.endEventId) AS endEventId');
});
