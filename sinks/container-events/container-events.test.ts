import { expect, test } from 'vitest';
import { createSql } from '../runtime/create-sql.ts';
import { containerEventsTable } from './container-events.ts';

test('is sorted by subject and time', () => {
  expect(containerEventsTable).toMatchObject({
    name: 'container_events',
    orderBy: ['subject', 'eventTime'],
    partitionBy: 'month',
    revisions: false,
  });
});

test('does not show in its mart whom a row is about', () => {
  const sql = createSql(containerEventsTable);
  expect(sql).toContain('pseudonymOrNull(container_events.plate) AS plate');
  expect(sql).toContain('martText(container_events.remark) AS remark');
  expect(sql.split('VIEW')[1]).not.toMatch(/\bplateText,?\n/);
});
