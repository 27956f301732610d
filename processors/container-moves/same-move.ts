import { DAY_MS, HOUR_MS, MINUTE_MS } from '@landbridge/schemas';
import type { OpenMove } from './open-move.ts';
import type { Statement } from './statement.ts';

/** How far apart two statements of one move may lie, by move; default. Stuffing and stripping last hours. */
const TOLERANCE_MS: ReadonlyMap<string, number> = new Map([
  ['STUF', 12 * HOUR_MS],
  ['STRP', 12 * HOUR_MS],
  ['INSP', HOUR_MS],
  ['RSEA', HOUR_MS],
  ['RMVD', HOUR_MS],
]);
const TOLERANCE_DEFAULT_MS = 6 * HOUR_MS;

/** What aggregators say of a move that they have no word for. */
export const UNNAMED = 'OTHR';

/** Most moves of a box that are kept for restatements; beyond it the oldest can no longer be restated. */
export const OPEN_MOVES_MAX = 32;

/** After these a box is somewhere else, or something else: the same move on both sides of one is two moves. */
const CHANGES = new Set(['LOAD', 'DISC', 'GTIN', 'GTOT', 'STUF', 'STRP']);
/** Another vocabulary for what gates report: they part only each other. */
const HAND_OVERS = new Set(['PICK', 'DROP']);

/**
 * The move that a statement restates: the newest of the same code, at a facility and with a load that do not
 * contradict it, near enough in time and with no other move between the two. What has no word of its own is the move
 * of the same minute at the same facility.
 */
export function findRestated(
  moves: readonly OpenMove[],
  statement: Statement,
): OpenMove | undefined {
  return moves.findLast((move) =>
    isUnnamed(move, statement)
      ? isSameMinute(move, statement)
      : isSame(move, statement) && isNear(move, { statement, moves }),
  );
}

/** Drops the moves that nothing from a time on can restate. */
export function stillOpen(moves: readonly OpenMove[], fromAt: number): readonly OpenMove[] {
  const open = moves.filter((move) =>
    move.precision === 'DAY'
      ? fromAt < move.eventTime + DAY_MS
      : withinTolerance(move, fromAt) && !isParted(move, { untilAt: fromAt, moves }),
  );
  return open.length > OPEN_MOVES_MAX ? open.slice(-OPEN_MOVES_MAX) : open;
}

function isSame(move: OpenMove, statement: Statement): boolean {
  return (
    move.move === statement.move &&
    isSamePlace(move, statement) &&
    agree(move.emptyIndicator, statement.emptyIndicator)
  );
}

function isUnnamed(move: OpenMove, statement: Statement): boolean {
  return move.move !== statement.move && (move.move === UNNAMED || statement.move === UNNAMED);
}

function isSameMinute(move: OpenMove, statement: Statement): boolean {
  return (
    move.precision !== 'DAY' &&
    statement.precision !== 'DAY' &&
    Math.floor(move.eventTime / MINUTE_MS) === Math.floor(statement.eventTime / MINUTE_MS) &&
    move.facility !== null &&
    move.facility === statement.facility &&
    agree(move.emptyIndicator, statement.emptyIndicator)
  );
}

/** Two names of a facility decide; where one is missing the ports do: feeds file one terminal under several ports. */
function isSamePlace(move: OpenMove, statement: Statement): boolean {
  if (move.facility !== null && statement.facility !== null) {
    return move.facility === statement.facility;
  }
  return agree(move.port, statement.port);
}

function isNear(
  move: OpenMove,
  { statement, moves }: { statement: Statement; moves: readonly OpenMove[] },
): boolean {
  const { eventTime: untilAt, precision } = statement;
  // A day holds all its moments, so what else is stated within it says nothing about order.
  if (move.precision === 'DAY') return untilAt < move.eventTime + DAY_MS;
  if (precision === 'DAY') return untilAt === move.eventTime;
  return withinTolerance(move, untilAt) && !isParted(move, { untilAt, moves });
}

function withinTolerance(move: OpenMove, untilAt: number): boolean {
  return untilAt - move.anchorAt <= (TOLERANCE_MS.get(move.move) ?? TOLERANCE_DEFAULT_MS);
}

/** Moves of one instant part nothing: times to the minute are common, and order within one is not evidence. */
function isParted(
  move: OpenMove,
  { untilAt, moves }: { untilAt: number; moves: readonly OpenMove[] },
): boolean {
  return moves.some(
    (other) =>
      other !== move &&
      other.precision !== 'DAY' &&
      other.anchorAt > move.anchorAt &&
      other.anchorAt < untilAt &&
      (CHANGES.has(other.move) || (HAND_OVERS.has(other.move) && HAND_OVERS.has(move.move))),
  );
}

function agree(a: string | null, b: string | null): boolean {
  return a === null || b === null || a === b;
}
