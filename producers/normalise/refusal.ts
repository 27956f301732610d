import type { LetterCode } from '@landbridge/infra';
import type { Reject, Span } from '../source.ts';

/** Why an event cannot become a fact: the answer of a reading that failed. */
export type Refusal = { readonly refused: LetterCode; readonly reason: string };

export function refuse(refused: LetterCode, reason: string): Refusal {
  return { refused, reason };
}

export function isRefusal(answer: unknown): answer is Refusal {
  return typeof answer === 'object' && answer !== null && 'refused' in answer;
}

/** A refused event with its own bytes out of the document. */
export function rejectOf(
  refusal: Refusal,
  at: { event: number; address: string; bytes: Buffer; span: Span },
): Reject {
  return {
    kind: 'reject',
    event: at.event,
    code: refusal.refused,
    reason: refusal.reason,
    address: at.address,
    bytes: at.bytes.subarray(at.span.from, at.span.to),
  };
}
