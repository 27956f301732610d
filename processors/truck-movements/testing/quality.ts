import type { TruckTraversal } from '@landbridge/schemas';
import type { DrivenSegment } from './drive.ts';

export type Quality = {
  /** Share of the driven distance that a traversal has on the right segment at the right time. */
  readonly rightShare: number;
  /** Share of the matched distance that is on a segment that was not driven then. */
  readonly wrongShare: number;
  readonly medianEntryErrorMs: number;
};

/** How well traversals say what was driven: a traversal is right when the truck was on its segment meanwhile. */
export function qualityOf(
  truth: readonly DrivenSegment[],
  traversals: readonly Pick<
    TruckTraversal,
    'segment' | 'eventTime' | 'leftAt' | 'lengthM' | 'segmentLengthM'
  >[],
): Quality {
  const driven = truth.reduce((sum, { segment }) => sum + segment.lengthM, 0);
  const errors: number[] = [];
  let [right, matched] = [0, 0];
  for (const traversal of traversals) {
    matched += traversal.lengthM;
    const real = truth.find(
      ({ segment, enteredAt, leftAt }) =>
        segment.id === traversal.segment &&
        enteredAt < traversal.leftAt + 60_000 &&
        leftAt > traversal.eventTime - 60_000,
    );
    if (real === undefined) continue;
    right += traversal.lengthM;
    errors.push(Math.abs(real.enteredAt - traversal.eventTime));
  }
  errors.sort((a, b) => a - b);
  return {
    rightShare: right / driven,
    wrongShare: matched === 0 ? 0 : (matched - right) / matched,
    medianEntryErrorMs: errors[Math.floor(errors.length / 2)] ?? Number.POSITIVE_INFINITY,
  };
}
