import type { Topic } from '@landbridge/schemas';

/**
 * How far each input of a processor has come, and what may therefore be forgotten. A front is the highest event time
 * accepted from one partition of a topic: what is late hangs on that partition's log alone. A bound is where a
 * processor may let go: results never need it.
 */
export type InputProgress = {
  /** Highest event time that its log holds and nothing refuses as future. */
  front: number;
  /** Event time of the first record: where an input without records counts as standing is where the furthest began. */
  began: number;
  /** Of a derived input: the bound each upstream task has told, less the topic's span. */
  marks: Record<string, number>;
  /** Whether it was read to its end when last looked at. */
  atEnd: boolean;
};

export type InputKind = {
  /** Of facts; undefined for derived inputs, whose marks count instead. */
  allowedLatenessMs: number | undefined;
};

/** An idle input counts until it lies so far behind the furthest: seven days of event time. */
export const HOLD_MS = 7 * 24 * 3_600_000;

export function newProgress(): InputProgress {
  return {
    front: Number.NEGATIVE_INFINITY,
    began: Number.NEGATIVE_INFINITY,
    marks: {},
    atEnd: false,
  };
}

/** A fact may be so far ahead of the log's own stamp: beyond it a front does not move. */
export const FUTURE_MS = 15 * 60_000;

/** Event time below which a fact of this input is late, where its front stands so. */
export function lateLine(frontMs: number, kind: InputKind): number {
  return kind.allowedLatenessMs === undefined
    ? Number.NEGATIVE_INFINITY
    : frontMs - kind.allowedLatenessMs;
}

/**
 * The bound of a processor: the smallest, over the inputs that count, of front less lateness or of the lowest upstream
 * mark. It never falls. An input that is not read to its end always counts; one that is, until it lies `holdMs` of
 * event time behind the furthest.
 *
 * @param upstreamTasks how many tasks write a derived input; until all have told their mark there is no bound
 */
export function boundOf(
  inputs: readonly { progress: InputProgress; kind: InputKind }[],
  rest: { before: number; holdMs: number; upstreamTasks: number },
): number {
  const furthest = inputs.reduce((a, b) => (standing(a) >= standing(b) ? a : b));
  const reach = standing(furthest);
  const begin = furthest.progress.began;
  let bound = Number.POSITIVE_INFINITY;
  for (const input of inputs) {
    const { progress } = input;
    const stands = standing(input);
    const counted = Number.isFinite(stands) ? stands : begin;
    // Where the furthest has told marks alone nobody knows yet where it began.
    const isKnown = Number.isFinite(counted);
    if (progress.atEnd && isKnown && counted < reach - rest.holdMs) continue;
    bound = Math.min(bound, floorOf(input, rest.upstreamTasks));
  }
  return Number.isFinite(bound) ? Math.max(rest.before, bound) : rest.before;
}

/** How far in event time an input has come, by its records or by what upstream tells. */
function standing({ progress }: { progress: InputProgress }): number {
  return Math.max(progress.front, ...Object.values(progress.marks));
}

function floorOf(
  { progress, kind }: { progress: InputProgress; kind: InputKind },
  upstreamTasks: number,
): number {
  if (kind.allowedLatenessMs !== undefined) return lateLine(progress.front, kind);
  const marks = Object.values(progress.marks);
  return marks.length < upstreamTasks ? Number.NEGATIVE_INFINITY : Math.min(...marks);
}

/** Whether a topic's records come from outside, late and in any order. */
export function isFact(topic: Topic): boolean {
  return topic.kind === 'fact' || topic.kind === 'received';
}
