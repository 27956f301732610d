import { containerEvents } from '@landbridge/schemas';
import { hashOf } from '../normalise/identity.ts';
import { isRefusal, type Refusal, refuse, rejectOf } from '../normalise/refusal.ts';
import { isNested } from '../normalise/shown.ts';
import { checkUtf8 } from '../normalise/utf8.ts';
import { type DecodeContext, type Decoded, defineSource, factOf, type Span } from '../source.ts';
import { eventList } from './event-list.ts';
import { type Json, objectIn, objectOf } from './json-fields.ts';
import { readEvent } from './read-event.ts';

/**
 * Events of DCSA Track & Trace 2.2 (API specification 2.2.0 of 2021-10-28) as responses and notifications carry them:
 * array pages, object pages and single events. Documents of the 3.x event domain are refused whole, by name.
 */
export const dcsa = defineSource({
  name: 'dcsa',
  about: 'DCSA Track & Trace 2.2 events: array pages, object pages or single events.',
  decoderVersion: 3,
  framing: 'document',
  recognises(head) {
    const text = head.toString('utf8').replace(/^\ufeff/, '');
    if (/^\s*(\[\s*\]|\{\s*"events"\s*:)/.test(text)) return true;
    return /^\s*[[{]/.test(text) && EVENT_WORD.test(text);
  },
  *decode(bytes, context) {
    const { events, strays } = eventList(bytes);
    if (isAllVersion3(bytes, events)) {
      const span = { from: 0, to: bytes.length };
      yield rejectOf(VERSION_3, { event: 0, address: 'document', bytes, span });
      return;
    }
    const ordinals = new Map<string, number>();
    for (const [event, span] of events.entries()) {
      yield* decodeEvent(parse(bytes, span), { ordinals, context, bytes, event, span });
    }
    for (const [i, span] of strays.entries()) {
      const at = { event: events.length + i, address: `byte ${span.from}`, bytes, span };
      yield rejectOf(refuse('malformed', STRAY), at);
    }
  },
});

const EVENT_WORD =
  /"(eventClassifierCode|eventClassification|eventCreatedDateTime|eventDateTime|eventID)"\s*:/;
const STRAY =
  'The list of events is not closed where it should be, or something stands between the events. Was the file cut or joined with another?';
const VERSION_3 = refuse(
  'unsupported-version',
  'These are events of DCSA Track & Trace 3.x, which is not read yet. Ask the publisher for version 2.2.',
);

type Parsed = Json | Refusal;
type Place = {
  readonly ordinals: Map<string, number>;
  readonly context: DecodeContext;
  readonly bytes: Buffer;
  readonly event: number;
  readonly span: Span;
};

function* decodeEvent(json: Parsed, place: Place): Iterable<Decoded> {
  const { context, bytes, event, span } = place;
  const answer = isRefusal(json) ? json : readOne(json, place);
  if (isRefusal(answer)) {
    yield rejectOf(answer, { event, address: `event ${event + 1}`, bytes, span });
    return;
  }
  for (const fact of answer.facts) {
    yield factOf(event, containerEvents, { ...fact, source: context.feed }, answer.statedAt, span);
  }
}

function readOne(json: Json, place: Place) {
  if (isVersion3(json)) return VERSION_3;
  return readEvent(json, place.context, () => derivedId(json, place));
}

/** An event without an id is known by its content, and among equal ones of a document by its number. */
function derivedId(json: Json, { ordinals, bytes, span }: Place): string {
  // Writing out what is nested very deeply would overflow the stack.
  const content = isNested(json) ? bytes.subarray(span.from, span.to) : JSON.stringify(json);
  const hash = hashOf(content);
  const ordinal = ordinals.get(hash) ?? 0;
  ordinals.set(hash, ordinal + 1);
  return `derived-${hash}-${ordinal}`;
}

function parse(bytes: Buffer, span: Span): Parsed {
  try {
    const text = bytes.toString('utf8', span.from, span.to);
    const json = objectOf(JSON.parse(text, LONG_NUMBER.test(text) ? asWritten : undefined));
    if (json === undefined) {
      return refuse('malformed', 'An event is a JSON object; this is another value.');
    }
    return checkUtf8(text, bytes, span) ?? json;
  } catch (error) {
    return refuse('malformed', `The event is not JSON: ${(error as Error).message}.`);
  }
}

const LONG_NUMBER = /[:[,]\s*-?\d{16}/;

/** Some publishers write numbers of documents as JSON numbers; beyond 2^53 only their text is exact. */
function asWritten(_: string, value: unknown, { source }: { source?: string } = {}): unknown {
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? (source ?? value) : value;
}

/** Parsed one by one and not kept: a document may be as large as the memory of many of its events. */
function isAllVersion3(bytes: Buffer, events: readonly Span[]): boolean {
  let isAny = false;
  for (const span of events) {
    const json = parse(bytes, span);
    if (isVersion2(json)) return false;
    isAny ||= isVersion3(json);
  }
  return isAny;
}

function isVersion3(json: Parsed): boolean {
  if (isRefusal(json)) return false;
  return objectIn(json, 'eventClassification') !== undefined || isSplit(json);
}

/** The event domain 3.x parts every event into metadata and payload. */
function isSplit(json: Json): boolean {
  return objectIn(json, 'metadata') !== undefined && json['eventType'] === undefined;
}

function isVersion2(json: Parsed): boolean {
  return !isRefusal(json) && typeof json['eventClassifierCode'] === 'string';
}
