import type { Reference } from '@landbridge/infra';

/**
 * Where a move took place, as far as stays and deliveries care.
 *
 * - `TERMINAL`, `DEPOT`, `PLANT`: on our side of the sea.
 * - `INLAND`: another stop on land, such as a ramp, an inland terminal or a freight station.
 * - `ABROAD`: in a port that the reference data does not hold.
 * - `UNKNOWN`: the statement does not say.
 */
export type MovePlace = 'TERMINAL' | 'DEPOT' | 'PLANT' | 'INLAND' | 'ABROAD' | 'UNKNOWN';

type Located = {
  readonly move: string;
  readonly facility: string | null;
  readonly facilityType: string | null;
  readonly port: string | null;
  readonly mode: string | null;
};

/** DCSA facility types (Track & Trace 2.2, facilityTypeCode) by what they mean for a box. */
const PLACE_BY_TYPE: ReadonlyMap<string, MovePlace> = new Map([
  ['POTE', 'TERMINAL'],
  ['DEPO', 'DEPOT'],
  ['OFFD', 'DEPOT'],
  ['COYA', 'DEPOT'],
  ['CLOC', 'PLANT'],
  ['COFS', 'INLAND'],
  ['INTE', 'INLAND'],
  ['RAMP', 'INLAND'],
]);

/** The facility decides; without one the port and the facility type; without those a quay move is at a terminal. */
export function placeOf(move: Located, reference: Reference): MovePlace {
  if (move.facility !== null) {
    const facility = reference.facility(move.facility);
    if (facility !== undefined) return facility.kind;
    if (reference.plant(move.facility) !== undefined) return 'PLANT';
  }
  if (move.port !== null && !isOurPort(move.port, reference)) return 'ABROAD';
  const byType = PLACE_BY_TYPE.get(move.facilityType ?? '');
  if (byType !== undefined) return byType;
  return isOverQuay(move) ? 'TERMINAL' : 'UNKNOWN';
}

/** Whether the box went onto or off something that floats; LOAD and DISC without a mode are taken for it. */
export function isOverQuay({ move, mode }: Pick<Located, 'move' | 'mode'>): boolean {
  if (move !== 'LOAD' && move !== 'DISC') return false;
  return mode === null || mode === 'VESSEL' || mode === 'BARGE';
}

/** Whether two moves can be at one facility: one that is not named contradicts nothing. */
export function sameFacility(
  a: { readonly facility: string | null },
  b: { readonly facility: string | null },
): boolean {
  return a.facility === null || b.facility === null || a.facility === b.facility;
}

function isOurPort(port: string, reference: Reference): boolean {
  return reference.facilities.some((facility) => facility.port === port);
}
