import { HOUR_MS, type YardDwell } from '@landbridge/schemas';
import { isOverQuay, type MovePlace } from '../move-place.ts';
import { causesOf, type Row } from '../processor.ts';
import { classOf, type Way, wayOut } from './stay-class.ts';
import type { Missed, Stay, StayMove } from './yard-state.ts';

/** From one terminal's gate to where the box was seen next, where nothing tells; default. */
export const ROAD_ESTIMATE_MS = 2 * HOUR_MS;
/** From one port's quay to the next, where nothing tells; default. */
export const SEA_ESTIMATE_MS = 24 * HOUR_MS;

const CHECKED_IN = 'tic-check-in';

/** A stay without an end. Moves that went on with it, such as a trip to the scanner, are causes too. */
export function openStay(stay: Stay, through: readonly StayMove[] = []): Row<YardDwell> {
  return {
    ...rowOf({ stay, end: undefined, leftBy: undefined, also: through }),
    ...qualityOfStart(stay.start),
  };
}

/** A stay with both ends; no length is too short, since a box may pass straight from the hook to a truck. */
export function closedStay(stay: Stay, end: StayMove): Row<YardDwell> {
  const row = rowOf({ stay, end, leftBy: wayOut(end), also: [end] });
  return {
    ...row,
    // Laden part of the time and empty part of the time, it belongs to no class.
    dwellClass: stay.loadChanged ? 'UNKNOWN' : row.dwellClass,
    dwellMs: end.eventTime - stay.start.eventTime,
    portDwellMs: row.portStartAt === null ? null : end.eventTime - row.portStartAt,
    ...qualityOfStart(stay.start),
  };
}

/** An end that nothing in the data begins: counted, and in no mean. */
export function stayWithoutStart(end: StayMove): Row<YardDwell> {
  return {
    ...rowOf({ stay: undefined, end, leftBy: wayOut(end), also: [end] }),
    quality: 'NO_START',
    qualityRule: null,
  };
}

/** A stay whose end was stated to the day and, so read, lies before its start. */
export function contradictedStay(stay: Stay, end: StayMove): Row<YardDwell> {
  return {
    ...closedStay(stay, end),
    dwellMs: null,
    portDwellMs: null,
    ...rejected('end-before-start'),
  };
}

/**
 * A stay whose end was missed and shows only in the next place or state of the box: it ended some travel before that.
 * An end that comes to lie before the start is no end at all.
 */
export function inferredStay(
  stay: Stay,
  { next, place, rule }: { next: StayMove; place: MovePlace; rule: string },
): Row<YardDwell> {
  const { start } = stay;
  const bySea = place === 'ABROAD' || (next.move === 'DISC' && isOverQuay(next));
  const endAt = next.eventTime - (bySea ? SEA_ESTIMATE_MS : ROAD_ESTIMATE_MS);
  const leftBy = bySea ? 'SEA' : 'LAND';
  const row = rowOf({ stay, end: undefined, leftBy, also: [next] });
  const ended = { ...row, endAt, endEventId: next.id };
  if (endAt < start.eventTime) return { ...ended, ...rejected('inferred-end-before-start') };
  return {
    ...ended,
    dwellMs: endAt - start.eventTime,
    portDwellMs: row.portStartAt === null ? null : endAt - row.portStartAt,
    quality: 'END_INFERRED',
    qualityRule: start.move === 'CHECKIN' ? `${CHECKED_IN}, ${rule}` : rule,
  };
}

/**
 * The same stay as a part of a longer one in the port: the box was taken to another terminal. Its class is that of the
 * whole, as far as known; the length of the whole stands with its last part.
 */
export function transferred(
  row: Row<YardDwell>,
  { first, next, end }: { first: StayMove | null; next: StayMove; end?: StayMove },
): Row<YardDwell> {
  const whole = { start: first ?? undefined, end: end ?? next, through: next };
  const isKnown = first !== null || end !== undefined;
  const leftBy = end === undefined ? undefined : wayOut(end);
  return {
    ...row,
    dwellClass: isKnown ? classOf({ ...whole, leftBy }) : row.dwellClass,
    portDwellMs: null,
    transferredTo: next.facility,
    ...causesOf([...row.causes, causeOf(next.id), ...(end === undefined ? [] : [causeOf(end.id)])]),
  };
}

