/** Bytes or values that do not follow their schema; the message names what is wrong. */
export class CodecError extends Error {
  override name = 'CodecError';
}
