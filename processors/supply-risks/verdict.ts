import type { Reference } from '@landbridge/infra';
import type { SupplyRisk } from '@landbridge/schemas';
import type { Order } from '../order.ts';
import { expectationOf } from './expectation.ts';
import type { Box, RiskState, Verdict } from './risk-state.ts';

const NO_BOX: Verdict = {
  level: 'UNKNOWN',
  reason: 'no-box',
  container: null,
  stage: null,
  stageAt: null,
  stageEventId: null,
  basis: [],
  expectedP50At: null,
  expectedP90At: null,
  cause: null,
};

/** One need may have several boxes: the worst of those that have not arrived decides. */
const SEVERITY = { OK: 0, UNKNOWN: 1, AT_RISK: 2, LATE: 3 } as const;

/** What is expected of the boxes that have not arrived yet. */
export function verdictOf(
  { boxes, readyAt }: RiskState,
  { order, reference }: { order: Order; reference: Reference },
): Verdict {
  let worst: Verdict | undefined;
  let worstSlack = Number.POSITIVE_INFINITY;
  for (const box of boxes) {
    if (box.arrivedBy !== null) continue;
    const verdict = verdictOfBox(box, { order, readyAt, reference });
    const slack = (deadlineOf(order, [box]) ?? 0) - (verdict.expectedP50At ?? 0);
    const worse =
      worst === undefined ||
      SEVERITY[verdict.level] > SEVERITY[worst.level] ||
      (verdict.level === worst.level && slack < worstSlack);
    if (!worse) continue;
    worst = verdict;
    worstSlack = slack;
  }
  // What had arrived before anybody waited for it was never expected.
  return worst ?? (boxes.length === 0 ? NO_BOX : { ...NO_BOX, reason: 'no-state' });
}

function verdictOfBox(
  box: Box,
  { order, readyAt, reference }: { order: Order; readyAt: number | null; reference: Reference },
): Verdict {
  const { direction, cluster } = order;
  const about = {
    container: box.container,
    stage: box.stage,
    stageAt: box.stageAt,
    stageEventId: box.stageEventId,
    cause: `box.progress/${box.id}`,
  };
  const expected = expectationOf(box, { direction, cluster, readyAt, reference });
  const { basis } = expected;
  if ('reason' in expected) {
    const { reason } = expected;
    return { ...about, level: 'UNKNOWN', reason, basis, expectedP50At: null, expectedP90At: null };
  }
  const times = { expectedP50At: expected.p50At, expectedP90At: expected.p90At };
  const deadlineAt = deadlineOf(order, [box]);
  if (deadlineAt === null) {
    return { ...about, level: 'UNKNOWN', reason: 'no-deadline', basis, ...times };
  }
  return { ...about, level: levelOf(deadlineAt, expected), reason: null, basis, ...times };
}

function levelOf(
  deadlineAt: number,
  { p50At, p90At }: { p50At: number; p90At: number },
): SupplyRisk['level'] {
  if (p90At <= deadlineAt) return 'OK';
  return p50At <= deadlineAt ? 'AT_RISK' : 'LATE';
}

/** When the plant needs it; of an export when the first of the boxes' calls closes. */
export function deadlineOf(order: Order, boxes: readonly Box[]): number | null {
  if (order.direction === 'INBOUND') return order.neededBy;
  let first: number | null = null;
  for (const { cargoClosingAt } of boxes) {
    if (cargoClosingAt !== null) first = Math.min(first ?? cargoClosingAt, cargoClosingAt);
  }
  return first;
}

/** The arrival of an order, with what shows it; without a time where one of its boxes was only seen loaded. */
export type Arrival = { readonly at: number | null; readonly causes: readonly string[] };

/**
 * An order has arrived with the last of its boxes, or when its plant says so, if that is earlier: a stripping tells late.
 */
export function arrivalOf({ boxes, arrival }: RiskState): Arrival | undefined {
  const byBoxes = arrivalOfAll(boxes);
  const areFirst = byBoxes !== undefined && byBoxes.at !== null;
  if (arrival === null || (areFirst && byBoxes.at <= arrival.at)) return byBoxes;
  return { at: arrival.at, causes: [`plant.orders/${arrival.id}`] };
}

function arrivalOfAll(boxes: readonly Box[]): Arrival | undefined {
  let at: number | null = Number.NEGATIVE_INFINITY;
  for (const { arrivedAt, arrivedBy } of boxes) {
    if (arrivedBy === null) return undefined;
    at = at === null || arrivedAt === null ? null : Math.max(at, arrivedAt);
  }
  const causes = boxes.map(({ arrivedBy }) => arrivedBy).filter((by) => by !== null);
  return boxes.length === 0 ? undefined : { at, causes };
}

/** What came of it: by when it had to be there, by how much it was, and whether that is well. */
export type Result = Pick<SupplyRisk, 'deadlineAt' | 'arrivedAt' | 'actualSlackMs' | 'outcome'>;

/**
 * Every box of an export has the closing of its own call: the one with the least slack decides. A box that a planned
 * vessel left behind is the bad end of an export, whatever its slack was. What its vessel took had been in time, though
 * nobody saw when it came: a terminal without a gate feed, or a call whose closing was not told.
 */
export function resultOf(
  { boxes }: RiskState,
  { order, arrival }: { order: Order; arrival: Arrival },
): Result {
  const isRolled = boxes.some(({ rolled }) => rolled);
  const result = { ...leastSlack(boxes, order, arrival), arrivedAt: arrival.at };
  const { actualSlackMs } = result;
  if (isRolled) return { ...result, outcome: 'ROLLED' };
  if (actualSlackMs !== null) {
    return { ...result, outcome: actualSlackMs >= 0 ? 'ON_TIME' : 'LATE' };
  }
  const isTaken = boxes.length > 0 && boxes.every(({ stage }) => stage === 'LOADED');
  return { ...result, outcome: isTaken ? 'ON_TIME' : null };
}

function leastSlack(
  boxes: readonly Box[],
  order: Order,
  { at }: Arrival,
): Pick<Result, 'deadlineAt' | 'actualSlackMs'> {
  if (order.direction === 'INBOUND') {
    const { neededBy } = order;
    return { deadlineAt: neededBy, actualSlackMs: slackOf(neededBy, at) };
  }
  let least: { deadlineAt: number | null; actualSlackMs: number } | undefined;
  for (const { cargoClosingAt, arrivedAt } of boxes) {
    const actualSlackMs = slackOf(cargoClosingAt, arrivedAt ?? at);
    if (actualSlackMs === null) continue;
    if (least !== undefined && least.actualSlackMs <= actualSlackMs) continue;
    least = { deadlineAt: cargoClosingAt, actualSlackMs };
  }
  return least ?? { deadlineAt: deadlineOf(order, boxes), actualSlackMs: null };
}

/** Deadline less the time, signed. */
export function slackOf(deadlineAt: number | null, at: number | null): number | null {
  return deadlineAt === null || at === null ? null : deadlineAt - at;
}
