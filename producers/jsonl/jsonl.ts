import { isRefusal, type Refusal, refuse, rejectOf } from '../normalise/refusal.ts';
import { checkUtf8 } from '../normalise/utf8.ts';
import type { DecodeContext, Decoded } from '../source.ts';
import { defineSource } from '../source.ts';
import type { Line } from './read-fields.ts';
import { type LineFact, readLine } from './read-line.ts';

/**
 * Newline-delimited JSON for any topic from outside: one line, one fact. A line names its `topic` (or the delivery
 * does), `eventTime` and `recordedAt` (ISO 8601 or epoch milliseconds), the fields of the topic's schema, and an `id`
 * where the statement is known by more than its fields. `"retracted":true` with topic, id and recordedAt withdraws.
 */
export const jsonl = defineSource({
  name: 'jsonl',
  about: 'Newline-delimited JSON for any topic from outside, checked against its schema.',
  decoderVersion: 3,
  framing: 'lines',
  recognises: (head) => linesOf(head).some(isObjectLine),
  decode,
});

const LINE_FEED = 0x0a;

/** Answers a list, not a generator: this is the demo's hot path. */
function decode(bytes: Buffer, context: DecodeContext): Decoded[] {
  const decoded: Decoded[] = [];
  let event = context.firstLine - 1;
  for (let from = 0; from < bytes.length; event++) {
    const feed = bytes.indexOf(LINE_FEED, from);
    const to = feed < 0 ? bytes.length : feed;
    const answer = decodeLine(bytes, { from, to }, context);
    if (answer !== undefined) decoded.push(asDecoded(answer, { event, bytes, span: { from, to } }));
    from = to + 1;
  }
  return decoded;
}

type At = { event: number; bytes: Buffer; span: { from: number; to: number } };

function asDecoded(answer: LineFact | Refusal, { event, bytes, span }: At): Decoded {
  if (isRefusal(answer)) {
    return rejectOf(answer, { event, address: `line ${event + 1}`, bytes, span });
  }
  const { plan, fact } = answer;
  return { kind: 'fact', event, topic: plan.topic, fact, statedAt: fact.recordedAt, span };
}

/** Undefined for a blank line. */
function decodeLine(
  bytes: Buffer,
  { from, to }: { from: number; to: number },
  context: DecodeContext,
): LineFact | Refusal | undefined {
  const text = bytes.toString('utf8', from, to);
  let line: unknown;
  try {
    line = JSON.parse(text);
  } catch (error) {
    if (text.trim() === '') return undefined;
    if (text.startsWith('\ufeff')) {
      return decodeLine(bytes, { from: from + 3, to }, context);
    }
    return refuse('malformed', `The line is not JSON: ${(error as Error).message}.`);
  }
  if (typeof line !== 'object' || line === null || Array.isArray(line)) {
    return refuse('malformed', 'A line is a JSON object with the fields of one fact.');
  }
  return (
    checkUtf8(text, bytes, { from, to }) ??
    readLine(line as Line, context, () => Buffer.from(text.trim()))
  );
}

function linesOf(head: Buffer): string[] {
  return head
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .split('\n')
    .slice(0, 100);
}

/** One good line among the first tells: the bad ones are refused one by one. */
function isObjectLine(text: string): boolean {
  const line = text.trim();
  if (!line.startsWith('{') || !line.endsWith('}')) return false;
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}
