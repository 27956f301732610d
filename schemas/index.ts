export { type AvroField, type AvroSchema, type AvroType, readAvroSchema } from './avro-schema.ts';
export { type BoxTrip, boxTrips } from './box-trips/box-trips.ts';
export { topics } from './catalog.ts';
export {
  avroType,
  type Codec,
  CodecError,
  codecFor,
  copyWithRevision,
  embeddedSchemaId,
  FRAME_BYTES,
  type HeaderView,
  newHeaderView,
  readHeader,
  schemaIdOf,
  VALUE_BYTES_MAX,
} from './codec.ts';
export { type ContainerEvent, containerEvents } from './container-events/container-events.ts';
export { type ContainerMove, containerMoves } from './container-moves/container-moves.ts';
export { type DeadLetter, deadLetters } from './dead-letters/dead-letters.ts';
export { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from './durations.ts';
export { type GateBox, gateBoxes } from './gate-boxes/gate-boxes.ts';
export {
  type GateBoxDetail,
  type GateTransaction,
  gateTransactions,
} from './gate-transactions/gate-transactions.ts';
export {
  type HinterlandDelivery,
  hinterlandDeliveries,
} from './hinterland-deliveries/hinterland-deliveries.ts';
export { murmur2, partitionOf } from './murmur2.ts';
export { type OrderBox, orderBoxes } from './order-boxes/order-boxes.ts';
export { type PlantOrder, plantOrders } from './plant-orders/plant-orders.ts';
export { type QuayMove, quayMoves } from './quay-moves/quay-moves.ts';
export {
  defineDerivedTopic,
  defineFactTopic,
  defineLetterTopic,
  type Fact,
  type Header,
  KEY_BYTES_MAX,
  type Topic,
  type TopicKind,
} from './topic.ts';
export {
  type TrafficCondition,
  trafficConditions,
} from './traffic-conditions/traffic-conditions.ts';
export { type TrafficIncident, trafficIncidents } from './traffic-incidents/traffic-incidents.ts';
export { type TraversalDelay, traversalDelays } from './traversal-delays/traversal-delays.ts';
export { type TripDelay, tripDelays } from './trip-delays/trip-delays.ts';
export {
  type TruckAppointment,
  truckAppointments,
} from './truck-appointments/truck-appointments.ts';
export { type TruckPassage, truckPassages } from './truck-passages/truck-passages.ts';
export { type TruckPosition, truckPositions } from './truck-positions/truck-positions.ts';
export { type TruckTraversal, truckTraversals } from './truck-traversals/truck-traversals.ts';
export { type TruckTrip, truckTrips } from './truck-trips/truck-trips.ts';
export { type TruckVisit, truckVisits } from './truck-visits/truck-visits.ts';
export { cursor, readLong, skipBytes, writeLong } from './varint.ts';
export { type VesselCall, vesselCalls } from './vessel-calls/vessel-calls.ts';
export { type YardDwell, yardDwells } from './yard-dwells/yard-dwells.ts';
