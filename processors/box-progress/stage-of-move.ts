import type { BoxProgress, ContainerMove } from '@landbridge/schemas';
import { isLadenReturn } from '../move-pairs.ts';
import { isOverQuay, type MovePlace } from '../move-place.ts';
import type { Seen } from '../processor.ts';
import type { Cargo, Standing } from './progress-state.ts';

type Stage = BoxProgress['stage'];

/**
 * Where a move takes a box that stood somewhere; undefined where it stays as far as it was. Inbound: at sea, in the yard,
 * on the road, arrived. Outbound: picked up empty, stuffed, gated in, loaded. Back empty it is nowhere of interest.
 */
export function stageOfMove(
  move: Seen<ContainerMove>,
  { place, standing }: { place: MovePlace; standing: Standing },
): Stage | undefined {
  const { stage, cargo } = standing;
  const isEmpty = move.emptyIndicator === 'EMPTY';
  const isQuay = isOverQuay(move);
  switch (move.move) {
    case 'LOAD':
      if (!isQuay) return undefined;
      return place === 'ABROAD' ? 'AT_SEA' : 'LOADED';
    case 'DISC':
      if (!isQuay) return undefined;
      return place === 'TERMINAL' && !isEmpty ? 'IN_YARD' : 'UNKNOWN';
    case 'GTOT':
      if (isEmpty) return place === 'PLANT' ? undefined : 'PICKED_UP';
      return place === 'TERMINAL' && stage !== 'GATED_IN' ? 'ON_ROAD' : undefined;
    case 'GTIN':
      if (isEmpty) return place === 'PLANT' ? undefined : 'UNKNOWN';
      if (place !== 'TERMINAL') return undefined;
      // With its cargo it was at the scanner, refused, or brought to another terminal; else it is in use again.
      return cargo !== null && isLadenReturn({ out: outWith(cargo, standing, move), back: move })
        ? 'IN_YARD'
        : 'GATED_IN';
    case 'STUF':
      return place === 'TERMINAL' || place === 'ABROAD' ? undefined : 'STUFFED';
    case 'STRP':
      return place === 'TERMINAL' || place === 'ABROAD' || stage === 'ARRIVED'
        ? undefined
        : 'ARRIVED';
    default:
      return undefined;
  }
}

/** How it left, as far as that was seen: who stands in the yard yet comes in was out, and nobody knows for how long. */
function outWith(cargo: Cargo, { stage }: Standing, { eventTime }: Seen<ContainerMove>): Cargo {
  return stage === 'IN_YARD' ? { ...cargo, eventTime } : cargo;
}

const INBOUND: ReadonlySet<Stage> = new Set(['AT_SEA', 'IN_YARD', 'ON_ROAD', 'ARRIVED']);
const OUTBOUND: ReadonlySet<Stage> = new Set(['PICKED_UP', 'STUFFED', 'GATED_IN', 'LOADED']);

/** Whether a stage is one of a direction: an order does not care what a box does for others. */
export function isStageOf(direction: BoxProgress['direction'], stage: Stage): boolean {
  return (direction === 'INBOUND' ? INBOUND : OUTBOUND).has(stage);
}

/**
 * Whether a box that goes from one stage to another no longer serves the orders of a direction that it was about: an
 * import is over once the box, having left the terminal, is empty or on another errand; an export once the box, having
 * been loaded or stuffed, is empty, fetched again or discharged.
 */
export function endsService(
  direction: BoxProgress['direction'],
  { from, to }: { from: Stage; to: Stage },
): boolean {
  if (direction === 'INBOUND') {
    const isAway = from === 'ON_ROAD' || from === 'ARRIVED';
    const isDelivered = isAway || (from === 'IN_YARD' && to === 'UNKNOWN');
    return isDelivered && (to === 'UNKNOWN' || OUTBOUND.has(to) || (isAway && to === 'AT_SEA'));
  }
  const isUsed = from === 'LOADED' || from === 'GATED_IN' || from === 'STUFFED';
  return isUsed && (to === 'UNKNOWN' || to === 'PICKED_UP' || INBOUND.has(to));
}
