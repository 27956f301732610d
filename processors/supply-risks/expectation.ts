import type { Reference, StageTime } from '@landbridge/infra';
import type { PlantOrder } from '@landbridge/schemas';
import type { Box } from './risk-state.ts';

/** When a box is expected, and what that is made of; or why nobody can say. */
export type Expectation =
  | { readonly p50At: number; readonly p90At: number; readonly basis: readonly string[] }
  | { readonly reason: 'no-state' | 'no-distribution'; readonly basis: readonly string[] };

type Known = {
  readonly direction: PlantOrder['direction'];
  readonly cluster: string | null;
  /** When the cargo of an export is ready. */
  readonly readyAt: number | null;
  readonly reference: Reference;
};

type Stage = StageTime['stage'];

/** What lies ahead of a box at a stage. */
const AHEAD_INBOUND: Readonly<Record<string, readonly Stage[]>> = {
  IN_YARD: ['YARD', 'ROAD', 'DOCK'],
  ON_ROAD: ['ROAD', 'DOCK'],
  ARRIVED: [],
};
const AHEAD_OUTBOUND: Readonly<Record<string, readonly Stage[]>> = {
  UNKNOWN: ['STUFFING', 'ROAD', 'QUEUE'],
  PICKED_UP: ['STUFFING', 'ROAD', 'QUEUE'],
  STUFFED: ['ROAD', 'QUEUE'],
  GATED_IN: [],
};

/**
 * The time of the box's last actual event, and on top of it the median and the ninetieth percentile of the stages that
 * are left; an estimate of its carrier replaces the stages that it covers. Ninetieth percentiles are added up as if all
 * stages were slow together: the sum lies on the safe side.
 */
export function expectationOf(box: Box, known: Known): Expectation {
  const from = startOf(box, known);
  if (from === undefined) return { reason: 'no-state', basis: [] };
  const { direction, cluster, reference } = known;
  const ahead = (direction === 'INBOUND' ? AHEAD_INBOUND : AHEAD_OUTBOUND)[from.stage];
  if (ahead === undefined) return { reason: 'no-distribution', basis: from.basis };
  const basis = [...from.basis];
  let p50At = from.at;
  let p90At = from.at;
  for (const stage of ahead) {
    const time = reference.stageTime({ stage, facility: box.facility, cluster, atMs: p50At });
    if (time === undefined) return { reason: 'no-distribution', basis };
    p50At += time.p50Ms;
    p90At += time.p90Ms;
    basis.push(nameOf(time));
  }
  return { p50At, p90At, basis };
}

/** From where on stages are added: the estimate, else the last actual event, else when the cargo is ready. */
function startOf(
  { stage, stageAt, etaStage, etaAt }: Box,
  { direction, readyAt }: Known,
): { stage: string; at: number; basis: readonly string[] } | undefined {
  if (etaStage !== null && etaAt !== null) {
    return { stage: etaStage, at: etaAt, basis: [`ETA ${etaStage}`] };
  }
  const isWaiting = stage === 'UNKNOWN' || stage === 'PICKED_UP';
  if (direction === 'OUTBOUND' && isWaiting) {
    const at = Math.max(readyAt ?? Number.NEGATIVE_INFINITY, stageAt ?? Number.NEGATIVE_INFINITY);
    return Number.isFinite(at) ? { stage, at, basis: [] } : undefined;
  }
  return stage === 'UNKNOWN' || stageAt === null ? undefined : { stage, at: stageAt, basis: [] };
}

/** Such as `ROAD BLTCT Cixi 7-19`. */
function nameOf({ stage, facility, cluster, hours }: StageTime): string {
  return [stage, facility, cluster, hours?.join('-')].filter((part) => part != null).join(' ');
}
