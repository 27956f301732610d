/** A commit takes at least this share of the most records, however much the last one has put. */
const LEAST_SHARE = 1 / 8;

/**
 * Records that the next commit takes at most, by what the last one took and put. What a commit puts stays in memory until
 * it is over, besides what the next one touches, and how much that is shows only when its records are folded: so many are
 * taken as would have put no more than the bound.
 */
export function nextRecordsMax(
  last: { readonly taken: number; readonly putBytes: number },
  limits: { readonly commitRecordsMax: number; readonly commitPutBytesMax: number },
): number {
  const { commitRecordsMax, commitPutBytesMax } = limits;
  if (last.putBytes === 0) return commitRecordsMax;
  const fitting = Math.ceil((last.taken * commitPutBytesMax) / last.putBytes);
  return Math.min(commitRecordsMax, Math.max(commitRecordsMax * LEAST_SHARE, fitting));
}
