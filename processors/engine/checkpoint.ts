import type { InputProgress } from './progress.ts';
import type { FoldTask } from './take.ts';

/** What a task must know besides its timelines: a few hundred bytes of JSON, read once at start. */
export type Checkpoint = {
  positions: Record<string, number>;
  processors: Record<
    string,
    { inputs: Record<string, InputProgress>; bound: number; marked: number; swept: number }
  >;
};

export function encodeCheckpoint(
  tasks: readonly FoldTask[],
  positions: ReadonlyMap<string, number>,
): Buffer {
  const processors = Object.fromEntries(
    tasks.map(({ folding, progress, bound, marked, swept }) => [
      folding.processor.name,
      {
        inputs: Object.fromEntries(
          folding.processor.inputs.map(({ name }, i) => [name, progress[i]]),
        ),
        bound,
        marked,
        swept,
      },
    ]),
  );
  const checkpoint = {
    positions: Object.fromEntries(positions),
    processors,
  };
  return Buffer.from(JSON.stringify(checkpoint, replaceInfinite));
}

export function decodeCheckpoint(bytes: Buffer | undefined): Checkpoint | undefined {
  return bytes === undefined ? undefined : JSON.parse(bytes.toString(), reviveInfinite);
}

/** JSON has no infinity; a front that has not moved is minus infinity. */
function replaceInfinite(_key: string, value: unknown): unknown {
  return value === Number.NEGATIVE_INFINITY ? '-Infinity' : value;
}

function reviveInfinite(_key: string, value: unknown): unknown {
  return value === '-Infinity' ? Number.NEGATIVE_INFINITY : value;
}
