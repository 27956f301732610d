import { MINUTE_MS, SECOND_MS } from '@landbridge/schemas';
import { isRight, type Truth, type Wording } from './statement.ts';
import type { World } from './world.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A fact that a system without a connector states as a line of JSON. */
export type Line = {
  readonly topic: string;
  readonly feed: string;
  /** What identifies the fact at its system. */
  readonly ref: string;
  readonly atMs: number;
  /** Between the event and its record, and between record and arrival, milliseconds. */
  readonly recordedAfterMs: number;
  readonly fields: Fields;
  /** What a wrong first statement says otherwise. */
  readonly wrong: Fields;
  readonly truth: (recordedAt: number) => Truth;
};

/** States a revisable fact as a line. */
export function sayLine(world: World, line: Line): void {
  const { topic, feed, ref, atMs } = line;
  const recordedAt = wholeSecond(atMs + line.recordedAfterMs);
  world.say({
    feed,
    atMs,
    recordedAt,
    arriveMs: recordedAt + world.random.between(1, 40) * SECOND_MS,
    correctable: true,
    withdrawable: true,
    shadow: null,
    truth: () => [line.truth(recordedAt)],
    write: (wording) => lineOf(line, { topic, id: ref, eventTime: atMs }, wording),
  });
}

function lineOf(
  line: Line,
  said: { topic: string; id: string; eventTime: number },
  wording: Wording,
): string {
  const { as, recordedAt } = wording;
  if (isRight(wording)) return JSON.stringify({ ...said, recordedAt, ...line.fields });
  if (as === 'wrong') return JSON.stringify({ ...said, recordedAt, ...line.fields, ...line.wrong });
  const ghost = { ...said, id: `${line.ref}-x` };
  if (as === 'ghost')
    return JSON.stringify({ ...ghost, recordedAt, ...line.fields, ...line.wrong });
  return JSON.stringify({ topic: said.topic, id: ghost.id, retracted: true, recordedAt });
}

/** Seconds of milliseconds: systems outside rarely keep more. */
export function wholeSecond(atMs: number): number {
  return Math.floor(atMs / SECOND_MS) * SECOND_MS;
}

/** Minutes of milliseconds. */
export function wholeMinute(atMs: number): number {
  return Math.floor(atMs / MINUTE_MS) * MINUTE_MS;
}

/** A wrong version is recorded a minute before the right one, and still after the event. */
export function recordingDelayMs(world: World): number {
  return world.random.between(70, 150) * SECOND_MS;
}

/** The time of a wrong first statement. */
export const WRONG_BY_MS: number = 9 * MINUTE_MS;
