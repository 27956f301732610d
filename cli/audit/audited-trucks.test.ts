import { aGateTransaction, aTruckPassage, at } from '@landbridge/schemas/testing';
import { expect, test } from 'vitest';
import { auditedAppointmentArrivals } from './metrics/appointment-arrivals.ts';
import { auditedAppointmentOutcomes } from './metrics/appointment-outcomes.ts';
import { auditedGateBoxes } from './metrics/gate-boxes.ts';
import { auditedPlateAppointments } from './metrics/plate-appointments.ts';
import { auditedTruckVisits } from './metrics/truck-visits.ts';
import { auditing, auditsOf } from './testing/audited.ts';
import { outcomesOfAppointments, visitsOfTrucks } from './testing/truck-histories.ts';

const audit = auditing();

auditsOf(audit, visitsOfTrucks, [
  [auditedTruckVisits, 100],
  [auditedAppointmentArrivals, 100],
]);
auditsOf(audit, outcomesOfAppointments, [
  [auditedAppointmentOutcomes, 100],
  [auditedPlateAppointments, 100],
]);
auditsOf(audit, () => ({ transaction: visitsOfTrucks().gate }), [[auditedGateBoxes, 100]]);

test('a stay that goes on for more than a week ends no visit that began so long ago', async () => {
  const gates = (['IN', 'OUT'] as const).map((direction) =>
    aGateTransaction({
      ...{ direction, transactionId: direction, facility: 'BLTCT' },
      eventTime: direction === 'IN' ? at('08:20') : at('2026-03-20 08:01'),
    }),
  );
  const stays = [
    [at('08:21'), at('2026-03-14 08:00')],
    [at('2026-03-14 08:05'), at('2026-03-17 08:00')],
    [at('2026-03-17 08:05'), at('2026-03-19 08:00')],
    [at('2026-03-19 08:05'), at('2026-03-20 08:00')],
  ] as const;
  const passage = stays.map(([eventTime, leftAt]) =>
    aTruckPassage({ eventTime, leftAt, place: 'BLTCT', placeKind: 'TERMINAL' }),
  );
  const found = await audit(auditedTruckVisits, { slot: [], gate: gates, passage });
  expect(found).toEqual({ rows: 2, differences: [] });
});
