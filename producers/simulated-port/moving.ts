import type { Box } from './boxes.ts';

export type Trade = 'IMPORT' | 'EXPORT' | 'TRANSSHIPMENT';
export type Vessel = {
  readonly imo: string;
  readonly name: string;
  readonly voyage: string;
  /** The call that it is on. */
  readonly callId: string;
};

/** A box that moves, and the number of that move: whoever states it names the same one. */
export type Moving = {
  readonly box: Box;
  readonly trade: Trade;
  readonly empty: boolean;
  readonly atMs: number;
  readonly physical: number;
};

/** DCSA's type of a place where boxes move. */
export function facilityTypeOf(facility: string): 'POTE' | 'DEPO' {
  return facility.startsWith('NBDEP') ? 'DEPO' : 'POTE';
}
