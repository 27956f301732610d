import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { appendOf, recordsOf } from '../log-contract.ts';
import { decodeBlob } from './blob.ts';
import { BlobTable } from './blob-table.ts';
import { Environment, type Transaction } from './environment.ts';

const folder = mkdtempSync(join(tmpdir(), 'landbridge-blobs-'));
const environment = new Environment({ folder, mapSizeBytes: 1 << 26, durable: false, tasks: 1 });
afterAll(async () => {
  await environment.close();
  rmSync(folder, { recursive: true });
});

const write = (work: (transaction: Transaction) => void) =>
  environment.write({ doing: 'Testing', bytes: 0 }, work);
const at = { topic: 0, partition: 0 };

test('stores blobs of any size in slices, finds them by every offset and removes them whole', () => {
  const table = environment.table('log');
  const blobs = new BlobTable(table);
  const sizes = [0, 1, 16_000, 16_300, 16_352, 33_000, 500_000];
  const append = (size: number) => appendOf('a.b', ['first=1', `k=${'x'.repeat(size)}`]);
  write((transaction) => {
    sizes.forEach((size, index) => {
      blobs.put(transaction, append(size), { ...at, baseOffset: index * 2, stampMs: index });
    });
    blobs.put(transaction, append(7), { ...at, partition: 1, baseOffset: 0, stampMs: 0 });
  });
  sizes.forEach((size, index) => {
    for (const offset of [index * 2, index * 2 + 1]) {
      const key = blobs.find({ ...at, offset });
      if (!key) throw new Error('every offset is found');
      expect(key).toMatchObject({ last: index * 2 + 1, stampMs: index });
      const batch = decodeBlob(blobs.read(key), { topic: 'a.b', partition: 0, key });
      expect(batch.baseOffset).toBe(index * 2);
      expect(recordsOf(batch)[1]?.length).toBe(size === 0 ? 1 : size + 2);
    }
  });
  expect(blobs.find({ ...at, offset: sizes.length * 2 })).toBeUndefined();
  write((transaction) => {
    for (let key = blobs.find({ ...at, offset: 0 }); key; key = blobs.find({ ...at, offset: 0 })) {
      blobs.remove(transaction, key);
    }
  });
  expect(table.getKeysCount()).toBe(1);
});

test('a blob with a slice missing or cut does not read', () => {
  const table = environment.table('other');
  const blobs = new BlobTable(table);
  write((transaction) => {
    blobs.put(transaction, appendOf('a.b', [`k=${'x'.repeat(50_000)}`]), {
      ...at,
      baseOffset: 0,
      stampMs: 0,
    });
  });
  const key = blobs.find({ ...at, offset: 0 });
  if (!key) throw new Error('the blob is there');
  expect(blobs.read(key)?.length).toBe(key.size);
  const slices = [...table.getKeys()].map((slice) => Buffer.from(slice));
  expect(slices).toHaveLength(4);
  write(() => table.putSync(slices[3] ?? key.key, Buffer.from('cut')));
  expect(blobs.read(key)).toBeUndefined();
  write(() => table.removeSync(slices[1] ?? key.key));
  expect(blobs.read(key)).toBeUndefined();
});
