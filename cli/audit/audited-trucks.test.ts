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
