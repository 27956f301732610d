import type { TaskStore } from '@landbridge/infra';
import { type Header, plainCodecFor, type Topic } from '@landbridge/schemas';
import type { Context, Processor } from '../processor.ts';
import { type Emitted, endState, type Range } from './chunk.ts';
import {
  type Emissions,
  emitLetter,
  emitterOf,
  NO_EMISSIONS,
  newEmissions,
  sharedOf,
} from './emissions.ts';
import { reducerLetter } from './letters.ts';
import type { Publisher } from './publisher.ts';
import type { Timeline } from './timeline.ts';

/** A processor made ready to fold: codecs compiled, emitters bound, its timelines in memory. */
export type Folding = {
  readonly processor: Processor;
  /** Number under which its timelines are stored. */
  readonly number: number;
  readonly context: Context;
  readonly store: TaskStore;
  readonly publisher: Publisher;
  readonly chunkBytesMax: number;
  readonly emissions: Emissions;
  readonly emit: unknown;
  readonly timelines: Map<string, Timeline>;
  /** Whether an output keeps the history of its rows. */
  readonly keepsRows: boolean;
  /** Without state an event emits the same wherever it stands. */
  readonly stateless: boolean;
  readonly initialState: Buffer;
  encodeState(state: unknown): Buffer;
  decodeState(bytes: Buffer): unknown;
  readonly counters: FoldCounters;
};

export type FoldCounters = {
  /** Events folded as they came, in order. */
  folded: number;
  /** Events folded again, or for the first time behind others. */
  refolded: number;
  /** Reducers that threw. */
  failed: number;
};

export function newFolding(
  processor: Processor,
  number: number,
  rest: Pick<Folding, 'context' | 'store' | 'publisher' | 'chunkBytesMax'>,
): Folding {
  const emissions = newEmissions();
  const states = plainCodecFor(processor.state);
  return {
    processor,
    number,
    ...rest,
    emissions,
    emit: emitterOf(processor, emissions),
    timelines: new Map(),
    stateless: processor.state.fields.length === 0 && processor.outputs.every(({ once }) => once),
    keepsRows: processor.outputs.some(({ once }) => !once),
    initialState: states.encode(processor.initial()),
    encodeState: states.encode,
    decodeState: states.decode,
    counters: { folded: 0, refolded: 0, failed: 0 },
  };
}

/** Whether the last `foldEvent` threw. */
export const outcome = { failed: false };

/**
 * Folds one event: answers the next state and leaves what was emitted in `folding.emissions`. An event on which the
 * reducer throws changes nothing and emits a dead letter in place of rows.
 *
 * @param known the event, where it is decoded already
 * @param revision of the first row it emits; 0 where rows are compared with others first
 */
export function foldEvent(
  folding: Folding,
  state: unknown,
  input: number,
  event: Range,
  known?: Header,
  revision = 0,
): unknown {
  const { emissions } = folding;
  const { topic, on } = inputOf(folding, input);
  emissions.size = 0;
  emissions.count = 0;
  emissions.revision = revision;
  outcome.failed = false;
  const decoded = known ?? topic.codec.see(event.bytes, event.start, event.end);
  emissions.eventTime = decoded.eventTime;
  try {
    return on(state, decoded, folding.emit, folding.context);
  } catch (error) {
    outcome.failed = true;
    folding.counters.failed++;
    // What was emitted before is not published, so its revisions are not used up.
    emissions.revision = revision;
    emitLetter(
      emissions,
      folding.publisher.letters,
      reducerLetter({ processor: folding.processor, topic, event, decoded, error }),
    );
    return state;
  }
}

/** State after the last event of a timeline just loaded; undefined where its events are forgotten. */
export function lastState(folding: Folding, { chunks }: Timeline): unknown {
  const tail = chunks.at(-1);
  const end = tail === undefined || tail.dropped ? undefined : endState(tail);
  return end === undefined ? undefined : folding.decodeState(end);
}

/** What is stored of emissions: see `Chunk`. */
export function keptOf({ keepsRows, processor }: Folding, emitted: Emitted): Emitted {
  return keepsRows ? sharedOf(processor, emitted) : NO_EMISSIONS;
}

export function inputOf(folding: Folding, input: number): Processor['inputs'][number] {
  const found = folding.processor.inputs[input];
  if (found === undefined) throw new Error(`${folding.processor.name} has no input ${input}.`);
  return found;
}

/** Topic of an output by its number. */
export function outputTopic(folding: Folding, output: number): Topic<Header> {
  const found = folding.processor.outputs[output];
  return found === undefined ? folding.publisher.letters : found.topic;
}
