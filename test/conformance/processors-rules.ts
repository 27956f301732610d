import type { Processor } from '@landbridge/processors';
import { type InputEvent, naiveFold, strictly } from '@landbridge/processors/testing';
import { type AvroSchema, DAY_MS } from '@landbridge/schemas';
import { context, inputOf } from './processors-samples.ts';

/** What keeps the rows of one fold from being rows, as sentences; empty where nothing does. Names no processor. */
export function rowBreaches(processor: Processor, events: readonly InputEvent[]): string[] {
  const known = new Set(
    events.map(({ input, event }) => `${inputOf(processor, input).topic.name}/${event.id}`),
  );
  return naiveFold(processor, events, context).flatMap(({ output, row }) => {
    const topic = processor.outputs.find(({ name }) => name === output)?.topic;
    const id = String(row['id']);
    const key = topic?.key(row as never) ?? '';
    const causes = (row['causes'] ?? []) as readonly string[];
    const foreign = causes.filter((cause) => !known.has(cause));
    return [
      id.includes(key) ? '' : `the id of ${output} ${id} does not hold its key ${key}.`,
      causes.length > 0 ? '' : `${output} ${id} names no cause.`,
      foreign.length === 0 ? '' : `${output} ${id} names ${foreign[0]}, which it has not seen.`,
      Number(row['causeCount']) >= causes.length ? '' : `${output} ${id} counts too few causes.`,
    ].filter((breach) => breach !== '');
  });
}

/** Rows of a once output that more than one event emits. */
export function onceBreaches(processor: Processor, events: readonly InputEvent[]): string[] {
  const emitters = new Map<string, string>();
  const breaches = new Set<string>();
  const watched: Processor = {
    ...processor,
    inputs: processor.inputs.map((input) => ({
      ...input,
      on: (state, event, emit, on) => {
        const seen = Object.entries(emit as Record<string, Emit>).map(([name, say]) => {
          const once = processor.outputs.some((output) => output.name === name && output.once);
          const watch = (row: { id: string }) => {
            const before = emitters.get(`${name} ${row.id}`) ?? event.id;
            if (once && before !== event.id) {
              breaches.add(`${name} ${row.id} comes from ${before} and from ${event.id}.`);
            }
            emitters.set(`${name} ${row.id}`, event.id);
            say(row);
          };
          return [name, Object.assign(watch, { withdraw: (id: string) => say.withdraw(id) })];
        });
        return input.on(state, event, Object.fromEntries(seen), on);
      },
    })),
  };
  naiveFold(watched, events, context);
  return [...breaches];
}

type Emit = ((row: { id: string }) => void) & { withdraw(id: string): void };

const FEW = 4;
const MANY = 24;
/** Numbers and texts in a state may get longer; what it remembers may not become more. */
const SLACK = { share: 1.25, bytes: 64 };

/** What reducers must not do, and whether the state becomes larger with the number of events. */
export function stateBreaches(processor: Processor, events: readonly InputEvent[]): string[] {
  const [few, many] = [FEW, MANY].map((times) => {
    const watched = strictly(processor);
    naiveFold(watched.processor, repeated(processor, events, times), context);
    return { faults: watched.faults, bytes: watched.stateBytesMax() };
  });
  if (few === undefined || many === undefined) return [];
  const allowed = few.bytes * SLACK.share + SLACK.bytes;
  const grows =
    many.bytes > allowed
      ? [
          `its state grows from ${few.bytes} to ${many.bytes} bytes with ${MANY / FEW} times the events.`,
        ]
      : [];
  return [...many.faults.slice(0, 3), ...grows];
}

/** The same events again and again, each time some days later. */
function repeated(
  processor: Processor,
  events: readonly InputEvent[],
  times: number,
): InputEvent[] {
  const eventTimes = events.map(({ event }) => event.eventTime);
  const spanMs = Math.max(...eventTimes) - Math.min(...eventTimes) + DAY_MS;
  return Array.from({ length: times }, (_, round) =>
    events.map(({ input, event }) => {
      const schema = inputOf(processor, input).topic.schemas.at(-1);
      const moved = Object.fromEntries(
        Object.entries(event).map(([name, value]) => {
          const shifts = typeof value === 'number' && schema !== undefined && isTime(schema, name);
          return [name, shifts ? value + round * spanMs : value];
        }),
      );
      return { input, event: { ...event, ...moved, id: `${event.id}~${round}` } };
    }),
  ).flat();
}

function isTime({ fields }: AvroSchema, name: string): boolean {
  const type = fields.find((field) => field.name === name)?.type;
  return JSON.stringify(type ?? '').includes('timestamp-millis');
}
