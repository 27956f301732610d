/** 14 bits of digest part two statements of one second; 6 bits hold the decoder's version; 1 the withdrawal. */
const DIGESTS = 1 << 14;
const DECODERS = 1 << 6;
const SECONDS = 2 ** 32;

/**
 * Revision of an outside fact: when this state of it was stated, in seconds (32 bits), whether it is withdrawn (1),
 * the version of the decoder (6) and a digest of the content (14). It comes from the record alone, so the same bytes
 * give the same revision whenever they arrive; and 53 bits are what a number holds exactly.
 */
export function revisionOf(statement: {
  statedAt: number;
  retracted: boolean;
  decoderVersion: number;
  digest: number;
}): number {
  const { statedAt, retracted, decoderVersion, digest } = statement;
  const second = Math.min(Math.max(Math.floor(statedAt / 1000), 0), SECONDS - 1);
  const state = second * 2 + (retracted ? 1 : 0);
  return (state * DECODERS + (decoderVersion % DECODERS)) * DIGESTS + (digest & (DIGESTS - 1));
}

/** A revision that was made with the digest 0, with another: only its lowest 14 bits change. */
export function withDigest(undigested: number, digest: number): number {
  return undigested + (digest & (DIGESTS - 1));
}
