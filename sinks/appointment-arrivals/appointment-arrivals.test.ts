import { expect, test } from 'vitest';
import { createSql } from '../runtime/create-sql.ts';
import { appointmentArrivalsTable } from './appointment-arrivals.ts';

test('is sorted by appointment and time, and keeps every revision', () => {
  expect(appointmentArrivalsTable).toMatchObject({
    name: 'appointment_arrivals',
    orderBy: ['appointment', 'eventTime'],
    partitionBy: 'month',
    revisions: true,
  });
});

test('does not show in its mart whom a row is about', () => {
  const sql = createSql(appointmentArrivalsTable);
  expect(sql).toContain('pseudonym(appointment_arrivals.id) AS id');
  expect(sql).toContain('pseudonym(appointment_arrivals.appointment) AS appointment');
  expect(sql).toContain('pseudonym(appointment_arrivals.visit) AS visit');
  expect(sql).toContain('pseudonym(appointment_arrivals.plate) AS plate');
});
