import { expect, test } from 'vitest';
import { batchesOf, decodeBatch, type FetchedBatch, isAbort, unpack } from './record-batch.ts';
import { batchAt, markerAt, thinned } from './sample-batches.ts';

/** Offsets, keys and values of a batch's records. */
function decoded(batch: FetchedBatch | undefined, from = 0): string[] {
  const found: string[] = [];
  const bytes = Buffer.alloc(1 << 16);
  let keyAt = 0;
  if (!batch) return found;
  decodeBatch(
    { batch, body: unpack(batch, 'a.b[0]'), from, place: 'a.b[0]' },
    {
      ...{ bytes, at: 0 },
      add: (offset, valueStart, end) => {
        const value = end > valueStart ? `=${bytes.toString('utf8', valueStart, end)}` : '';
        found.push(`${offset}:${bytes.toString('utf8', keyAt, valueStart)}${value}`);
        keyAt = end;
      },
    },
  );
  return found;
}

test('a batch lies as format 2 says', () => {
  const batch = batchAt(7, ['k=v', 'key'], {
    stampMs: 1_700_000_000_123,
    producerId: 2 ** 40 + 5,
    producerEpoch: 3,
    sequence: 41,
    transactional: true,
  });
  expect(batch.readBigInt64BE(0)).toBe(7n);
  expect(batch.readInt32BE(8)).toBe(batch.length - 12);
  expect(batch[16]).toBe(2);
  expect(batch.readInt16BE(21)).toBe(16);
  expect(batch.readInt32BE(23)).toBe(1);
  expect(batch.readBigInt64BE(27)).toBe(1_700_000_000_123n);
  expect(batch.readBigInt64BE(35)).toBe(1_700_000_000_123n);
  expect(batch.readBigInt64BE(43)).toBe(2n ** 40n + 5n);
  expect(batch.readInt16BE(51)).toBe(3);
  expect(batch.readInt32BE(53)).toBe(41);
  expect(batch.readInt32BE(57)).toBe(2);
  // Length 8, attributes, time and offset deltas 0, key of 1, value of 1, no headers; then offset delta 1 and no value.
  expect(batch.subarray(61).toString('hex')).toBe(
    '10000000026b027600' + '120000' + '02' + '066b6579' + '01' + '00',
  );
});

test('the checksum is CRC-32C: the check value of the nine digits is its own', async () => {
  const { crc32c } = await import('@node-rs/crc32');
  expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
});

test.each(['none', 'gzip', 'zstd'] as const)('records come back, packed with %s', (compression) => {
  const records = ['a=1', 'b', `${'c'.repeat(300)}=${'2'.repeat(500)}`, '=only a value', 'e=5'];
  const [batch] = batchesOf(batchAt(100, records, { compression }), 'a.b[0]');
  const expected = records.map((record, i) => `${100 + i}:${record}`);
  expect(decoded(batch)).toEqual(expected);
  expect(decoded(batch, 103)).toEqual(expected.slice(3));
  expect(batch).toMatchObject({ base: 100, last: 104, count: 5, stampMs: 1_000, control: false });
});

test('a batch that is cut off at the end of a fetch is left for the next one', () => {
  const [first, second] = [batchAt(0, ['a=1', 'b=2']), batchAt(2, ['c=3'])];
  const both = Buffer.concat([first, second]);
  for (let cut = first.length; cut < both.length; cut++) {
    expect(batchesOf(both.subarray(0, cut), 'a.b[0]').map(({ base }) => base)).toEqual([0]);
  }
  expect(batchesOf(both, 'a.b[0]').map(({ base }) => base)).toEqual([0, 2]);
  for (let cut = 0; cut < first.length; cut++) {
    expect(batchesOf(both.subarray(0, cut), 'a.b[0]')).toEqual([]);
  }
});

test('a byte that changed on its way is found', () => {
  const batch = batchAt(0, ['a=1', 'b=2']);
  for (const at of [17, 21, 40, 60, batch.length - 1]) {
    const changed = Buffer.from(batch);
    changed[at] = (changed[at] ?? 0) ^ 4;
    expect(() => batchesOf(changed, 'a.b[0]'), `byte ${at}`).toThrow('checksum');
  }
});

test('a batch of an older format is refused, not read as another', () => {
  const batch = batchAt(5, ['a=1']);
  batch[16] = 1;
  expect(() => batchesOf(batch, 'a.b[0]')).toThrow('a.b[0]@5: it is no record batch of format 2');
});

test('a codec that is not read is named, with what to do', () => {
  const batch = batchAt(5, ['a=1']);
  batch.writeInt16BE(3, 21);
  const lz4 = thinned(batch, 5, 0);
  const read = () => decoded(batchesOf(lz4, 'a.b[0]')[0]);
  expect(read).toThrow(expect.objectContaining({ code: 'input-unreadable' }));
  expect(read).toThrow('compression.type');
});

test('packed records that do not unpack are damage', () => {
  const batch = batchAt(0, ['a=1'], { compression: 'zstd' });
  batch.fill(0, 61);
  const damaged = thinned(batch, 0, 0);
  expect(() => decoded(batchesOf(damaged, 'a.b[0]')[0])).toThrow('it does not unpack');
});

test('records that do not fit their batch are damage', () => {
  const batch = batchAt(0, ['a=1', 'b=2']);
  batch[61] = 0x7e;
  expect(() => decoded(batchesOf(thinned(batch, 0, 1), 'a.b[0]')[0])).toThrow('do not fit');
});

test('a marker says how its transaction ended', () => {
  const markers = [true, false].map((abort) => markerAt(9, { producerId: 5, abort }));
  const [aborted, committed] = markers.map((marker) => batchesOf(marker, 'a.b[0]')[0]);
  expect(aborted).toMatchObject({ base: 9, last: 9, control: true, producerId: 5 });
  expect(aborted && isAbort(aborted)).toBe(true);
  expect(committed && isAbort(committed)).toBe(false);
});
