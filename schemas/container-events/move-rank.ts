/**
 * Order of moves that share one instant (times to the minute are common): a box is discharged before it leaves by the
 * gate, and comes in by the gate before it is loaded.
 */
const ORDER = ['DISC', 'PICK', 'STRP', 'GTOT', 'DROP', 'STUF', 'GTIN', 'LOAD'];

/** A small number by which events of one instant are sorted; unknown codes come last. */
export function rankOfMove(code: string): number {
  const at = ORDER.indexOf(code);
  return at < 0 ? ORDER.length : at;
}
