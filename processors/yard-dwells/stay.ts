import { type ContainerMove, HOUR_MS, type YardDwell } from '@landbridge/schemas';
import { isSameVoyage } from '../move-pairs.ts';
import { isOverQuay, type MovePlace } from '../move-place.ts';
import { causesOf, type Row } from '../processor.ts';

/** What a stay remembers of the move that began or ended it. */
export type StayMove = Pick<
  ContainerMove,
  | 'id'
  | 'eventTime'
  | 'container'
  | 'move'
  | 'emptyIndicator'
  | 'sizeType'
  | 'teu'
  | 'facility'
  | 'facilityGroup'
  | 'mode'
  | 'trade'
  | 'transshipment'
  | 'voyage'
  | 'booking'
  | 'seals'
  | 'precision'
>;

/** From one terminal's gate to where the box was seen next, where nothing tells; default. */
export const ROAD_ESTIMATE_MS = 2 * HOUR_MS;
/** From one port's quay to the next, where nothing tells; default. */
export const SEA_ESTIMATE_MS = 24 * HOUR_MS;

/** A stay without an end. */
export function openStay(start: StayMove, causes: readonly StayMove[] = [start]): Row<YardDwell> {
  return {
    ...rowOf({ start, end: undefined, causes }),
    dwellClass: classOf({ start, end: undefined, leftBy: undefined }),
    quality: 'COMPLETE',
    qualityRule: null,
  };
}

/** A stay with both ends; no length is too short, since a box may pass straight from the hook to a truck. */
export function closedStay(start: StayMove, end: StayMove): Row<YardDwell> {
  return {
    ...rowOf({ start, end, causes: [start, end] }),
    dwellClass: classOf({ start, end, leftBy: wayOf(end) }),
    dwellMs: end.eventTime - start.eventTime,
    quality: 'COMPLETE',
    qualityRule: null,
  };
}

/** An end that nothing in the data begins: counted, and in no mean. */
export function stayWithoutStart(end: StayMove): Row<YardDwell> {
  return {
    ...rowOf({ start: undefined, end, causes: [end] }),
    dwellClass: classOf({ start: undefined, end, leftBy: wayOf(end) }),
    quality: 'NO_START',
    qualityRule: null,
  };
}

/** A stay whose end was stated to the day and, so read, lies before its start. */
export function contradictedStay(start: StayMove, end: StayMove): Row<YardDwell> {
  return { ...closedStay(start, end), dwellMs: null, ...rejected('end-before-start') };
}

/**
 * A stay whose end was missed and shows only in the next place or state of the box: it ended some travel before that.
 * An end that comes to lie before the start is no end at all.
 */
export function inferredStay(
  start: StayMove,
  { next, place, rule }: { next: StayMove; place: MovePlace; rule: string },
): Row<YardDwell> {
  const bySea = place === 'ABROAD' || (next.move === 'DISC' && isOverQuay(next));
  const endAt = next.eventTime - (bySea ? SEA_ESTIMATE_MS : ROAD_ESTIMATE_MS);
  const ended = {
    ...rowOf({ start, end: undefined, causes: [start, next] }),
    dwellClass: classOf({ start, end: undefined, leftBy: bySea ? 'SEA' : 'LAND' }),
    endAt,
    endEventId: next.id,
  };
  return endAt < start.eventTime
    ? { ...ended, ...rejected('inferred-end-before-start') }
    : { ...ended, dwellMs: endAt - start.eventTime, quality: 'END_INFERRED', qualityRule: rule };
}

function rejected(qualityRule: string): Pick<YardDwell, 'quality' | 'qualityRule'> {
  return { quality: 'REJECTED', qualityRule };
}

type Ends = { start: StayMove; end: StayMove | undefined } | { start: undefined; end: StayMove };

/** The row's fields that follow from the moves alone; a stay is named by the move that begins it. */
function rowOf({ causes, ...ends }: Ends & { causes: readonly StayMove[] }) {
  const { start, end } = ends;
  const first = ends.start ?? ends.end;
  const placed = start?.facility == null && end !== undefined ? end : first;
  const sized = start?.teu == null && end !== undefined ? end : first;
  return {
    id: first.id,
    eventTime: first.eventTime,
    container: first.container,
    facility: placed.facility,
    facilityGroup: placed.facilityGroup,
    startAt: start?.eventTime ?? null,
    endAt: end?.eventTime ?? null,
    dwellMs: null,
    startMove: start?.move ?? null,
    endMove: end?.move ?? null,
    startEventId: start?.id ?? null,
    endEventId: end?.id ?? null,
    sizeType: sized.sizeType ?? first.sizeType,
    teu: sized.teu,
    booking: start?.booking ?? end?.booking ?? null,
    voyageIn: start !== undefined && isOverQuay(start) ? start.voyage : null,
    voyageOut: voyageOut(ends),
    ...causesOf(causes.map(({ id }) => `container.moves/${id}`)),
  };
}

/** A gate-in names the export voyage; the loading knows it better. */
function voyageOut({ start, end }: Ends): string | null {
  const loadedOn = end !== undefined && isOverQuay(end) ? end.voyage : null;
  return loadedOn ?? (start?.move === 'GTIN' ? start.voyage : null);
}

type Way = 'SEA' | 'LAND';
type Classed = Ends | { start: undefined; end: undefined };

/**
 * Import is discharge to gate-out, export gate-in to loading, transshipment discharge to loading on another voyage;
 * all laden, and a train counts as the gate does. Empties are a class of their own whatever they do. What fits none, or hides its load, is unknown.
 * An open stay has the class it is heading for.
 */
function classOf({
  start,
  end,
  leftBy,
}: Classed & { leftBy: Way | undefined }): YardDwell['dwellClass'] {
  const load = start?.emptyIndicator ?? end?.emptyIndicator ?? null;
  if (load !== 'LADEN') return load ?? 'UNKNOWN';
  if (isTransshipped(start) || isTransshipped(end)) return 'TRANSSHIPMENT';
  if (start === undefined) return classWithoutStart(end);
  if (wayOf(start) === 'LAND') return leftBy === 'LAND' ? 'UNKNOWN' : 'EXPORT';
  if (leftBy !== 'SEA') return 'IMPORT';
  return end !== undefined && isSameVoyage(start, end) ? 'UNKNOWN' : 'TRANSSHIPMENT';
}

/** A laden box that leaves on land is an import; one that leaves by sea may be export or transshipment. */
function classWithoutStart(end: StayMove | undefined): YardDwell['dwellClass'] {
  if (end !== undefined && wayOf(end) === 'LAND')
    return end.trade === 'EXPORT' ? 'UNKNOWN' : 'IMPORT';
  return end?.trade === 'EXPORT' ? 'EXPORT' : 'UNKNOWN';
}

/** A box that goes onto or off a train at the terminal comes or goes on land, as by the gate. */
function wayOf(move: StayMove): Way {
  return isOverQuay(move) ? 'SEA' : 'LAND';
}

function isTransshipped(move: StayMove | undefined): boolean {
  return move?.transshipment === true || move?.trade === 'TRANSSHIPMENT';
}
