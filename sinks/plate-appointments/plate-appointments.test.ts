import { expect, test } from 'vitest';
import { createSql } from '../runtime/create-sql.ts';
import { plateAppointmentsTable } from './plate-appointments.ts';

test('is sorted by plate and time, and keeps every revision', () => {
  expect(plateAppointmentsTable).toMatchObject({
    name: 'plate_appointments',
    orderBy: ['plate', 'eventTime'],
    partitionBy: 'month',
    revisions: true,
  });
});

test('does not show in its mart whom a row is about', () => {
  const sql = createSql(plateAppointmentsTable);
  expect(sql).toContain('pseudonym(plate_appointments.id) AS id');
  expect(sql).toContain('pseudonym(plate_appointments.plate) AS plate');
});
