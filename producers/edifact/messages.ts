import { isRefusal, type Refusal, refuse } from '../normalise/refusal.ts';
import type { Span } from '../source.ts';
import { part, type Segment, type Tokens } from './tokenize.ts';

/** A whole message of an interchange, from UNH to UNT. */
export type Message = {
  readonly interchange: Segment | undefined;
  readonly segments: readonly Segment[];
  readonly span: Span;
};

/**
 * A message, or bytes that are none with the reason; `ofInterchange` where the reason is about what stands around the
 * messages, not about one of them.
 */
export type Found = Message | Faulty;
type Faulty = Refusal & { readonly span: Span; readonly ofInterchange?: true };

/** Most segments of a message: a thousand containers of a hundred segments each come to half of it. */
export const SEGMENTS_MAX = 200_000;
const SERVICE = new Set(['UNB', 'UNZ', 'UNG', 'UNE', 'UNO', 'UNP']);

/** What stands between UNB and UNZ; messages without any are taken too, and then there is no header. */
type Interchange = { readonly header: Segment | undefined; messages: number; groups: number };

/**
 * Finds the messages of all interchanges in a document and checks that each is whole: it ends before the next begins,
 * and the trailer counts as many segments as there are. Which type it is, is asked afterwards. An interchange that is
 * cut or counts other messages than it has is reported once, for facts are missing; its whole messages are kept. One
 * message is held at a time.
 */
export function messagesIn(tokens: Tokens): Iterable<Found> {
  return merged(foundIn(tokens));
}

function* foundIn(tokens: Tokens): Iterable<Found> {
  let interchange = begun();
  let open: Segment[] = [];
  let next = tokens.next();
  for (; next.done !== true; next = tokens.next()) {
    const segment = next.value;
    const { tag } = segment;
    if (open.length > 0 && tag !== 'UNH' && !SERVICE.has(tag)) {
      open.push(segment);
      if (tag === 'UNT') yield closed(interchange.header, open);
      else if (open.length === SEGMENTS_MAX) yield tooLong(open);
      else continue;
      open = [];
      continue;
    }
    if (tag === 'UNB') yield* cutOff(interchange, open);
    else if (open.length > 0) yield brokenOff(open);
    open = tag === 'UNH' ? [segment] : [];
    if (tag === 'UNZ') yield* ended(interchange, segment);
    if (tag === 'UNB') interchange = begun(segment);
    else if (tag === 'UNZ') interchange = begun();
    else if (tag === 'UNH' || tag === 'UNO') interchange.messages += 1;
    else if (tag === 'UNG') interchange.groups += 1;
    else if (!SERVICE.has(tag)) yield stray(segment.span);
  }
  yield* cutOff(interchange, open, next.value);
}

function begun(header?: Segment): Interchange {
  return { header, messages: 0, groups: 0 };
}

/** What is missing where an interchange stops without a trailer: one letter, whatever it stops in. */
function cutOff({ header }: Interchange, open: readonly Segment[], rest?: Span): readonly Found[] {
  if (header === undefined) {
    if (open.length > 0) return [brokenOff(open, rest)];
    return rest === undefined ? [] : [stray(rest)];
  }
  const reason = `Interchange ${part(header, 5) ?? ''} has no trailer (UNZ): it is cut, and messages may be missing. Its whole messages are taken; ask the sender for it again.`;
  if (open.length > 0) {
    const broken = brokenOff(open, rest);
    return [{ ...broken, reason: `${broken.reason} ${reason}` }];
  }
  return [{ ...refuse('malformed', reason), span: rest ?? header.span, ofInterchange: true }];
}

/**
 * The trailer (UNZ) counts groups where there are any, else messages. Its reference is not compared with the header's:
 * senders get it wrong in interchanges that are whole, and the count says what a reader needs to know.
 */
function ended({ header, messages, groups }: Interchange, trailer: Segment): readonly Found[] {
  const reference = part(trailer, 2);
  const stated = part(trailer, 1);
  const count = groups > 0 ? groups : messages;
  let reason: string | undefined;
  if (header === undefined) {
    reason = `Interchange ${reference ?? ''} has a trailer (UNZ) and no header (UNB): it is cut, and messages may be missing.`;
  } else if (stated === null || !/^\d+$/.test(stated) || Number(stated) !== count) {
    const what = groups > 0 ? 'groups' : 'messages';
    reason = `The trailer (UNZ) of interchange ${reference ?? ''} counts ${stated ?? 'no'} ${what}, the interchange has ${count}.`;
  }
  if (reason === undefined) return [];
  const advice = 'Its whole messages are taken; ask the sender for it again.';
  return [
    { ...refuse('malformed', `${reason} ${advice}`), span: trailer.span, ofInterchange: true },
  ];
}

function closed(interchange: Segment | undefined, segments: readonly Segment[]): Found {
  const span = spanOf(segments);
  const trailer = segments.at(-1);
  const stated = part(trailer, 1);
  const count = segments.length;
  if (stated === null || !/^\d+$/.test(stated) || Number(stated) !== count) {
    const reason = `The trailer (UNT) counts ${stated ?? 'no'} segments, the message has ${count}. Nothing of it is taken: ask the sender for the whole message.`;
    return { ...refuse('segment-count', reason), span };
  }
  const reference = part(segments[0], 1);
  const end = part(trailer, 2);
  if (reference !== end) {
    const reason = `The message begins as ${reference ?? 'nothing'} (UNH) and ends as ${end ?? 'nothing'} (UNT): two messages run into each other.`;
    return { ...refuse('segment-count', reason), span };
  }
  return { interchange, segments, span };
}

function brokenOff(segments: readonly Segment[], rest?: Span): Faulty {
  const span = spanOf(segments);
  const reason = `Message ${part(segments[0], 1) ?? ''} has no trailer (UNT): it breaks off after ${segments.length} segments.`;
  return { ...refuse('segment-count', reason), span: { from: span.from, to: rest?.to ?? span.to } };
}

function tooLong(segments: readonly Segment[]): Faulty {
  const reason = `Message ${part(segments[0], 1) ?? ''} has no trailer (UNT) within ${SEGMENTS_MAX} segments. Nothing of it is taken: is it cut, or several messages without their headers?`;
  return { ...refuse('segment-count', reason), span: spanOf(segments) };
}

function stray(span: Span): Found {
  const reason = 'This stands outside of any message: is a message header (UNH) missing?';
  return { ...refuse('malformed', reason), span };
}

/** Neighbouring strays are one. */
function* merged(found: Iterable<Found>): Iterable<Found> {
  let last: Found | undefined;
  for (const next of found) {
    if (isStray(last) && isStray(next)) {
      last = { ...last, span: { from: last.span.from, to: next.span.to } };
      continue;
    }
    if (last !== undefined) yield last;
    last = next;
  }
  if (last !== undefined) yield last;
}

function isStray(found: Found | undefined): found is Faulty {
  return isRefusal(found) && found.refused === 'malformed' && found.ofInterchange === undefined;
}

function spanOf(segments: readonly Segment[]): Span {
  return { from: segments[0]?.span.from ?? 0, to: segments.at(-1)?.span.to ?? 0 };
}
