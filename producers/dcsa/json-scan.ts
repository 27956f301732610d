import type { Span } from '../source.ts';

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const SCALAR = 0x61;

/** Brackets within each other whose kinds are compared; deeper ones are only counted. */
const LEVELS_MAX = 1000;
const NAME_BYTES_MAX = 64;

/**
 * Where the JSON value at `at` ends, as far as strings and brackets tell. Not whole: it stops at `end`, where no JSON
 * goes on, such as at a missing bracket or quote, or at the end of the bytes.
 */
export function scanValue(bytes: Buffer, at: number): { end: number; isWhole: boolean } {
  const open: number[] = [];
  let depth = 0;
  let previous = 0;
  for (let place = skipBlanks(bytes, at); place < bytes.length; place++) {
    const byte = bytes[place] ?? 0;
    if (isBlank(byte)) continue;
    const isClosing = byte === CLOSE_LIST || byte === CLOSE_OBJECT;
    if (depth === 0 && (isClosing || byte === COMMA || byte === COLON)) {
      return { end: place, isWhole: true };
    }
    if (isClosing) {
      depth--;
      const opened = byte === CLOSE_LIST ? OPEN_LIST : OPEN_OBJECT;
      if (depth < LEVELS_MAX && open[depth] !== opened) return { end: place, isWhole: false };
      if (depth === 0) return { end: place + 1, isWhole: true };
    } else if (byte !== COMMA && byte !== COLON) {
      const isObject = depth > 0 && depth <= LEVELS_MAX && open[depth - 1] === OPEN_OBJECT;
      if (!mayFollow(byte, previous, isObject)) return { end: place, isWhole: false };
      if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
        if (depth < LEVELS_MAX) open[depth] = byte;
        depth++;
      } else if (byte === QUOTE) {
        const end = skipString(bytes, place);
        if (end < 0) return { end: ~end, isWhole: false };
        if (depth === 0) return { end, isWhole: true };
        place = end - 1;
      }
    }
    previous = kindOf(byte);
  }
  return { end: bytes.length, isWhole: depth === 0 };
}

/** Whether a value or name may begin with `byte` behind `previous`; 0 is the beginning. */
function mayFollow(byte: number, previous: number, isObject: boolean): boolean {
  if (kindOf(byte) === SCALAR && previous === SCALAR) return true;
  if (isObject && byte !== QUOTE) return previous === COLON;
  return (
    previous === 0 ||
    previous === COMMA ||
    previous === COLON ||
    previous === OPEN_LIST ||
    (previous === OPEN_OBJECT && byte === QUOTE)
  );
}

function kindOf(byte: number): number {
  switch (byte) {
    case QUOTE:
    case COMMA:
    case COLON:
    case OPEN_LIST:
    case CLOSE_LIST:
    case OPEN_OBJECT:
    case CLOSE_OBJECT:
      return byte;
    default:
      return SCALAR;
  }
}

/**
 * Place behind the string that opens at `at`. Where it is not closed, the complement of the place where it breaks off:
 * at a control character that no string may hold, such as a line end, or at the end of the bytes.
 */
function skipString(bytes: Buffer, at: number): number {
  for (let place = at + 1; place < bytes.length; place++) {
    const byte = bytes[place] ?? 0;
    if (byte === QUOTE) return place + 1;
    if (byte < 0x20) return ~place;
    if (byte === BACKSLASH) place++;
  }
  return ~bytes.length;
}

/** Name of the member that begins at `at`, in front of its colon; undefined where none does. */
export function memberName(bytes: Buffer, at: number): string | undefined {
  const start = skipBlanks(bytes, at);
  if (bytes[start] !== QUOTE) return undefined;
  const length = bytes.subarray(start + 1, start + 1 + NAME_BYTES_MAX).indexOf(QUOTE);
  const end = start + 1 + length;
  if (length < 0 || bytes[skipBlanks(bytes, end + 1)] !== COLON) return undefined;
  return bytes.toString('utf8', start + 1, end);
}

export function skipBlanks(bytes: Buffer, at: number): number {
  let place = at;
  while (isBlank(bytes[place])) place++;
  return place;
}

export function trimmed(bytes: Buffer, from: number, to: number): Span {
  const start = Math.min(skipBlanks(bytes, from), to);
  let end = to;
  while (end > start && isBlank(bytes[end - 1])) end--;
  return { from: start, to: end };
}

export function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
