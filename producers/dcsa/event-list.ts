import type { Span } from '../source.ts';
import { isBlank, memberName, scanValue, skipBlanks, trimmed } from './json-scan.ts';

/** The events of a document, each with its place, so that one that does not parse spares its neighbours. */
export type EventList = {
  readonly events: readonly Span[];
  /** Bytes that belong to no event and should not be there; none where all is well. */
  readonly strays: readonly Span[];
};

const COMMA = 0x2c;
const LINE_FEED = 0x0a;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** What is shown of a list that breaks off behind a whole event. */
const TAIL_BYTES = 80;
/** How often the bytes of a document may be read over in search of a sound event; then the rest is set aside as one. */
const READS_MAX = 8;
const HEADS_MAX = 8;

/** What was found so far; `heads` are the names with which its events begin. */
type Finding = {
  readonly bytes: Buffer;
  readonly events: Span[];
  readonly strays: Span[];
  readonly heads: Set<string>;
  /** Bytes that were read in vain, in events that are not whole. */
  wastedBytes: number;
};

/**
 * Finds the events of an array page, of an object page (`{"events": [...]}`) or of a document that is one event; and of
 * several of these behind each other, as in a log of notifications. Reading goes on behind what is broken, where the
 * next event or document seems to begin.
 */
export function eventList(bytes: Buffer): EventList {
  const found: Finding = {
    bytes,
    events: [],
    strays: [],
    heads: new Set(),
    wastedBytes: 0,
  };
  let at = skipBlanks(bytes, bytes[0] === 0xef ? 3 : 0);
  while (at < bytes.length) at = skipBlanks(bytes, takeDocument(found, at));
  return found;
}

/** Takes the document at `at`; answers the place behind it. */
function takeDocument(found: Finding, at: number): number {
  const { bytes } = found;
  if (bytes[at] === OPEN_LIST) return takeList(found, at + 1);
  if (bytes[at] !== OPEN_OBJECT) return takeStray(found, at);
  const list = memberList(bytes, at + 1);
  if (list === undefined) return takeEvent(found, at);
  return behindMembers(found, takeList(found, list + 1));
}

/** Adds the elements of a list whose first one stands at `at`; answers the place behind the list. */
function takeList(found: Finding, at: number): number {
  const { bytes, events } = found;
  let place = at;
  for (;;) {
    const start = skipBlanks(bytes, place);
    if (start >= bytes.length) return cutOff(found);
    const first = bytes[start];
    if (first === CLOSE_LIST) return start + 1;
    if (first === COMMA) {
      events.push({ from: place, to: start + 1 });
      place = start + 1;
      continue;
    }
    const isNone = first === CLOSE_OBJECT || first === COLON;
    const end = isNone ? start : takeEvent(found, start);
    const next = skipBlanks(bytes, end);
    if (bytes[next] === COMMA) place = next + 1;
    else if (bytes[next] === CLOSE_LIST || next >= bytes.length) place = next;
    // A missing comma costs nothing.
    else place = isStart(found, next) ? next : takeStray(found, next);
    // A line that begins another list ends this one.
    if (bytes[place] === OPEN_LIST && isStart(found, place)) return place;
  }
}

/** Adds the value at `at` as an event; one that is not whole reaches to where the next seems to begin. */
function takeEvent(found: Finding, at: number): number {
  const { bytes, events, heads } = found;
  const { end, isWhole } = scanValue(bytes, at);
  if (isWhole) {
    events.push(trimmed(bytes, at, end));
    const name = heads.size < HEADS_MAX ? memberName(bytes, at + 1) : undefined;
    if (name !== undefined && bytes[at] === OPEN_OBJECT) heads.add(name);
    return end;
  }
  found.wastedBytes += end - at;
  const next = nextStart(found, at + 1);
  const span = trimmed(bytes, at, next);
  const isBeforeComma = bytes[span.to - 1] === COMMA && next < bytes.length;
  events.push(isBeforeComma ? trimmed(bytes, at, span.to - 1) : span);
  return next;
}

function takeStray(found: Finding, at: number): number {
  const next = nextStart(found, at + 1);
  found.strays.push(trimmed(found.bytes, at, next));
  return next;
}

/** A list that is not closed: where it stops inside an event, that event says so already. */
function cutOff({ bytes, events, strays }: Finding): number {
  const last = events.at(-1);
  const isInside = last !== undefined && !scanValue(bytes, last.from).isWhole;
  const isTold = strays.at(-1)?.to === bytes.length;
  if (!isInside && !isTold) {
    strays.push({ from: Math.max(0, bytes.length - TAIL_BYTES), to: bytes.length });
  }
  return bytes.length;
}

/** Place behind the object whose members go on at `at`. */
function behindMembers(found: Finding, at: number): number {
  const { bytes } = found;
  let place = skipBlanks(bytes, at);
  while (bytes[place] === COMMA) {
    const colon = skipBlanks(bytes, scanValue(bytes, place + 1).end);
    if (bytes[colon] !== COLON) return takeStray(found, place);
    const { end, isWhole } = scanValue(bytes, colon + 1);
    if (!isWhole) return takeStray(found, place);
    place = skipBlanks(bytes, end);
  }
  if (bytes[place] === CLOSE_OBJECT) return place + 1;
  return place < bytes.length ? takeStray(found, place) : cutOff(found);
}

/** Place of the array under the member `events` of an object whose members begin at `at`. */
function memberList(bytes: Buffer, at: number): number | undefined {
  for (let place = at; ; ) {
    const name = memberName(bytes, place);
    if (name === undefined) return undefined;
    const colon = skipBlanks(bytes, scanValue(bytes, place).end);
    const value = skipBlanks(bytes, colon + 1);
    if (name === 'events' && bytes[value] === OPEN_LIST) return value;
    const { end, isWhole } = scanValue(bytes, value);
    const next = skipBlanks(bytes, end);
    if (!isWhole || bytes[next] !== COMMA) return undefined;
    place = next + 1;
  }
}

/** First place from `at` on where an event or a document seems to begin, else the end of the bytes. */
function nextStart(found: Finding, at: number): number {
  const { bytes, wastedBytes } = found;
  if (wastedBytes > READS_MAX * bytes.length) return bytes.length;
  let place = at;
  while (place < bytes.length && !isStart(found, place)) place++;
  return place;
}

/** An object that begins as events do, or an object or list at the beginning of a line that no colon announces. */
function isStart({ bytes, heads }: Finding, place: number): boolean {
  const byte = bytes[place];
  if (byte !== OPEN_OBJECT && byte !== OPEN_LIST) return false;
  if (bytes[place - 1] === LINE_FEED) {
    let before = place - 1;
    while (isBlank(bytes[before])) before--;
    if (bytes[before] !== COLON) return true;
  }
  if (byte === OPEN_LIST) return false;
  const name = memberName(bytes, place + 1);
  return name !== undefined && (EVENT_NAME.test(name) || heads.has(name));
}

const EVENT_NAME = /^(event|metadata$)/i;
