import type { YardDwell } from '@landbridge/schemas';
import { isSameVoyage } from '../move-pairs.ts';
import { isOverQuay } from '../move-place.ts';
import type { StayMove } from './yard-state.ts';

/** How a box comes or goes. */
export type Way = 'SEA' | 'LAND';

/** What is known of a stay's ends; of one in several terminals: of the stay in the port. */
type Ends = {
  readonly start: StayMove | undefined;
  readonly end: StayMove | undefined;
  /** How it left; undefined while it is there. */
  readonly leftBy: Way | undefined;
  /** What brought it from another terminal of the port, where something did. */
  readonly through?: StayMove | undefined;
};

/**
 * Import is discharge to gate-out, export gate-in to loading, transshipment discharge to loading on another voyage;
 * all laden, and a train counts as the gate does. Empties are a class of their own whatever they do. What fits none, or
 * hides its load, is unknown. An open stay has the class it is heading for.
 */
export function classOf({ start, end, leftBy, through }: Ends): YardDwell['dwellClass'] {
  const load = (start ?? through)?.emptyIndicator ?? end?.emptyIndicator ?? null;
  if (load !== 'LADEN') return load ?? 'UNKNOWN';
  if ([start, end, through].some(isTransshipped)) return 'TRANSSHIPMENT';
  if (start === undefined) return classWithoutStart(end);
  const cameBy = wayIn(start);
  if (cameBy === undefined) return leftBy === 'LAND' ? 'IMPORT' : 'UNKNOWN';
  if (cameBy === 'LAND') return leftBy === 'LAND' ? 'UNKNOWN' : 'EXPORT';
  if (leftBy !== 'SEA') return 'IMPORT';
  return end !== undefined && isSameVoyage(start, end) ? 'UNKNOWN' : 'TRANSSHIPMENT';
}

/** A laden box that leaves on land is an import; one that leaves by sea may be export or transshipment. */
function classWithoutStart(end: StayMove | undefined): YardDwell['dwellClass'] {
  if (end !== undefined && wayOut(end) === 'LAND')
    return end.trade === 'EXPORT' ? 'UNKNOWN' : 'IMPORT';
  return end?.trade === 'EXPORT' ? 'EXPORT' : 'UNKNOWN';
}

/** A box that goes onto a train at the terminal leaves on land, as by the gate. */
export function wayOut(end: StayMove): Way {
  return isOverQuay(end) ? 'SEA' : 'LAND';
}

/** A check-in tells by its mode, or by the direction of the box; else not. */
function wayIn(start: StayMove): Way | undefined {
  if (start.move !== 'CHECKIN') return wayOut(start);
  if (start.mode !== null)
    return start.mode === 'VESSEL' || start.mode === 'BARGE' ? 'SEA' : 'LAND';
  if (start.trade === 'IMPORT') return 'SEA';
  return start.trade === 'EXPORT' ? 'LAND' : undefined;
}

function isTransshipped(move: StayMove | undefined): boolean {
  return move?.transshipment === true || move?.trade === 'TRANSSHIPMENT';
}
