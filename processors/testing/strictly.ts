import { avroType, type Header } from '@landbridge/schemas';
import type { Processor, ProcessorInput } from '../processor.ts';

/** A processor under watch: what its reducers did that they must not do, and how large a state became. */
export type Watched = {
  readonly processor: Processor;
  /** One sentence a breach; empty when all is well. A fold goes on after a throw, so tests look here. */
  readonly faults: readonly string[];
  /** Largest state so far, bytes of Avro. */
  stateBytesMax(): number;
};

/**
 * Freezes every state and event deeply, checks each state and row against its Avro schema, and hands a state on as it
 * reads back from its bytes.
 */
export function strictly(processor: Processor): Watched {
  const faults: string[] = [];
  let stateBytesMax = 0;
  const state = avroType(processor.state);
  const rows = new Map(
    processor.outputs.map(({ name, topic }) => [name, avroType(newestOf(topic.schemas))]),
  );
  const watchRow = (output: string, row: object) => {
    const whole = { revision: 1, retracted: false, ...row };
    if (!rows.get(output)?.isValid(whole)) faults.push(`${output} row does not fit: ${text(row)}`);
  };
  const on =
    (input: ProcessorInput): ProcessorInput['on'] =>
    (before, event, emit, context) => {
      try {
        const after = input.on(
          frozen(before),
          frozen(event) as Header,
          watchedEmit(emit, watchRow),
          context,
        );
        if (after === before) return after;
        if (!state.isValid(after)) {
          faults.push(`state does not fit: ${text(after)}`);
          return frozen(after);
        }
        const bytes = state.toBuffer(after);
        stateBytesMax = Math.max(stateBytesMax, bytes.length);
        return frozen(state.fromBuffer(bytes));
      } catch (error) {
        faults.push(`${input.name} threw: ${String(error)}`);
        throw error;
      }
    };
  return {
    processor: {
      ...processor,
      inputs: processor.inputs.map((input) => ({ ...input, on: on(input) })),
    },
    faults,
    stateBytesMax: () => stateBytesMax,
  };
}

type Emit = Record<string, ((row: object) => void) & { withdraw(id: string): void }>;

function watchedEmit(emit: unknown, watchRow: (output: string, row: object) => void): Emit {
  return Object.fromEntries(
    Object.entries(emit as Emit).map(([name, say]) => [
      name,
      Object.assign(
        (row: object) => {
          watchRow(name, row);
          say(row);
        },
        { withdraw: (id: string) => say.withdraw(id) },
      ),
    ]),
  );
}

function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const each of Object.values(value)) frozen(each);
  return Object.freeze(value);
}

function newestOf<T>(versions: readonly T[]): T {
  const newest = versions.at(-1);
  if (newest === undefined) throw new Error('A topic needs a schema.');
  return newest;
}

function text(value: unknown): string {
  return JSON.stringify(value);
}
