import type { AuditedMetric } from './metric.ts';
import { auditedAppointmentOutcomes } from './metrics/appointment-outcomes.ts';
import { auditedBoxTrips } from './metrics/box-trips.ts';
import { auditedContainerMoves } from './metrics/container-moves.ts';
import { auditedEmptyReturns } from './metrics/empty-returns.ts';
import { auditedGateBoxes } from './metrics/gate-boxes.ts';
import { auditedHinterlandDeliveries } from './metrics/hinterland-deliveries.ts';
import { auditedIncidentExposures } from './metrics/incident-exposures.ts';
import { auditedIncidentValidities } from './metrics/incident-validities.ts';
import { auditedOrderBoxes } from './metrics/order-boxes.ts';
import { auditedQuayMoves } from './metrics/quay-moves.ts';
import { auditedTraversalDelays } from './metrics/traversal-delays.ts';
import { auditedTripDelays } from './metrics/trip-delays.ts';
import { auditedTripEmissions } from './metrics/trip-emissions.ts';
import { auditedTruckVisits } from './metrics/truck-visits.ts';
import { auditedYardDwells } from './metrics/yard-dwells.ts';

/** Every metric that the audit recomputes, one line each. */
export const auditedMetrics: readonly AuditedMetric[] = [
  auditedGateBoxes,
  auditedContainerMoves,
  auditedYardDwells,
  auditedQuayMoves,
  auditedOrderBoxes,
  auditedTruckVisits,
  auditedAppointmentOutcomes,
  auditedIncidentValidities,
  auditedIncidentExposures,
  auditedTraversalDelays,
  auditedTripDelays,
  auditedBoxTrips,
  auditedTripEmissions,
  auditedHinterlandDeliveries,
  auditedEmptyReturns,
];
