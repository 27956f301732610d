import { containerEvents, gateTransactions } from '@landbridge/schemas';
import { isRefusal, type Refusal, rejectOf } from '../normalise/refusal.ts';
import {
  type DecodeContext,
  type Decoded,
  defineSource,
  factOf,
  type Reject,
  type Span,
} from '../source.ts';
import { type Header, headerOf } from './header.ts';
import { messagesIn } from './messages.ts';
import { readGroup } from './read-group.ts';
import { standAlone } from './stand-alone.ts';
import { type Segment, tokenize } from './tokenize.ts';

/**
 * UN/EDIFACT CODECO (gate-in and gate-out report) and COARRI (discharge and loading report), directories D.95B to
 * D.00B. A message that is not whole is refused whole, before its type is asked; a bad container in a sound message
 * is refused alone. An interchange that is cut is a reject beside its whole messages. Every container is one source event; a gate move that names its truck makes two facts of it.
 */
export const edifact = defineSource({
  name: 'edifact',
  about: 'UN/EDIFACT CODECO gate reports and COARRI quay reports.',
  decoderVersion: 3,
  framing: 'document',
  recognises: (head) => /^(\ufeff)?\s*UN[ABH][^A-Za-z]/.test(head.toString('utf8', 0, 256)),
  *decode(bytes, context) {
    let event = 0;
    let number = 0;
    for (const message of messagesIn(tokenize(bytes))) {
      const isAround = isRefusal(message) && message.ofInterchange;
      if (!isAround) number += 1;
      const address = isAround ? `interchange, after message ${number}` : `message ${number}`;
      if (isRefusal(message)) {
        yield rejectOf(message, { event, address, bytes, span: message.span });
        event++;
        continue;
      }
      const header = headerOf(message);
      if (isRefusal(header)) {
        yield setAside(header, { event, address }, standAlone(bytes, message));
        event++;
        continue;
      }
      for (const [j, segments] of header.groups.entries()) {
        const alone = standAlone(bytes, message, segments);
        const at = { event, address: `${address}, container ${j + 1}`, alone };
        yield* decodeGroup(header, segments, { ...at, context });
        event++;
      }
    }
  },
});

function* decodeGroup(
  header: Header,
  segments: readonly Segment[],
  at: { event: number; address: string; alone: Buffer; context: DecodeContext },
): Iterable<Decoded> {
  const { event, context, alone } = at;
  const span = spanOf(segments);
  const answer = readGroup(header, segments, context);
  if (isRefusal(answer)) {
    yield setAside(answer, at, alone);
    return;
  }
  const { statedAt, gate } = answer;
  yield { ...factOf(event, containerEvents, answer.event, statedAt, span), alone };
  if (gate === undefined) return;
  yield { ...factOf(event, gateTransactions, gate, statedAt, span), alone };
}

function setAside(
  refusal: Refusal,
  { event, address }: { event: number; address: string },
  bytes: Buffer,
): Reject {
  return rejectOf(refusal, { event, address, bytes, span: { from: 0, to: bytes.length } });
}

function spanOf(segments: readonly Segment[]): Span {
  return { from: segments[0]?.span.from ?? 0, to: segments.at(-1)?.span.to ?? 0 };
}
