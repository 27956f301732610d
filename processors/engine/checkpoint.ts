import type { Processor } from '../processor.ts';
import type { Search } from './forgetting.ts';
import type { InputProgress } from './progress.ts';
import type { FoldTask } from './take.ts';
import { logicOf } from './topology.ts';

/** What a task must know besides its timelines: a few kilobytes of JSON, read once at start. */
export type Checkpoint = {
  positions: Record<string, number>;
  /** Number of the last rebuild: the high bits of the revisions of new timelines. */
  epoch: number;
  /** Hash of each file of reference data that it was folded with. */
  files: Readonly<Record<string, string>>;
  /** Whether a rebuild is under way, and nothing else may run. */
  rebuilding?: boolean;
  processors: Record<string, ProcessorCheckpoint>;
};

export type ProcessorCheckpoint = {
  /** Number under which its timelines are stored. */
  number: number;
  version: number;
  /** Hash of what its state and rows hang on. */
  logic: string;
  inputs: Record<string, InputProgress>;
  bound: number;
  marked: number;
  search: Search;
};

export function checkpointOf(
  tasks: readonly FoldTask[],
  rest: {
    positions: ReadonlyMap<string, number>;
    epoch: number;
    files: Readonly<Record<string, string>>;
  },
): Checkpoint {
  const processors = Object.fromEntries(
    tasks.map(({ folding, logic, progress, bound, marked, search }) => {
      const { processor, number } = folding;
      const { version } = processor;
      const inputs = Object.fromEntries(
        processor.inputs.map(({ name }, i) => [name, progress[i] ?? {}]),
      ) as Record<string, InputProgress>;
      return [processor.name, { number, version, logic, inputs, bound, marked, search }];
    }),
  );
  return { ...rest, positions: Object.fromEntries(rest.positions), processors };
}

/** A processor that has folded nothing. */
export function newProcessorCheckpoint(processor: Processor, number: number): ProcessorCheckpoint {
  return {
    number,
    version: processor.version,
    logic: logicOf(processor),
    inputs: {},
    bound: Number.NEGATIVE_INFINITY,
    marked: Number.NEGATIVE_INFINITY,
    search: { day: -1, behind: '' },
  };
}

/** The numbers under which processors are stored: their own, and of those that have none the lowest that are free. */
export function numbersOf(
  processors: readonly Processor[],
  checkpoint: Pick<Checkpoint, 'processors'> | undefined,
): number[] {
  const taken = new Set(Object.values(checkpoint?.processors ?? {}).map(({ number }) => number));
  let next = 0;
  return processors.map(({ name }) => {
    const known = checkpoint?.processors[name]?.number;
    if (known !== undefined) return known;
    while (taken.has(next)) next++;
    return next++;
  });
}

export function encodeCheckpoint(checkpoint: Checkpoint): Buffer {
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
