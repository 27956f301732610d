import { type ContainerMove, DAY_MS, HOUR_MS } from '@landbridge/schemas';
import { type MovePlace, sameFacility } from './move-place.ts';

/** Longest time ashore of a box that is only moved aside; default. */
export const RESTOW_MAX_MS = 3 * DAY_MS;
/** Longest trip out of the gate to a scanner or freight station and back; default. */
export const INSPECTION_TRIP_MAX_MS = 6 * HOUR_MS;
/** Longest trip from one of our terminals to another; default. */
export const TRANSFER_MAX_MS = 24 * HOUR_MS;

type Move = Pick<
  ContainerMove,
  'eventTime' | 'facility' | 'voyage' | 'booking' | 'seals' | 'emptyIndicator' | 'transshipment'
>;

/** Whether a box was put ashore to reach another one: back on the voyage it came off, at the same terminal. */
export function isRestow({ discharge, load }: { discharge: Move; load: Move }): boolean {
  return (
    isSameVoyage(discharge, load) &&
    sameFacility(discharge, load) &&
    load.eventTime - discharge.eventTime <= RESTOW_MAX_MS
  );
}

/** Whether a laden box left the gate for an inspection and came back: the stay goes on. */
export function isInspectionTrip({ out, back }: { out: Move; back: Move }): boolean {
  return (
    out.facility !== null &&
    out.facility === back.facility &&
    back.eventTime - out.eventTime <= INSPECTION_TRIP_MAX_MS &&
    out.emptyIndicator !== 'EMPTY' &&
    back.emptyIndicator !== 'EMPTY' &&
    (isSameBooking(out, back) || out.seals.some((seal) => back.seals.includes(seal)))
  );
}

/** Whether a box went from one of our terminals to another: two stays, and no delivery. */
export function isTransfer({ out, back }: { out: Move; back: Move }): boolean {
  return (
    out.facility !== back.facility &&
    back.eventTime - out.eventTime < TRANSFER_MAX_MS &&
    agreeOnLoad(out, back) &&
    (out.transshipment || back.transshipment || isSameVoyage(out, back) || isSameBooking(out, back))
  );
}

/** Whether a box comes into another of our terminals than the one it was put in, and nobody saw it leave there. */
export function isBroughtUnseen({ from, back }: { from: Move; back: Move }): boolean {
  if (from.facility === null || back.facility === null) return false;
  return isTransfer({ out: { ...from, eventTime: back.eventTime }, back });
}

/**
 * Whether a box that went inland laden is in use again without having been back empty: it is stuffed, or comes in laden
 * with cargo of its own. Back with the cargo it left with, from an inspection or on the way to another of our terminals,
 * it is not.
 */
export function isReuse({
  out,
  move,
  place,
}: {
  out: Move;
  move: Move & Pick<ContainerMove, 'move'>;
  place: MovePlace;
}): boolean {
  if (move.move === 'STUF') return place !== 'TERMINAL' && place !== 'ABROAD';
  if (move.move !== 'GTIN' || move.emptyIndicator !== 'LADEN' || place !== 'TERMINAL') return false;
  return !isLadenReturn({ out, back: move });
}

/** Whether a box came back with what it left with: refused, inspected, or brought from another of our terminals. */
export function isLadenReturn({ out, back }: { out: Move; back: Move }): boolean {
  const isSameCargo =
    isSameBooking(out, back) || out.seals.some((seal) => back.seals.includes(seal));
  return isSameCargo || isInspectionTrip({ out, back }) || isTransfer({ out, back });
}

/** Whether a move stated to the day, and so standing at the day's beginning, may have come after another of that day. */
export function mayHaveFollowed(
  later: Pick<ContainerMove, 'eventTime' | 'precision'>,
  first: Pick<Move, 'eventTime'>,
): boolean {
  return later.precision === 'DAY' && first.eventTime < later.eventTime + DAY_MS;
}

/** Whether two moves can be of a box with one and the same load: one that is not stated contradicts nothing. */
export function agreeOnLoad(
  a: Pick<Move, 'emptyIndicator'>,
  b: Pick<Move, 'emptyIndicator'>,
): boolean {
  return (
    a.emptyIndicator === null || b.emptyIndicator === null || a.emptyIndicator === b.emptyIndicator
  );
}

export function isSameVoyage(a: Pick<Move, 'voyage'>, b: Pick<Move, 'voyage'>): boolean {
  return a.voyage !== null && a.voyage === b.voyage;
}

export function isSameBooking(a: Pick<Move, 'booking'>, b: Pick<Move, 'booking'>): boolean {
  return a.booking !== null && a.booking === b.booking;
}
