import type { AuditedMetric } from './metric.ts';
import { auditedAppointmentArrivals } from './metrics/appointment-arrivals.ts';
import { auditedAppointmentOutcomes } from './metrics/appointment-outcomes.ts';
import { auditedBoxDepartures } from './metrics/box-departures.ts';
import { auditedBoxProgress } from './metrics/box-progress.ts';
import { auditedBoxReferences } from './metrics/box-references.ts';
import { auditedBoxTrips } from './metrics/box-trips.ts';
import { auditedCallBoxes } from './metrics/call-boxes.ts';
import { auditedContainerCycles } from './metrics/container-cycles.ts';
import { auditedContainerMoves } from './metrics/container-moves.ts';
import { auditedEmptyReturns } from './metrics/empty-returns.ts';
import { auditedExportLeads } from './metrics/export-leads.ts';
import { auditedGateBoxes } from './metrics/gate-boxes.ts';
import { auditedHinterlandDeliveries } from './metrics/hinterland-deliveries.ts';
import { auditedIncidentExposures } from './metrics/incident-exposures.ts';
import { auditedIncidentValidities } from './metrics/incident-validities.ts';
import { auditedOrderBoxes } from './metrics/order-boxes.ts';
import { auditedOrderLinks } from './metrics/order-links.ts';
import { auditedOrderReferences } from './metrics/order-references.ts';
import { auditedPlateAppointments } from './metrics/plate-appointments.ts';
import { auditedQuayMoves } from './metrics/quay-moves.ts';
import { auditedSupplyRisks } from './metrics/supply-risks.ts';
import { auditedTraversalDelays } from './metrics/traversal-delays.ts';
import { auditedTripDelays } from './metrics/trip-delays.ts';
import { auditedTripEmissions } from './metrics/trip-emissions.ts';
import { auditedTruckVisits } from './metrics/truck-visits.ts';
import { auditedYardDwells } from './metrics/yard-dwells.ts';

/** Every metric that the audit recomputes, one line each. */
export const auditedMetrics: readonly AuditedMetric[] = [
  auditedGateBoxes,
  auditedContainerMoves,
  auditedCallBoxes,
  auditedBoxDepartures,
  auditedYardDwells,
  auditedQuayMoves,
  auditedOrderBoxes,
  auditedBoxReferences,
  auditedOrderReferences,
  auditedOrderLinks,
  auditedTruckVisits,
  auditedPlateAppointments,
  auditedAppointmentArrivals,
  auditedAppointmentOutcomes,
  auditedIncidentValidities,
  auditedIncidentExposures,
  auditedTraversalDelays,
  auditedTripDelays,
  auditedBoxTrips,
  auditedTripEmissions,
  auditedHinterlandDeliveries,
  auditedExportLeads,
  auditedContainerCycles,
  auditedEmptyReturns,
  auditedBoxProgress,
  auditedSupplyRisks,
];
