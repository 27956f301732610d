import { appointmentOutcomes } from './appointment-outcomes/appointment-outcomes.ts';
import { appointmentPlates } from './appointment-plates/appointment-plates.ts';
import { boxProgress } from './box-progress/box-progress.ts';
import { boxReferences } from './box-references/box-references.ts';
import { callBoxes } from './call-boxes/call-boxes.ts';
import { containerCycles } from './container-cycles/container-cycles.ts';
import { containerMoves } from './container-moves/container-moves.ts';
import { departures } from './departures/departures.ts';
import { emptyReturns } from './empty-returns/empty-returns.ts';
import { gateBoxes } from './gate-boxes/gate-boxes.ts';
import { hinterlandDeliveries } from './hinterland-deliveries/hinterland-deliveries.ts';
import { incidentExposures } from './incident-exposures/incident-exposures.ts';
import { incidentValidities } from './incident-validities/incident-validities.ts';
import { orderBoxes } from './order-boxes/order-boxes.ts';
import { orderLinks } from './order-links/order-links.ts';
import { orderReferences } from './order-references/order-references.ts';
import type { Processor } from './processor.ts';
import { quayMoves } from './quay-moves/quay-moves.ts';
import { segmentDelays } from './segment-delays/segment-delays.ts';
import { supplyRisks } from './supply-risks/supply-risks.ts';
import { tripDelays } from './trip-delays/trip-delays.ts';
import { truckMovements } from './truck-movements/truck-movements.ts';
import { truckVisits } from './truck-visits/truck-visits.ts';
import { yardDwells } from './yard-dwells/yard-dwells.ts';

/** Every processor, one line each: the only registration. Settling is added for each revisable topic. */
export const processors: readonly Processor[] = [
  gateBoxes,
  containerMoves,
  callBoxes,
  departures,
  yardDwells,
  quayMoves,
  containerCycles,
  emptyReturns,
  orderBoxes,
  boxReferences,
  orderReferences,
  orderLinks,
  hinterlandDeliveries,
  appointmentPlates,
  truckMovements,
  truckVisits,
  appointmentOutcomes,
  incidentValidities,
  incidentExposures,
  segmentDelays,
  tripDelays,
  boxProgress,
  supplyRisks,
];
