import { appointmentArrivalsTable } from './appointment-arrivals/appointment-arrivals.ts';
import { appointmentOutcomesTable } from './appointment-outcomes/appointment-outcomes.ts';
import { boxDeparturesTable } from './box-departures/box-departures.ts';
import { boxProgressTable } from './box-progress/box-progress.ts';
import { boxReferencesTable } from './box-references/box-references.ts';
import { boxTripsTable } from './box-trips/box-trips.ts';
import { callBoxesTable } from './call-boxes/call-boxes.ts';
import { containerCyclesTable } from './container-cycles/container-cycles.ts';
import { containerEventsTable } from './container-events/container-events.ts';
import { containerMovesTable } from './container-moves/container-moves.ts';
import { deadLettersTable } from './dead-letters/dead-letters.ts';
import { emptyReturnsTable } from './empty-returns/empty-returns.ts';
import { exportLeadsTable } from './export-leads/export-leads.ts';
import { gateBoxesTable } from './gate-boxes/gate-boxes.ts';
import { gateTransactionsTable } from './gate-transactions/gate-transactions.ts';
import { hinterlandDeliveriesTable } from './hinterland-deliveries/hinterland-deliveries.ts';
import { incidentExposuresTable } from './incident-exposures/incident-exposures.ts';
import { incidentValiditiesTable } from './incident-validities/incident-validities.ts';
import { orderBoxesTable } from './order-boxes/order-boxes.ts';
import { orderLinksTable } from './order-links/order-links.ts';
import { orderReferencesTable } from './order-references/order-references.ts';
import { plantOrdersTable } from './plant-orders/plant-orders.ts';
import { plateAppointmentsTable } from './plate-appointments/plate-appointments.ts';
import { quayMovesTable } from './quay-moves/quay-moves.ts';
import { supplyRisksTable } from './supply-risks/supply-risks.ts';
import type { Table } from './table.ts';
import { trafficConditionsTable } from './traffic-conditions/traffic-conditions.ts';
import { trafficIncidentsTable } from './traffic-incidents/traffic-incidents.ts';
import { traversalDelaysTable } from './traversal-delays/traversal-delays.ts';
import { tripDelaysTable } from './trip-delays/trip-delays.ts';
import { tripEmissionsTable } from './trip-emissions/trip-emissions.ts';
import { truckAppointmentsTable } from './truck-appointments/truck-appointments.ts';
import { truckPassagesTable } from './truck-passages/truck-passages.ts';
import { truckPositionsTable } from './truck-positions/truck-positions.ts';
import { truckTraversalsTable } from './truck-traversals/truck-traversals.ts';
import { truckTripsTable } from './truck-trips/truck-trips.ts';
import { truckVisitsTable } from './truck-visits/truck-visits.ts';
import { vesselCallsTable } from './vessel-calls/vessel-calls.ts';
import { yardDwellsTable } from './yard-dwells/yard-dwells.ts';

/** Every table of a deployment, one line each: the only registration. */
export const tables: readonly Table[] = [
  containerEventsTable,
  gateTransactionsTable,
  truckAppointmentsTable,
  truckPositionsTable,
  trafficConditionsTable,
  trafficIncidentsTable,
  plantOrdersTable,
  vesselCallsTable,
  gateBoxesTable,
  containerMovesTable,
  yardDwellsTable,
  truckTraversalsTable,
  truckTripsTable,
  truckPassagesTable,
  truckVisitsTable,
  plateAppointmentsTable,
  appointmentArrivalsTable,
  appointmentOutcomesTable,
  traversalDelaysTable,
  tripDelaysTable,
  boxTripsTable,
  tripEmissionsTable,
  incidentValiditiesTable,
  incidentExposuresTable,
  orderBoxesTable,
  hinterlandDeliveriesTable,
  quayMovesTable,
  containerCyclesTable,
  emptyReturnsTable,
  exportLeadsTable,
  boxReferencesTable,
  orderReferencesTable,
  orderLinksTable,
  callBoxesTable,
  boxDeparturesTable,
  boxProgressTable,
  supplyRisksTable,
  deadLettersTable,
];
