import type { Reference } from '@landbridge/infra';
import type { DrivenPath } from './facts.ts';

/** A published traversal, as far as it is judged. */
export type JudgedTraversal = {
  readonly plate: string;
  readonly segment: string;
  readonly eventTime: number;
  readonly leftAt: number;
  readonly lengthM: number;
};

export type MatchingQuality = {
  readonly drivenM: number;
  /** Share of the driven distance that traversals put on the right segment while the truck was on it. */
  readonly rightShare: number;
  /** Share of the matched distance that lies where the truck was not. */
  readonly wrongShare: number;
  /** Half of the right traversals begin closer to the true entry than this. */
  readonly medianEntryErrorMs: number;
};

/** Clocks and fixes are no better than this. */
const SLACK_MS = 60_000;

/**
 * Judges map matching by the ways that trucks really drove. Only journeys that lie whole in the time that positions
 * were told for are counted. Each hop can be met once: two traversals of one hop do not count double.
 */
export function judgeMatching(
  truth: { paths: readonly DrivenPath[]; fromMs: number; untilMs: number },
  traversals: readonly JudgedTraversal[],
  reference: Reference,
): MatchingQuality {
  const paths = truth.paths.filter(
    ({ departAt, arriveAt }) => departAt >= truth.fromMs && arriveAt <= truth.untilMs,
  );
  const published = Map.groupBy(traversals, ({ plate, segment }) => `${plate}@${segment}`);
  const errors: number[] = [];
  const right = new Set<JudgedTraversal>();
  let [drivenM, rightM] = [0, 0];
  for (const { plate, hops } of paths) {
    for (const { segment, enteredAt, leftAt } of hops) {
      const lengthM = reference.segment(segment)?.lengthM ?? 0;
      drivenM += lengthM;
      const met = (published.get(`${plate}@${segment}`) ?? []).filter(
        (each) => each.eventTime < leftAt + SLACK_MS && each.leftAt > enteredAt - SLACK_MS,
      );
      rightM += Math.min(
        lengthM,
        met.reduce((sum, each) => sum + each.lengthM, 0),
      );
      for (const each of met) right.add(each);
      const first = met.toSorted((one, other) => one.eventTime - other.eventTime)[0];
      if (first !== undefined) errors.push(Math.abs(first.eventTime - enteredAt));
    }
  }
  const plates = new Set(paths.map(({ plate }) => plate));
  const judged = traversals.filter((each) => plates.has(each.plate) && isWithin(each, paths));
  const judgedM = judged.reduce((sum, { lengthM }) => sum + lengthM, 0);
  const wrongM = judged.reduce((sum, each) => sum + (right.has(each) ? 0 : each.lengthM), 0);
  errors.sort((one, other) => one - other);
  return {
    drivenM,
    rightShare: drivenM === 0 ? 0 : rightM / drivenM,
    wrongShare: judgedM === 0 ? 0 : wrongM / judgedM,
    medianEntryErrorMs: errors[Math.floor(errors.length / 2)] ?? Number.POSITIVE_INFINITY,
  };
}

function isWithin(traversal: JudgedTraversal, paths: readonly DrivenPath[]): boolean {
  return paths.some(
    ({ plate, departAt, arriveAt }) =>
      plate === traversal.plate &&
      traversal.eventTime >= departAt - SLACK_MS &&
      traversal.leftAt <= arriveAt + SLACK_MS,
  );
}
