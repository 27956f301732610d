import { loadReference } from '@landbridge/infra';
import type { Context, Processor, ProcessorInput } from '@landbridge/processors';
import { processors } from '@landbridge/processors';
import { type InputEvent, naiveFold } from '@landbridge/processors/testing';
import { settledFacts } from '@landbridge/producers/testing';
import type { Header, Topic } from '@landbridge/schemas';
import { anyEventOf } from '@landbridge/schemas/testing';
import fc from 'fast-check';
import { smallDay } from '../simulation/day/small-day.ts';

export const context: Context = { reference: loadReference() };

const SEED = 1;
const KEYS_MAX = 3;
const EVENTS_MAX = 100;
const EVENTS_MIN = 4;
/** Where nothing was recorded: so many events of so many keys, within a minute's steps. */
const MADE = { events: 40, keys: ['a', 'b'], everyMs: 60_000, fromMs: Date.UTC(2026, 2, 11) };

let recorded: ReadonlyMap<string, readonly Header[]> | undefined;

/**
 * Events of a few keys of a processor: those of a small simulated day, folded by the processors before it. What the day
 * knows nothing of is made from the schema.
 */
export function samplesOf(processor: Processor): InputEvent[] {
  recorded ??= record();
  const known = recorded;
  const events = processor.inputs.flatMap((input) =>
    (known.get(input.topic.name) ?? made(input)).map((event) => ({ input: input.name, event })),
  );
  const byKey = [...Map.groupBy(events, (each) => keyOf(processor, each)).values()].sort(
    (one, other) => worthOf(other) - worthOf(one),
  );
  const rich = byKey.filter(({ length }) => length >= EVENTS_MIN);
  // Some facts are alone under their key: then a few keys of whatever there is.
  const keys = (rich.length > 0 ? rich : byKey).map((ofKey) =>
    ofKey
      .toSorted((one, other) => one.event.eventTime - other.event.eventTime)
      .slice(0, EVENTS_MAX),
  );
  const best = keys.slice(0, KEYS_MAX).flat();
  if (naiveFold(processor, best, context).length > 0) return best;
  // Some events seldom meet even under their key: then the keys on which they do.
  const telling = keys.filter((ofKey) => naiveFold(processor, ofKey, context).length > 0);
  return telling.slice(0, KEYS_MAX).flat();
}

export function inputOf(processor: Processor, name: string): ProcessorInput {
  const input = processor.inputs.find((each) => each.name === name);
  if (input === undefined) throw new Error(`${processor.name} has no input ${name}.`);
  return input;
}

function keyOf(processor: Processor, { input, event }: InputEvent): string {
  return inputOf(processor, input).topic.key(event);
}

/** A key on which all inputs meet tells most; of these the one with the most events that are still looked at. */
function worthOf(events: readonly InputEvent[]): number {
  const inputs = new Set(events.map(({ input }) => input)).size;
  return inputs * 10_000 + Math.min(events.length, EVENTS_MAX);
}

function record(): ReadonlyMap<string, readonly Header[]> {
  const { reference } = context;
  const { deliveries } = smallDay({ seed: SEED, disturb: 'none' }, reference);
  const rows = new Map<string, readonly Header[]>(
    settledFacts(deliveries, reference).facts as never,
  );
  const waiting = new Set(processors);
  for (let size = -1; size !== waiting.size; ) {
    size = waiting.size;
    for (const processor of waiting) {
      if (!processor.inputs.every(({ topic }) => rows.has(topic.name))) continue;
      waiting.delete(processor);
      const events = processor.inputs.flatMap(({ name: input, topic }) =>
        (rows.get(topic.name) ?? []).map((event) => ({ input, event })),
      );
      const folded = naiveFold(processor, events, context);
      for (const { name, topic } of processor.outputs) {
        const own = folded.filter(({ output }) => output === name);
        rows.set(
          topic.name,
          own.map(({ row }) => stated(row)),
        );
      }
    }
  }
  return rows;
}

function stated(row: Record<string, unknown>): Header {
  return { ...row, revision: 0, retracted: false } as unknown as Header;
}

/** Events from the schema alone, of few keys and close in time, so that they meet. */
function made({ topic }: ProcessorInput): Header[] {
  const any = fc.sample(anyEventOf(topic as Topic), { numRuns: MADE.events, seed: SEED });
  return any.map((event, number) => ({
    ...event,
    [topic.keyField]: MADE.keys[number % MADE.keys.length],
    id: `made:${number}`,
    revision: 0,
    retracted: false,
    eventTime: MADE.fromMs + number * MADE.everyMs,
  }));
}
