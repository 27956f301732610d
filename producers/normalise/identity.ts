import { createHash } from 'node:crypto';

/** Longest id that is written out; a longer one is cut and closed with its hash. */
const ID_CHARS_MAX = 160;

/**
 * Id of a fact: the feed, then the parts that identify it. Parts are kept apart by `:`; one that holds a colon or a
 * percent sign has it escaped, so that different parts never make one id.
 */
export function factId(feed: string, parts: readonly string[]): string {
  const id = `${feed}:${parts.map(escaped).join(':')}`;
  if (id.length <= ID_CHARS_MAX) return id;
  return `${id.slice(0, ID_CHARS_MAX - 33)}#${hashOf(id)}`;
}

/** Half of a SHA-256, in hexadecimal. */
export function hashOf(received: string | Uint8Array): string {
  return createHash('sha256').update(received).digest('hex').slice(0, 32);
}

function escaped(part: string): string {
  return /[:%]/.test(part) ? part.replaceAll('%', '%25').replaceAll(':', '%3A') : part;
}
