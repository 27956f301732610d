import type { Reference } from '@landbridge/infra';
import type { AvroSchema, Header, Topic } from '@landbridge/schemas';

/**
 * A processor is a reducer over one key's events in event-time order. The engine makes it order-proof: whatever the
 * order, duplication, correction, batching, crash or rebalance, its rows are those of folding the key's distinct
 * events once, in event-time order. So a reducer knows nothing of lateness, duplicates, retractions, offsets, storage.
 *
 * Reducers are pure: no clock, no randomness, no I/O, integers or fixed-order sums. State is plain data, never
 * mutated, and does not grow with the number of events. Returning the very same state says that nothing after the
 * event needs to be folded again.
 */
export type Processor = {
  readonly name: string;
  /** Raised when the logic changes; part of the topology hash. */
  readonly version: number;
  /** Co-partitioned topics in the order in which events of one instant are folded. */
  readonly inputs: readonly ProcessorInput[];
  readonly outputs: readonly ProcessorOutput[];
  readonly state: AvroSchema;
  initial(): unknown;
  closed(state: unknown): boolean;
  /** How long after the bound ids and last rows of dropped events are remembered, milliseconds. */
  readonly forgetAfterMs: number | undefined;
  /** Most events of one key that are kept. */
  readonly maxEvents: number;
};

export type ProcessorInput = {
  readonly name: string;
  readonly topic: Topic;
  /** Which events mean anything to the reducer; undefined: all. */
  readonly only: ((event: Header, context: Context) => boolean) | undefined;
  on(state: unknown, event: Header, emit: unknown, context: Context): unknown;
};

export type ProcessorOutput = {
  readonly name: string;
  readonly topic: Topic;
  /** Each row of this output comes from one event: no history of its rows is kept. */
  readonly once: boolean;
};

/** What a reducer may look at besides its state and the event. Immutable; its hash is part of the topology hash. */
export type Context = { readonly reference: Reference };

// biome-ignore lint/suspicious/noExplicitAny: a catalog holds topics of every event type; the event is read back from the topic.
type AnyTopic = Topic<any>;
type EventOf<T> = T extends Topic<infer Event> ? Event : never;
/** What a reducer sees: when we took a fact in is not part of it, nor what a row was caused by. */
export type Seen<Event> = Readonly<Omit<Event, Unseen>>;
type Unseen = 'ingestedAt' | 'revision' | 'retracted' | 'causes' | 'causeCount';
/** What a reducer says of a row: the engine numbers revisions and retracts. */
export type Row<Event> = Omit<Event, 'revision' | 'retracted'>;
/** Emits a row, or withdraws it. A row is what its last emitter in event order said. */
export type Emitter<Event> = ((row: Row<Event>) => void) & { withdraw(id: string): void };

type Spec<
  Inputs extends Record<string, AnyTopic>,
  Outputs extends Record<string, AnyTopic>,
  State,
> = {
  name: string;
  version: number;
  inputs: Inputs;
  outputs: Outputs;
  /** Outputs whose rows each come from one event: `'once'` for all of them, or their names. */
  emits?: 'once' | readonly (keyof Outputs & string)[];
  /** Avro schema of the state; null for what is unknown. */
  state: AvroSchema;
  initial: () => State;
  /** Whether nothing of this state is waited for any more; default: it equals `initial`. */
  closed?: (state: State) => boolean;
  forgetAfterMs?: number;
  maxEvents?: number;
  /**
   * Events of an input that the reducer is to see, told by the event alone; the others are not kept, which spares a
   * topic of many kinds of events most of its cost. Only for inputs that processors write: of facts every version
   * must be known.
   */
  only?: {
    [Name in keyof Inputs]?: (event: Seen<EventOf<Inputs[Name]>>, context: Context) => boolean;
  };
  on: {
    [Name in keyof Inputs]: (
      state: State,
      event: Seen<EventOf<Inputs[Name]>>,
      emit: { readonly [Output in keyof Outputs]: Emitter<EventOf<Outputs[Output]>> },
      context: Context,
    ) => State;
  };
};

const EVENTS_MAX = 200_000;

/** Keeps the types of inputs, outputs and state bound together; processors are declared through this. */
export function defineProcessor<
  Inputs extends Record<string, AnyTopic>,
  Outputs extends Record<string, AnyTopic>,
  State,
>(spec: Spec<Inputs, Outputs, State>): Processor {
  const initial = JSON.stringify(spec.initial());
  const once = spec.emits === 'once' ? Object.keys(spec.outputs) : (spec.emits ?? []);
  return {
    name: spec.name,
    version: spec.version,
    inputs: Object.entries(spec.inputs).map(([name, topic]) => ({
      name,
      topic,
      only: spec.only?.[name] as unknown as ProcessorInput['only'],
      on: spec.on[name] as unknown as ProcessorInput['on'],
    })),
    outputs: Object.entries(spec.outputs).map(([name, topic]) => ({
      name,
      topic,
      once: once.includes(name),
    })),
    state: spec.state,
    initial: spec.initial,
    closed:
      (spec.closed as unknown as Processor['closed'] | undefined) ??
      ((state) => JSON.stringify(state) === initial),
    forgetAfterMs: spec.forgetAfterMs,
    maxEvents: spec.maxEvents ?? EVENTS_MAX,
  };
}

/** Most causes a row names; `causeCount` tells how many there were. */
export const CAUSES_MAX = 64;

/** A row's causes as `topic/id`, each once, in the order given. */
export function causesOf(refs: readonly string[]): { causes: string[]; causeCount: number } {
  const distinct = refs.length < 3 ? fewDistinct(refs) : [...new Set(refs)];
  return { causes: distinct.slice(0, CAUSES_MAX), causeCount: distinct.length };
}

function fewDistinct(refs: readonly string[]): readonly string[] {
  return refs.length === 2 && refs[0] === refs[1] ? refs.slice(1) : refs;
}
