import type { Reference, Segment } from '@landbridge/infra';
import type { TraversalDelay } from '@landbridge/schemas';

/** Milliseconds per hour over metres per kilometre: metres / (km/h) * this = milliseconds. */
const MS_PER_METRE_AT_1_KMH = 3600;

/** Time to drive so many metres at a speed, whole milliseconds. */
export function drivingMs(way: { lengthM: number; speedKmh: number }): number {
  return Math.round((way.lengthM / way.speedKmh) * MS_PER_METRE_AT_1_KMH);
}

export type ReferenceKind = TraversalDelay['referenceKind'];
export type ReferenceSpeed = { kind: ReferenceKind; speedKmh: number };

/** Twenty miles an hour, and the share of the limit: the threshold of US peak hour excessive delay (23 CFR 490.711). */
const THRESHOLD_KMH = 32.2;
const THRESHOLD_SHARE = 0.6;

/** The speed that delay is measured against, with its kind; without a free flow in the snapshot the posted limit. */
export function referenceSpeed(segment: Segment, kind: ReferenceKind): ReferenceSpeed {
  const { freeFlowKmh, limitKmh } = segment;
  if (kind === 'THRESHOLD') {
    return { kind, speedKmh: Math.max(THRESHOLD_KMH, THRESHOLD_SHARE * limitKmh) };
  }
  return kind === 'FREE_FLOW' && freeFlowKmh > 0
    ? { kind, speedKmh: freeFlowKmh }
    : { kind: 'LIMIT', speedKmh: limitKmh };
}

/**
 * Edges between the five levels of congestion, km/h, from smooth downwards (five-level speed bands of Chinese
 * traffic indices). The lowest band ends at 0, the highest at the segment's own free flow.
 */
const BAND_EDGES_KMH: Readonly<Record<Segment['class'], readonly number[]>> = {
  EXPRESSWAY: [65, 50, 35, 20],
  ARTERIAL: [40, 30, 20, 15],
  SECONDARY: [35, 25, 15, 10],
};

/** The speed in the middle of a level's band; undefined for a level that the scale does not have. */
export function speedOfLevel(segment: Segment, level: number): number | undefined {
  if (!Number.isInteger(level) || level < 1 || level > 5) return undefined;
  const edges = BAND_EDGES_KMH[segment.class];
  const lower = edges[level - 1] ?? 0;
  const upper = edges[level - 2] ?? Math.max(lower, referenceSpeed(segment, 'FREE_FLOW').speedKmh);
  return (lower + upper) / 2;
}

export function segmentOf(reference: Reference, id: string): Segment {
  const segment = reference.segment(id);
  // The engine keeps the traversal and tries again when the reference data names the segment.
  if (segment === undefined) throw new Error(`No segment ${id} in reference ${reference.name}.`);
  return segment;
}
