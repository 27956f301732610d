import type { Message } from './messages.ts';
import type { Segment } from './tokenize.ts';

/**
 * A message, or one container of it, as an interchange of its own: what is set aside can be driven again, and says then
 * who sent it and when, in which document, with which separators, and whether it was a test.
 */
export function standAlone(bytes: Buffer, message: Message, group?: readonly Segment[]): Buffer {
  const { interchange, segments, span } = message;
  const first = interchange ?? segments[0];
  if (first === undefined) return bytes.subarray(span.from, span.to);
  const { component, element, release, terminator } = first.separators;
  const advice = Buffer.from("UNA:+.? '");
  for (const [at, code] of [component, element, 0x2e, release, 0x20, terminator].entries()) {
    advice[3 + at] = code;
  }
  const parts: Buffer[] = [advice];
  if (interchange !== undefined) parts.push(between(bytes, interchange, interchange));
  if (group === undefined) parts.push(bytes.subarray(span.from, span.to));
  else parts.push(...withOne(bytes, segments, group));
  if (interchange !== undefined) {
    parts.push(Buffer.from([...Buffer.from('UNZ'), element, 0x31, terminator]));
  }
  return Buffer.concat(parts);
}

/** The message with one of its containers: its header, that group, and the trailer with another count. */
function withOne(
  bytes: Buffer,
  segments: readonly Segment[],
  group: readonly Segment[],
): readonly Buffer[] {
  const heads = segments.findIndex(({ tag }) => tag === 'EQD');
  const trailer = segments.at(-1);
  const raw = between(bytes, trailer, trailer);
  const element = trailer?.separators.element ?? 0;
  const counted = raw.indexOf(element) + 1;
  return [
    between(bytes, segments[0], segments[heads - 1]),
    between(bytes, group[0], group.at(-1)),
    raw.subarray(0, counted),
    Buffer.from(String(heads + group.length + 1)),
    raw.subarray(raw.indexOf(element, counted)),
  ];
}

function between(bytes: Buffer, first: Segment | undefined, last: Segment | undefined): Buffer {
  return bytes.subarray(first?.span.from ?? 0, last?.span.to ?? 0);
}
