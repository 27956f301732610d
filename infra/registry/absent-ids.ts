import type { Clock } from '../clock.ts';

/** Replicas of a registry hear of a schema some moments after the one that gave its id out: so long nobody is believed. */
const BELIEVE_AFTER_MS = 5_000;
/** A registry that was put right is asked again after so long; until then nothing is asked for a record. */
const ASK_AGAIN_MS = 600_000;
/** Who writes one id after the other that nobody has is not waited for each time: records of others wait too. */
const WAITED_FOR_MAX = 20;
/** Ids that nobody gave out come with poison records: so many are remembered. */
const REMEMBERED_MAX = 1_000;

/** Ids of which the registry says that it has none such. One wrong answer would set aside all that a producer writes. */
export type AbsentIds = {
  /** Whether an id counts as one that nobody gave out. */
  has(id: number): boolean;
  /** Notes that the registry does not have an id; answers whether that is to be believed already. */
  meet(id: number): boolean;
  /** The registry has it after all. */
  forget(id: number): void;
};

type Met = { readonly sinceMs: number; believedMs: number | undefined };

export function newAbsentIds(clock: Clock): AbsentIds {
  const met = new Map<number, Met>();
  const isFresh = ({ believedMs }: Met): boolean =>
    believedMs !== undefined && clock.nowMs() - believedMs < ASK_AGAIN_MS;
  const meetFirst = (id: number): Met => {
    const first: Met = { sinceMs: clock.nowMs(), believedMs: undefined };
    met.set(id, first);
    for (const oldest of met.keys()) {
      if (met.size <= REMEMBERED_MAX) break;
      met.delete(oldest);
    }
    return first;
  };
  return {
    has(id) {
      const known = met.get(id);
      return known !== undefined && isFresh(known);
    },
    meet(id) {
      const known = met.get(id) ?? meetFirst(id);
      const isWaitedOut =
        known.believedMs !== undefined || clock.nowMs() - known.sinceMs >= BELIEVE_AFTER_MS;
      if (!isWaitedOut && [...met.values()].filter(isFresh).length < WAITED_FOR_MAX) return false;
      known.believedMs = clock.nowMs();
      return true;
    },
    forget: (id) => met.delete(id),
  };
}
