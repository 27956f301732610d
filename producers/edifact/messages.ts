import { isRefusal, type Refusal, refuse } from '../normalise/refusal.ts';
import type { Span } from '../source.ts';
import { part, type Segment, type Tokens } from './tokenize.ts';

/** A whole message of an interchange, from UNH to UNT. */
export type Message = {
  readonly interchange: Segment | undefined;
  readonly segments: readonly Segment[];
  readonly span: Span;
};

/** A message, or bytes that are none with the reason. */
export type Found = Message | (Refusal & { readonly span: Span });

const SERVICE = new Set(['UNB', 'UNZ', 'UNG', 'UNE', 'UNO', 'UNP']);

/**
 * Finds the messages of all interchanges in a document and checks that each is whole: it ends before the next begins,
 * and the trailer counts as many segments as there are. Which type it is, is asked afterwards.
 */
export function messagesIn({ segments, rest }: Tokens): readonly Found[] {
  const found: Found[] = [];
  let interchange: Segment | undefined;
  let open: Segment[] = [];
  for (const segment of segments) {
    const { tag } = segment;
    if (open.length > 0 && tag !== 'UNH' && !SERVICE.has(tag)) {
      open.push(segment);
      if (tag !== 'UNT') continue;
      found.push(closed(interchange, open));
      open = [];
      continue;
    }
    if (open.length > 0) found.push(brokenOff(open));
    open = tag === 'UNH' ? [segment] : [];
    if (tag === 'UNB') interchange = segment;
    else if (tag === 'UNZ') interchange = undefined;
    else if (tag !== 'UNH' && !SERVICE.has(tag)) found.push(stray(segment.span));
  }
  if (open.length > 0) found.push(brokenOff(open, rest));
  else if (rest !== undefined) found.push(stray(rest));
  return merged(found);
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

function brokenOff(segments: readonly Segment[], rest?: Span): Found {
  const span = spanOf(segments);
  const reason = `Message ${part(segments[0], 1) ?? ''} has no trailer (UNT): it breaks off after ${segments.length} segments.`;
  return { ...refuse('segment-count', reason), span: { from: span.from, to: rest?.to ?? span.to } };
}

function stray(span: Span): Found {
  const reason = 'This stands outside of any message: is a message header (UNH) missing?';
  return { ...refuse('malformed', reason), span };
}

/** Neighbouring strays are one. */
function merged(found: readonly Found[]): readonly Found[] {
  const result: Found[] = [];
  for (const next of found) {
    const last = result.at(-1);
    if (isStray(last) && isStray(next)) {
      result[result.length - 1] = { ...last, span: { from: last.span.from, to: next.span.to } };
    } else result.push(next);
  }
  return result;
}

function isStray(found: Found | undefined): found is Refusal & { span: Span } {
  return isRefusal(found) && found.refused === 'malformed';
}

function spanOf(segments: readonly Segment[]): Span {
  return { from: segments[0]?.span.from ?? 0, to: segments.at(-1)?.span.to ?? 0 };
}
