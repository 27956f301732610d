/** A mark is a record without value whose key says how far an upstream task has let time go. */
const MAGIC = 0x006d;
const BYTES = 14;

export type Mark = { task: number; boundMs: number };

export function encodeMark(mark: Mark): Buffer {
  const key = Buffer.alloc(BYTES);
  key.writeUInt16BE(MAGIC, 0);
  key.writeUInt32BE(mark.task, 2);
  key.writeDoubleBE(mark.boundMs, 6);
  return key;
}

/** The mark in a record without value, or undefined where it is another's tombstone. */
export function readMark(bytes: Buffer, start: number, end: number): Mark | undefined {
  if (end - start !== BYTES || bytes.readUInt16BE(start) !== MAGIC) return undefined;
  return { task: bytes.readUInt32BE(start + 2), boundMs: bytes.readDoubleBE(start + 6) };
}
