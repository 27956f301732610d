import { containerEvents, gateTransactions } from '@landbridge/schemas';
import { isRefusal, rejectOf } from '../normalise/refusal.ts';
import { type DecodeContext, type Decoded, defineSource, factOf, type Span } from '../source.ts';
import { type Header, headerOf } from './header.ts';
import { messagesIn } from './messages.ts';
import { readGroup } from './read-group.ts';
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
      const header = isRefusal(message) ? message : headerOf(message);
      if (isRefusal(header)) {
        yield rejectOf(header, { event, address, bytes, span: message.span });
        event++;
        continue;
      }
      for (const [j, segments] of header.groups.entries()) {
        const at = { event, address: `${address}, container ${j + 1}` };
        yield* decodeGroup(header, segments, { ...at, bytes, context });
        event++;
      }
    }
  },
});

function* decodeGroup(
  header: Header,
  segments: readonly Segment[],
  at: { event: number; address: string; bytes: Buffer; context: DecodeContext },
): Iterable<Decoded> {
  const { event, context } = at;
  const span = spanOf(segments);
  const answer = readGroup(header, segments, context);
  if (isRefusal(answer)) {
    yield rejectOf(answer, { ...at, span });
    return;
  }
  yield factOf(event, containerEvents, answer.event, answer.statedAt, span);
  if (answer.gate === undefined) return;
  yield factOf(event, gateTransactions, answer.gate, answer.statedAt, span);
}

function spanOf(segments: readonly Segment[]): Span {
  return { from: segments[0]?.span.from ?? 0, to: segments.at(-1)?.span.to ?? 0 };
}
