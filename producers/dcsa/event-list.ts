import type { Span } from '../source.ts';

/** The events of a document, each with its place, so that one that does not parse spares its neighbours. */
export type EventList = {
  readonly events: readonly Span[];
  /** Bytes that belong to no event and should not be there; undefined where all is well. */
  readonly stray: Span | undefined;
};

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * Finds the events of an array page, of an object page (`{"events": [...]}`) or of a document that is one event; and of
 * several of these behind each other, as in a log of notifications.
 */
export function eventList(bytes: Buffer): EventList {
  const events: Span[] = [];
  let at = skipBlanks(bytes, bytes[0] === 0xef ? 3 : 0);
  while (at < bytes.length) {
    const end = takeDocument(bytes, at, events);
    if (end === undefined) {
      return { events, stray: { from: Math.max(at, bytes.length - TAIL_BYTES), to: bytes.length } };
    }
    if (end === at) return { events, stray: { from: at, to: bytes.length } };
    at = skipBlanks(bytes, end);
  }
  return { events, stray: undefined };
}

/** What is shown of a document that breaks off. */
const TAIL_BYTES = 80;

/** Place behind the document at `at`, whose events are added; undefined where it is not closed, `at` where it is none. */
function takeDocument(bytes: Buffer, at: number, events: Span[]): number | undefined {
  if (bytes[at] === OPEN_LIST) return takeList(bytes, at, events);
  if (bytes[at] !== OPEN_OBJECT) return at;
  const list = memberList(bytes, at + 1);
  if (list !== undefined) {
    const end = takeList(bytes, list, events);
    return end === undefined ? undefined : behindMembers(bytes, end);
  }
  const end = behindMembers(bytes, at + 1);
  events.push(trimmed(bytes, at, end ?? bytes.length));
  return end;
}

/** Adds the elements of the list that opens at `at`; answers the place behind it. */
function takeList(bytes: Buffer, at: number, events: Span[]): number | undefined {
  let from = at + 1;
  for (;;) {
    const end = skipValue(bytes, from);
    const element = trimmed(bytes, from, end);
    const isLast = bytes[end] !== COMMA;
    if (element.to > element.from) events.push(element);
    else if (!isLast) events.push({ from, to: end + 1 });
    if (isLast) return bytes[end] === CLOSE_LIST ? end + 1 : undefined;
    from = end + 1;
  }
}

/** Place behind the object whose members go on at `at`; undefined where it is not closed. */
function behindMembers(bytes: Buffer, at: number): number | undefined {
  let place = at;
  for (;;) {
    const end = skipValue(bytes, place);
    if (bytes[end] === CLOSE_OBJECT) return end + 1;
    if (end >= bytes.length || bytes[end] !== COMMA) return undefined;
    place = end + 1;
  }
}

/** Place of the array under the member `events` of an object whose members begin at `at`. */
function memberList(bytes: Buffer, at: number): number | undefined {
  let place = skipBlanks(bytes, at);
  while (bytes[place] === QUOTE) {
    const end = skipString(bytes, place);
    const name = bytes.toString('utf8', place + 1, end - 1);
    const colon = skipBlanks(bytes, end);
    if (bytes[colon] !== COLON) return undefined;
    const value = skipBlanks(bytes, colon + 1);
    if (name === 'events' && bytes[value] === OPEN_LIST) return value;
    const next = skipValue(bytes, value);
    if (bytes[next] !== COMMA) return undefined;
    place = skipBlanks(bytes, next + 1);
  }
  return undefined;
}

/** Place of the comma or closing bracket that ends the value at `at`, or the end of the bytes. */
function skipValue(bytes: Buffer, at: number): number {
  let depth = 0;
  let place = at;
  while (place < bytes.length) {
    const byte = bytes[place];
    if (byte === QUOTE) {
      place = skipString(bytes, place);
      continue;
    }
    if (byte === OPEN_LIST || byte === OPEN_OBJECT) depth++;
    else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) {
      if (depth === 0) return place;
      depth--;
    } else if (byte === COMMA && depth === 0) return place;
    place++;
  }
  return place;
}

/** Place behind the string that opens at `at`. */
function skipString(bytes: Buffer, at: number): number {
  let place = at + 1;
  while (place < bytes.length && bytes[place] !== QUOTE)
    place += bytes[place] === BACKSLASH ? 2 : 1;
  return Math.min(place + 1, bytes.length);
}

function skipBlanks(bytes: Buffer, at: number): number {
  let place = at;
  while (isBlank(bytes[place])) place++;
  return place;
}

function trimmed(bytes: Buffer, from: number, to: number): Span {
  const start = Math.min(skipBlanks(bytes, from), to);
  let end = to;
  while (end > start && isBlank(bytes[end - 1])) end--;
  return { from: start, to: end };
}

function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
