import type { Header } from '@landbridge/schemas';
import type { Context, Processor } from '../processor.ts';

/** An event of an input, as a test states it. */
export type InputEvent = { readonly input: string; readonly event: Header };
export type OutputRow = { readonly output: string; readonly row: Record<string, unknown> };

/**
 * The oracle of the engine: takes the newest version of each event, sorts all events of each key, folds once, and
 * keeps what the last emitter said of each row. A dozen lines that are right by reading.
 */
export function naiveFold(
  processor: Processor,
  events: readonly InputEvent[],
  context: Context,
): OutputRow[] {
  const newest = new Map<string, InputEvent>();
  for (const each of events) {
    const known = newest.get(`${each.input} ${each.event.id}`);
    if (known === undefined || each.event.revision >= known.event.revision) {
      newest.set(`${each.input} ${each.event.id}`, each);
    }
  }
  const byKey = Map.groupBy(
    [...newest.values()].filter(
      ({ input, event }) =>
        !event.retracted && inputOf(processor, input).only?.(event, context) !== false,
    ),
    ({ input, event }) => inputOf(processor, input).topic.key(event),
  );
  return [...byKey.values()].flatMap((ofKey) => foldKey(processor, ofKey, context));
}

function foldKey(
  processor: Processor,
  events: readonly InputEvent[],
  context: Context,
): OutputRow[] {
  const sorted = events.toSorted((a, b) => compareEvents(processor, a, b));
  const rows = new Map<string, OutputRow>();
  let said: (() => void)[] = [];
  const emit = Object.fromEntries(
    processor.outputs.map(({ name }) => [
      name,
      Object.assign(
        (row: Record<string, unknown>) => {
          said.push(() => rows.set(`${name} ${String(row['id'])}`, { output: name, row }));
        },
        { withdraw: (id: string) => said.push(() => rows.delete(`${name} ${id}`)) },
      ),
    ]),
  );
  let state = processor.initial();
  for (const { input, event } of sorted) {
    said = [];
    try {
      state = inputOf(processor, input).on(state, event, emit, context);
    } catch {
      // An event on which the reducer throws changes nothing and emits nothing.
      said = [];
    }
    for (const say of said) say();
  }
  return [...rows.values()];
}

function compareEvents(processor: Processor, a: InputEvent, b: InputEvent): number {
  const inputs = processor.inputs.map(({ name }) => name);
  return (
    a.event.eventTime - b.event.eventTime ||
    inputs.indexOf(a.input) - inputs.indexOf(b.input) ||
    rankOf(processor, a) - rankOf(processor, b) ||
    Buffer.compare(Buffer.from(a.event.id), Buffer.from(b.event.id))
  );
}

function rankOf(processor: Processor, { input, event }: InputEvent): number {
  return inputOf(processor, input).topic.rank(event);
}

function inputOf(processor: Processor, name: string): Processor['inputs'][number] {
  const input = processor.inputs.find((each) => each.name === name);
  if (input === undefined) throw new Error(`${processor.name} has no input ${name}.`);
  return input;
}
