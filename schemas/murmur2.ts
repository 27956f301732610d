const M = 0x5bd1e995;

/**
 * MurmurHash2, 32 bits, as the Java Kafka client's default partitioner computes it
 * (org.apache.kafka.common.utils.Utils.murmur2): keys land in the partition in which any Kafka client puts them.
 */
export function murmur2(bytes: Uint8Array, start: number, end: number, seed = 0x9747b28c): number {
  const length = end - start;
  let hash = seed ^ length;
  let at = start;
  for (let blocks = length >>> 2; blocks > 0; blocks--, at += 4) {
    let k =
      byteAt(bytes, at) |
      (byteAt(bytes, at + 1) << 8) |
      (byteAt(bytes, at + 2) << 16) |
      (byteAt(bytes, at + 3) << 24);
    k = Math.imul(k, M);
    k ^= k >>> 24;
    hash = Math.imul(hash, M) ^ Math.imul(k, M);
  }
  const rest = length & 3;
  if (rest === 3) hash ^= byteAt(bytes, at + 2) << 16;
  if (rest >= 2) hash ^= byteAt(bytes, at + 1) << 8;
  if (rest >= 1) hash = Math.imul(hash ^ byteAt(bytes, at), M);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, M);
  return (hash ^ (hash >>> 15)) >>> 0;
}

/** The partition of a key among so many, as the Java client chooses it. */
export function partitionOf(
  key: Uint8Array,
  start: number,
  end: number,
  partitions: number,
): number {
  return partitions === 1 ? 0 : (murmur2(key, start, end) & 0x7fffffff) % partitions;
}

function byteAt(bytes: Uint8Array, at: number): number {
  return bytes[at] ?? 0;
}
