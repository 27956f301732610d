/**
 * Avro longs (zigzag, base-128 varint; Apache Avro 1.11, "Binary Encoding") as plain numbers within +-2^53, without
 * BigInt. One shared cursor instead of a result object: these run several times a record.
 */
export const cursor = { at: 0 };

/** Largest magnitude of a long, 2^53 - 2: the last one whose sign fits in with it, for us and for avsc. */
export const LONG_MAX = 9_007_199_254_740_990;

/** Longest encoding of a 64-bit long. */
export const LONG_BYTES_MAX = 10;

/** Reads the long at `cursor.at` and moves the cursor behind it; NaN where its bytes do not end. */
export function readLong(bytes: Uint8Array): number {
  let at = cursor.at;
  let byte = bytes[at++] ?? 0;
  let low = byte & 0x7f;
  let shift = 7;
  while (byte >= 0x80 && shift < 28) {
    byte = bytes[at++] ?? 0;
    low |= (byte & 0x7f) << shift;
    shift += 7;
  }
  if (byte < 0x80) {
    cursor.at = at;
    return (low >>> 1) ^ -(low & 1);
  }
  let high = 0;
  let scale = 1;
  const limit = cursor.at + LONG_BYTES_MAX;
  while (byte >= 0x80 && at < limit) {
    byte = bytes[at++] ?? 0;
    high += (byte & 0x7f) * scale;
    scale *= 128;
  }
  cursor.at = at;
  if (byte >= 0x80) return Number.NaN;
  const half = high * 0x8000000 + (low >>> 1);
  return (low & 1) === 0 ? half : -half - 1;
}

/** Writes a long and answers the place behind it; at most ten bytes. */
export function writeLong(bytes: Uint8Array, at: number, value: number): number {
  let place = at;
  if (value >= -0x40000000 && value < 0x40000000) {
    let zigzag = ((value << 1) ^ (value >> 31)) >>> 0;
    while (zigzag >= 0x80) {
      bytes[place++] = (zigzag & 0x7f) | 0x80;
      zigzag >>>= 7;
    }
    bytes[place++] = zigzag;
    return place;
  }
  // Zigzag of a value beyond 31 bits, in two halves that are integers of the machine: its lowest 28 bits, then the rest.
  const half = value < 0 ? -(value + 1) : value;
  let high = Math.floor(half / HALF);
  const low = (half - high * HALF) * 2 + (value < 0 ? 1 : 0);
  bytes[place++] = (low & 0x7f) | 0x80;
  bytes[place++] = ((low >>> 7) & 0x7f) | 0x80;
  bytes[place++] = ((low >>> 14) & 0x7f) | 0x80;
  bytes[place++] = (low >>> 21) | 0x80;
  while (high >= 0x80) {
    bytes[place++] = (high & 0x7f) | 0x80;
    // Versions have 63 bits: beyond 32 a shift would cut.
    high = high < 0x100000000 ? high >>> 7 : Math.floor(high / 0x80);
  }
  bytes[place++] = high;
  return place;
}

const HALF = 2 ** 27;

/** Moves the cursor behind a string or bytes value. */
export function skipBytes(bytes: Uint8Array): void {
  const length = readLong(bytes);
  cursor.at += length;
}
