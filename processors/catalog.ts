import { containerMoves } from './container-moves/container-moves.ts';
import { gateBoxes } from './gate-boxes/gate-boxes.ts';
import { hinterlandDeliveries } from './hinterland-deliveries/hinterland-deliveries.ts';
import { orderBoxes } from './order-boxes/order-boxes.ts';
import type { Processor } from './processor.ts';
import { quayMoves } from './quay-moves/quay-moves.ts';
import { segmentDelays } from './segment-delays/segment-delays.ts';
import { tripDelays } from './trip-delays/trip-delays.ts';
import { truckMovements } from './truck-movements/truck-movements.ts';
import { truckVisits } from './truck-visits/truck-visits.ts';
import { yardDwells } from './yard-dwells/yard-dwells.ts';

/** Every processor, one line each: the only registration. Settling is added for each revisable topic. */
export const processors: readonly Processor[] = [
  gateBoxes,
  containerMoves,
  yardDwells,
  quayMoves,
  orderBoxes,
  hinterlandDeliveries,
  truckMovements,
  truckVisits,
  segmentDelays,
  tripDelays,
];
