/** Longest number of a booking or purchase order that is taken for one. */
const NUMBER_MAX = 64;

/** The key under which boxes and orders of one booking or purchase order meet; null where nothing is named. */
export function referenceKey(type: 'BKG' | 'PO', stated: string | null): string | null {
  const number = stated === null ? '' : stated.trim().toUpperCase();
  return number === '' || number.length > NUMBER_MAX ? null : `${type}:${number}`;
}
