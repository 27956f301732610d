import { boxTripsTable } from './box-trips/box-trips.ts';
import { containerEventsTable } from './container-events/container-events.ts';
import { containerMovesTable } from './container-moves/container-moves.ts';
import { deadLettersTable } from './dead-letters/dead-letters.ts';
import { gateBoxesTable } from './gate-boxes/gate-boxes.ts';
import { gateTransactionsTable } from './gate-transactions/gate-transactions.ts';
import { hinterlandDeliveriesTable } from './hinterland-deliveries/hinterland-deliveries.ts';
import { orderBoxesTable } from './order-boxes/order-boxes.ts';
import { plantOrdersTable } from './plant-orders/plant-orders.ts';
import { quayMovesTable } from './quay-moves/quay-moves.ts';
import type { Table } from './table.ts';
import { trafficConditionsTable } from './traffic-conditions/traffic-conditions.ts';
import { trafficIncidentsTable } from './traffic-incidents/traffic-incidents.ts';
import { traversalDelaysTable } from './traversal-delays/traversal-delays.ts';
import { tripDelaysTable } from './trip-delays/trip-delays.ts';
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
  traversalDelaysTable,
  tripDelaysTable,
  boxTripsTable,
  orderBoxesTable,
  hinterlandDeliveriesTable,
  quayMovesTable,
  deadLettersTable,
];
