import { expect, test } from 'vitest';
import { createSql } from '../runtime/create-sql.ts';
import { appointmentOutcomesTable } from './appointment-outcomes.ts';

test('is sorted by appointment and time, and keeps every revision', () => {
  expect(appointmentOutcomesTable).toMatchObject({
    name: 'appointment_outcomes',
    orderBy: ['appointment', 'eventTime'],
    partitionBy: 'month',
    revisions: true,
  });
});

test('does not show in its mart whom a row is about', () => {
  const sql = createSql(appointmentOutcomesTable);
  expect(sql).toContain('pseudonym(appointment_outcomes.id) AS id');
  expect(sql).toContain('pseudonym(appointment_outcomes.appointment) AS appointment');
  expect(sql).toContain('pseudonymOrNull(appointment_outcomes.visit) AS visit');
  expect(sql).toContain('pseudonymOrNull(appointment_outcomes.plate) AS plate');
});