function qualityOfStart({ move }: StayMove): Pick<YardDwell, 'quality' | 'qualityRule'> {
  return move === 'CHECKIN'
    ? { quality: 'START_INFERRED', qualityRule: CHECKED_IN }
    : { quality: 'COMPLETE', qualityRule: null };
}

function rejected(qualityRule: string): Pick<YardDwell, 'quality' | 'qualityRule'> {
  return { quality: 'REJECTED', qualityRule };
}

type Told = {
  readonly leftBy: Way | undefined;
  /** Causes besides the start. */
  readonly also: readonly StayMove[];
} & (
  | { readonly stay: Stay; readonly end: StayMove | undefined }
  | { readonly stay: undefined; readonly end: StayMove }
);

/** The row's fields that follow from the moves alone; a stay is named by the move that begins it. */
function rowOf({ leftBy, also, ...told }: Told) {
  const { stay, end } = told;
  const start = stay?.start;
  const first = told.stay === undefined ? told.end : told.stay.start;
  const placed = start?.facility == null && end !== undefined ? end : first;
  const sized = start?.teu == null && end !== undefined ? end : first;
  const missed = missedBy(stay, end);
  return {
    id: first.id,
    eventTime: first.eventTime,
    container: first.container,
    facility: placed.facility,
    facilityGroup: placed.facilityGroup,
    dwellClass: classOf({ ...wholeOf(stay), end, leftBy }),
    startAt: start?.eventTime ?? null,
    endAt: end?.eventTime ?? null,
    dwellMs: null,
    portVisitId: visitIdOf(stay, first),
    portStartAt: stay === undefined ? null : portStartOf(stay),
    portDwellMs: null,
    transferredTo: null,
    rolled: missed.length > 0,
    missedCalls: missed.map(({ callId }) => callId),
    startMove: start?.move ?? null,
    endMove: end?.move ?? null,
    startEventId: start?.id ?? null,
    endEventId: end?.id ?? null,
    sizeType: sized.sizeType ?? first.sizeType,
    teu: sized.teu,
    booking: start?.booking ?? end?.booking ?? null,
    voyageIn: start !== undefined && isOverQuay(start) ? start.voyage : null,
    voyageOut: voyageOut(start, end),
    ...causesOf([
      ...(start === undefined ? [] : [causeOf(start.id)]),
      ...also.map(({ id }) => causeOf(id)),
      ...missed.map(({ id }) => `box.departures/${id}`),
    ]),
  };
}

/** Vessels are told to have left before their last boxes were loaded: on that voyage nothing was missed. */
function missedBy(stay: Stay | undefined, end: StayMove | undefined): readonly Missed[] {
  if (stay === undefined || stay.missed.length === 0) return [];
  const voyage = end !== undefined && isOverQuay(end) ? end.voyage : null;
  return voyage === null ? stay.missed : stay.missed.filter((each) => each.voyage !== voyage);
}

/** What began the stay in the port, and what brought the box here from another terminal. */
function wholeOf(stay: Stay | undefined): { start: StayMove | undefined; through?: StayMove } {
  if (stay === undefined) return { start: undefined };
  const { start, visit } = stay;
  return visit === null ? { start } : { start: visit.first ?? undefined, through: start };
}

function visitIdOf(stay: Stay | undefined, first: StayMove): string {
  const visit = stay?.visit ?? null;
  return visit === null ? first.id : visit.id;
}

function portStartOf({ start, visit }: Stay): number | null {
  return visit === null ? start.eventTime : (visit.first?.eventTime ?? null);
}

/** A gate-in names the export voyage; the loading knows it better. */
function voyageOut(start: StayMove | undefined, end: StayMove | undefined): string | null {
  const loadedOn = end !== undefined && isOverQuay(end) ? end.voyage : null;
  return loadedOn ?? (start?.move === 'GTIN' ? start.voyage : null);
}

function causeOf(id: string): string {
  return `container.moves/${id}`;
}
