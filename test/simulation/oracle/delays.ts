import type { Reference, Segment } from '@landbridge/infra';

/** A published traversal, as far as the look-up reads it. */
export type DelayedTraversal = {
  readonly id: string;
  readonly trip: string;
  readonly segment: string;
  readonly eventTime: number;
  readonly travelMs: number;
  readonly lengthM: number;
};

/** A reading of the traffic as it stands after all corrections. */
export type Reading = {
  readonly segment: string;
  readonly eventTime: number;
  readonly speedKmh: number | null;
  readonly level: number | null;
  readonly intervalMs: number;
};

/** What traversal.delays should say of a traversal. */
export type ExpectedDelay = {
  readonly id: string;
  readonly referenceMs: number;
  readonly attributed: boolean;
  readonly trafficDelayMs: number | null;
  readonly conditionAgeMs: number | null;
};

/** A reading holds for two intervals of its feed. */
const VALID_INTERVALS = 2;
/** Lower edges of the levels 1 to 5 by class of road, km/h: the five-level bands of Chinese traffic indices. */
const LOWER_EDGES_KMH: Readonly<Record<Segment['class'], readonly number[]>> = {
  EXPRESSWAY: [65, 50, 35, 20, 0],
  ARTERIAL: [40, 30, 20, 15, 0],
  SECONDARY: [35, 25, 15, 10, 0],
};

/**
 * The plain as-of look-up: for each traversal the last reading at or before its entry, if it still holds; of the time
 * above free flow as much as the reading explains, never less than none.
 */
export function delaysAsOf(
  traversals: readonly DelayedTraversal[],
  readings: readonly Reading[],
  reference: Reference,
): ExpectedDelay[] {
  const bySegment = Map.groupBy(readings, ({ segment }) => segment);
  for (const list of bySegment.values()) list.sort((one, other) => one.eventTime - other.eventTime);
  return traversals.map((traversal) => {
    const segment = reference.segment(traversal.segment);
    if (segment === undefined) throw new Error(`There is no segment ${traversal.segment}.`);
    const reading = readingAt(bySegment.get(traversal.segment) ?? [], traversal.eventTime);
    return delayOf(traversal, { segment, reading });
  });
}

/** The last reading at or before a time, by halving. */
function readingAt(readings: readonly Reading[], atMs: number): Reading | undefined {
  let [low, high] = [0, readings.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((readings[middle]?.eventTime ?? 0) <= atMs) low = middle + 1;
    else high = middle;
  }
  return readings[low - 1];
}

function delayOf(
  { id, trip, eventTime, travelMs, lengthM }: DelayedTraversal,
  { segment, reading }: { segment: Segment; reading: Reading | undefined },
): ExpectedDelay {
  const row = { id: `${trip}/${id}`, referenceMs: msOver(lengthM, segment.freeFlowKmh) };
  const ageMs = reading === undefined ? Number.POSITIVE_INFINITY : eventTime - reading.eventTime;
  const holds = reading !== undefined && ageMs <= VALID_INTERVALS * reading.intervalMs;
  const speedKmh = holds ? speedOf(reading, segment) : undefined;
  if (speedKmh === undefined) {
    return { ...row, attributed: false, trafficDelayMs: null, conditionAgeMs: null };
  }
  // At a standstill the feed explains all of the time.
  const explainedMs = speedKmh === 0 ? travelMs : Math.min(travelMs, msOver(lengthM, speedKmh));
  const trafficDelayMs = Math.max(0, explainedMs - row.referenceMs);
  return { ...row, attributed: true, trafficDelayMs, conditionAgeMs: ageMs };
}

function msOver(lengthM: number, speedKmh: number): number {
  return Math.round((lengthM / speedKmh) * 3_600);
}

/** The reading's speed, or the middle of its level's band. */
function speedOf({ speedKmh, level }: Reading, segment: Segment): number | undefined {
  if (speedKmh !== null) return speedKmh;
  const edges = LOWER_EDGES_KMH[segment.class];
  const lower = level === null ? undefined : edges[level - 1];
  if (level === null || lower === undefined) return undefined;
  const upper = level === 1 ? Math.max(lower, segment.freeFlowKmh) : (edges[level - 2] ?? 0);
  return (lower + upper) / 2;
}
