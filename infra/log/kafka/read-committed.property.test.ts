import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chunkOf, takeRun } from './chunk.ts';
import { batchAt, markerAt } from './sample-batches.ts';

type Step =
  | { readonly kind: 'write'; readonly producer: number; readonly count: number }
  | { readonly kind: 'end'; readonly producer: number; readonly abort: boolean }
  | { readonly kind: 'plain'; readonly count: number };

/** A partition as a broker keeps it, and what each offset is: the record there, or '' where a reader sees none. */
type Told = {
  readonly batches: { readonly base: number; readonly bytes: Buffer }[];
  readonly places: string[];
  /** In the order in which they were aborted; `last` is the marker. */
  readonly aborted: {
    readonly producerId: number;
    readonly first: number;
    readonly last: number;
  }[];
};

const producer = fc.nat(3);
const count = fc.integer({ min: 1, max: 4 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('write' as const), producer, count }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('end' as const), producer, abort: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('plain' as const), count }) },
);

function tell(steps: readonly Step[]): Told {
  const told: Told = { batches: [], places: [], aborted: [] };
  const open = new Map<number, { first: number; offsets: number[] }>();
  const write = (records: number, producerId: number): number[] => {
    const base = told.places.length;
    const names = Array.from({ length: records }, (_, i) => `k${base + i}=v`);
    const transactional = producerId >= 0;
    told.batches.push({ base, bytes: batchAt(base, names, { producerId, transactional }) });
    told.places.push(...names);
    return names.map((_, i) => base + i);
  };
  const end = (producerId: number, abort: boolean): void => {
    const transaction = open.get(producerId);
    if (!transaction) return;
    open.delete(producerId);
    const base = told.places.length;
    told.batches.push({ base, bytes: markerAt(base, { producerId, abort }) });
    told.places.push('');
    if (!abort) return;
    for (const offset of transaction.offsets) told.places[offset] = '';
    told.aborted.push({ producerId, first: transaction.first, last: base });
  };
  for (const one of steps) {
    if (one.kind === 'plain') write(one.count, -1);
    else if (one.kind === 'end') end(one.producer, one.abort);
    else {
      const offsets = write(one.count, one.producer);
      const transaction = open.get(one.producer) ?? { first: offsets[0] ?? 0, offsets: [] };
      transaction.offsets.push(...offsets);
      open.set(one.producer, transaction);
    }
  }
  for (const producerId of [...open.keys()]) end(producerId, true);
  return told;
}

/** What a broker answers: whole batches from the one around the offset on, and every aborted transaction that reaches into them. */
function fetchFrom(told: Told, from: number, bytesMax: number) {
  const first = told.batches.findLastIndex(({ base }) => base <= from);
  const parts: Buffer[] = [];
  let size = 0;
  for (const { bytes } of told.batches.slice(first)) {
    if (parts.length > 0 && size + bytes.length > bytesMax) break;
    parts.push(bytes);
    size += bytes.length;
  }
  const to = told.batches[first + parts.length]?.base ?? told.places.length;
  const aborted = told.aborted.filter((one) => one.last >= from && one.first < to);
  return chunkOf({ place: 'a.b[0]', from, recordSet: Buffer.concat(parts), aborted });
}

test('from any offset and in fetches of any size, every committed record is read once and no other', () => {
  const steps = fc.array(step, { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(steps, fc.nat(), fc.integer({ min: 1, max: 2_000 }), (given, start, bytesMax) => {
      const told = tell(given);
      if (told.places.length === 0) return;
      const from = start % told.places.length;
      const read: string[] = [];
      while (from + read.length < told.places.length) {
        const at = from + read.length;
        const chunk = fetchFrom(told, at, bytesMax);
        const run = takeRun(chunk, { topic: 'a.b', partition: 0, from: at, bytesMax });
        expect(run?.baseOffset).toBe(at);
        for (let i = 0; i < (run?.count ?? 0); i++) {
          const [keyAt, valueAt, end] = [run?.starts[i], run?.values[i], run?.starts[i + 1]];
          const key = run?.bytes.toString('utf8', keyAt, valueAt) ?? '';
          read.push(end === valueAt ? key : `${key}=${run?.bytes.toString('utf8', valueAt, end)}`);
        }
      }
      expect(read).toEqual(told.places.slice(from));
    }),
  );
});
