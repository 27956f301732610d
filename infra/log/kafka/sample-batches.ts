import { crc32c } from '@node-rs/crc32';
import { BatchBuilder } from '../batch-builder.ts';
import { type BatchHeader, encodeBatch, writeInt64 } from './record-batch.ts';

const CONTROL_BIT = 32;
const PLAIN: BatchHeader = {
  stampMs: 1_000,
  producerId: -1,
  producerEpoch: -1,
  sequence: -1,
  transactional: false,
  compression: 'none',
};

/** Batches as a broker hands them out, for tests. Records are `key=value`; one without `=` has no value. */
export function batchAt(
  base: number,
  records: readonly string[],
  header: Partial<BatchHeader> = {},
): Buffer {
  const builder = new BatchBuilder('a.b', 0);
  for (const record of records) {
    const [key = '', value = ''] = record.split('=');
    builder.push(Buffer.from(key), Buffer.from(value));
  }
  const append = builder.seal();
  const batch = encodeBatch({ append, first: 0, end: append.count }, { ...PLAIN, ...header });
  return moved(batch, base);
}

/** A batch that compaction left without some of its records: they keep their offsets, it keeps its last one. */
export function thinned(batch: Buffer, base: number, lastDelta: number): Buffer {
  const copy = Buffer.from(batch);
  copy.writeInt32BE(lastDelta, 23);
  return moved(sealed(copy), base);
}

/** The marker at the end of a transaction. */
export function markerAt(base: number, of: { producerId: number; abort: boolean }): Buffer {
  const key = Buffer.from([0, 0, 0, of.abort ? 0 : 1]);
  const builder = new BatchBuilder('a.b', 0);
  builder.push(key, Buffer.from([0, 0, 0, 0, 0, 0]));
  const append = builder.seal();
  const header = { ...PLAIN, producerId: of.producerId, transactional: true };
  const batch = encodeBatch({ append, first: 0, end: 1 }, header);
  batch.writeInt16BE(batch.readInt16BE(21) | CONTROL_BIT, 21);
  return moved(sealed(batch), base);
}

/** The base offset is the broker's: no checksum covers it. */
function moved(batch: Buffer, base: number): Buffer {
  writeInt64(batch, 0, base);
  return batch;
}

function sealed(batch: Buffer): Buffer {
  batch.writeUInt32BE(crc32c(batch.subarray(21)), 17);
  return batch;
}
