import type { Append } from '../log.ts';

const SAMPLES = 2_048;

/**
 * In which of so many ranges of keys each record lies, by append: ranges follow each other, and hold about equally many
 * records. Records of one key lie in one range. Those without a key lie in the last.
 */
export function rangesOf(appends: readonly Append[], ranges: number): Uint8Array[] {
  const bounds = boundsOf(appends, ranges);
  return appends.map(({ bytes, starts, values, count }) => {
    const found = new Uint8Array(count);
    for (let i = 0; i < count; i++) {
      const [keyAt, valueAt] = [starts[i] ?? 0, values[i] ?? 0];
      // How many bounds are not above the key, by halves.
      let low = 0;
      for (let high = bounds.length; low < high; ) {
        const middle = (low + high) >> 1;
        const order = bounds[middle]?.compare(bytes, keyAt, valueAt) ?? 0;
        if (order <= 0) low = middle + 1;
        else high = middle;
      }
      found[i] = keyAt === valueAt ? ranges - 1 : low;
    }
    return found;
  });
}

/** The first keys of all ranges but the first, going by some of the records. */
function boundsOf(appends: readonly Append[], ranges: number): Buffer[] {
  const total = appends.reduce((sum, { count }) => sum + count, 0);
  const step = Math.max(1, Math.floor(total / SAMPLES));
  const keys = appends.flatMap(({ bytes, starts, values, count }) =>
    Array.from({ length: Math.ceil(count / step) }, (_, n) =>
      bytes.subarray(starts[n * step], values[n * step]),
    ),
  );
  keys.sort(Buffer.compare);
  const bounds = Array.from({ length: ranges - 1 }, (_, n) => {
    const at = Math.floor(((n + 1) * keys.length) / ranges);
    return keys[at];
  });
  return bounds.filter((bound) => bound !== undefined);
}
