import { boxTrips } from './box-trips/box-trips.ts';
import { containerEvents } from './container-events/container-events.ts';
import { containerMoves } from './container-moves/container-moves.ts';
import { deadLetters } from './dead-letters/dead-letters.ts';
import { gateBoxes } from './gate-boxes/gate-boxes.ts';
import { gateTransactions } from './gate-transactions/gate-transactions.ts';
import { hinterlandDeliveries } from './hinterland-deliveries/hinterland-deliveries.ts';
import { orderBoxes } from './order-boxes/order-boxes.ts';
import { plantOrders } from './plant-orders/plant-orders.ts';
import { quayMoves } from './quay-moves/quay-moves.ts';
import type { Topic } from './topic.ts';
import { trafficConditions } from './traffic-conditions/traffic-conditions.ts';
import { trafficIncidents } from './traffic-incidents/traffic-incidents.ts';
import { traversalDelays } from './traversal-delays/traversal-delays.ts';
import { tripDelays } from './trip-delays/trip-delays.ts';
import { truckAppointments } from './truck-appointments/truck-appointments.ts';
import { truckPassages } from './truck-passages/truck-passages.ts';
import { truckPositions } from './truck-positions/truck-positions.ts';
import { truckTraversals } from './truck-traversals/truck-traversals.ts';
import { truckTrips } from './truck-trips/truck-trips.ts';
import { truckVisits } from './truck-visits/truck-visits.ts';
import { vesselCalls } from './vessel-calls/vessel-calls.ts';
import { yardDwells } from './yard-dwells/yard-dwells.ts';

/** Every topic of a deployment, one line each: the only registration. */
export const topics: readonly Topic[] = [
  containerEvents,
  gateTransactions,
  truckAppointments,
  truckPositions,
  trafficConditions,
  trafficIncidents,
  plantOrders,
  vesselCalls,
  gateBoxes,
  containerMoves,
  yardDwells,
  truckTraversals,
  truckTrips,
  truckPassages,
  truckVisits,
  traversalDelays,
  tripDelays,
  boxTrips,
  orderBoxes,
  hinterlandDeliveries,
  quayMoves,
  deadLetters,
];
