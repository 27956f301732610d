import { expect, test } from 'vitest';
import { createSql } from '../runtime/create-sql.ts';
import { truckAppointmentsTable } from './truck-appointments.ts';

test('is sorted by appointment id and time', () => {
  expect(truckAppointmentsTable).toMatchObject({
    name: 'truck_appointments',
    orderBy: ['appointmentId', 'eventTime'],
    partitionBy: 'month',
    revisions: false,
  });
});

test('does not show in its mart whom a row is about', () => {
  const sql = createSql(truckAppointmentsTable);
  expect(sql).toContain('pseudonymOrNull(truck_appointments.plate) AS plate');
});
