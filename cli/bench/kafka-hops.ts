import { causesOf, defineProcessor } from '@landbridge/processors';
import { defineDerivedTopic, defineFactTopic, type Fact, type Header } from '@landbridge/schemas';
import { factHead, schemaOf } from './as-of-join.ts';

/** A truck on a segment of the road; `number` counts the readings of a run. */
export type Reading = Fact & { truck: string; segment: string; number: number };
type Move = Header & {
  truck: string;
  segment: string;
  number: number;
  sinceMs: number;
  causes: string[];
  causeCount: number;
};

const TRUCKS = 2_000;
const SEGMENTS = 500;
const FIELDS = ['truck', 'segment', 'number:'];
const ROW_FIELDS = [...FIELDS, 'sinceMs:', 'causes*', 'causeCount:'];
const NEVER = { lastAt: 0 };
const STATE = {
  type: 'record' as const,
  name: 'LastSeen',
  fields: [{ name: 'lastAt', type: 'long' as const }],
};

export const readings = defineFactTopic<Reading>({
  name: 'bench.readings',
  about: 'Benchmark input.',
  key: ({ truck }) => truck,
  schemas: [schemaOf('BenchReading', true, FIELDS)],
  keyField: 'truck',
  placing: ['truck', 'eventTime'],
  identity: 'timed',
});
const moves = defineDerivedTopic<Move>({
  name: 'bench.moves',
  about: 'What the first hop writes: keyed by segment, so that most rows go to another partition.',
  key: ({ segment }) => segment,
  schemas: [schemaOf('BenchMove', false, ROW_FIELDS)],
  keyField: 'segment',
  placing: ['segment', 'eventTime'],
  spanMs: 0,
});
export const passages = defineDerivedTopic<Move>({
  name: 'bench.passages',
  about: 'What the second hop writes.',
  key: ({ segment }) => segment,
  schemas: [schemaOf('BenchPassage', false, ROW_FIELDS)],
  keyField: 'segment',
  placing: ['segment', 'eventTime'],
  spanMs: 0,
});

/** Two hops, each with a state that every event changes: since when a truck moved, and since when a segment was passed. */
export const hops = [
  defineProcessor({
    ...{ name: 'bench-first-hop', version: 1, inputs: { reading: readings } },
    ...{ outputs: { move: moves }, emits: 'once', state: STATE, initial: () => NEVER },
    on: {
      reading({ lastAt }, { id, eventTime, truck, segment, number }, emit) {
        const sinceMs = lastAt === 0 ? 0 : eventTime - lastAt;
        const causes = causesOf([`bench.readings/${id}`]);
        emit.move({ id, eventTime, truck, segment, number, sinceMs, ...causes });
        return { lastAt: eventTime };
      },
    },
  }),
  defineProcessor({
    ...{ name: 'bench-second-hop', version: 1, inputs: { move: moves } },
    ...{ outputs: { passage: passages }, emits: 'once', state: STATE, initial: () => NEVER },
    on: {
      move({ lastAt }, { id, eventTime, truck, segment, number }, emit) {
        const sinceMs = lastAt === 0 ? 0 : eventTime - lastAt;
        const causes = causesOf([`bench.moves/${id}`]);
        emit.passage({ id, eventTime, truck, segment, number, sinceMs, ...causes });
        return { lastAt: eventTime };
      },
    },
  }),
];

/** Reading `number`, of this moment. Trucks and segments take turns, out of step with each other. */
export function readingOf(number: number, eventTime: number): Reading {
  const truck = `truck-${number % TRUCKS}`;
  const segment = `S${10_000 + ((number * 7 + Math.floor(number / TRUCKS)) % SEGMENTS)}`;
  const head = factHead(`gps:${truck}:${number}:${eventTime}`, 'gps', eventTime);
  return { ...head, truck, segment, number };
}
