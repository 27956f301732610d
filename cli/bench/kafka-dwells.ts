import { causesOf, defineProcessor } from '@landbridge/processors';
import { defineDerivedTopic, defineFactTopic, type Fact, type Header } from '@landbridge/schemas';
import { fieldOf, schemaOf } from './as-of-join.ts';

export const KINDS = ['DISCHARGE', 'YARD', 'GATE_IN', 'GATE_OUT', 'LOAD'] as const;

/** What happened to a container. */
export type BoxEvent = Fact & {
  container: string;
  visit: string;
  kind: (typeof KINDS)[number];
  place: string;
  plate: string | null;
};

/** Times are epoch milliseconds; 0 where it has not happened. */
type DwellState = {
  visit: string;
  place: string;
  plate: string | null;
  events: number;
  firstAt: number;
  lastAt: number;
  dischargedAt: number;
  yardAt: number;
  gateInAt: number;
  gateOutAt: number;
  loadedAt: number;
};
/** A container's stay as of one of its events. */
export type Dwell = Header &
  DwellState & { container: string; dwellMs: number; causes: string[]; causeCount: number };

const DWELL_FIELDS = [
  ...['visit', 'place', 'plate?', 'events:', 'firstAt:', 'lastAt:'],
  ...['dischargedAt:', 'yardAt:', 'gateInAt:', 'gateOutAt:', 'loadedAt:'],
];
export const boxEvents = defineFactTopic<BoxEvent>({
  name: 'bench.box-events',
  about: 'Benchmark input.',
  key: ({ container }) => container,
  schemas: [schemaOf('BenchBoxEvent', true, ['container', 'visit', 'kind', 'place', 'plate?'])],
  keyField: 'container',
  placing: ['container', 'eventTime'],
  identity: 'timed',
});
export const dwells = defineDerivedTopic<Dwell>({
  name: 'bench.dwells',
  about: 'Benchmark output.',
  key: ({ container }) => container,
  schemas: [
    schemaOf('BenchDwell', false, [
      'container',
      ...DWELL_FIELDS,
      'dwellMs:',
      'causes*',
      'causeCount:',
    ]),
  ],
  keyField: 'container',
  placing: ['container', 'eventTime'],
  spanMs: 0,
});

/** The fold that Kafka Streams is measured on: a container's stay, told anew at each of its events. */
export const dwellFold = defineProcessor({
  name: 'bench-fold',
  version: 1,
  inputs: { event: boxEvents },
  outputs: { dwell: dwells },
  emits: 'once',
  state: {
    type: 'record',
    name: 'DwellState',
    fields: DWELL_FIELDS.map(fieldOf),
  },
  initial: (): DwellState => ({
    ...{ visit: '', place: '', plate: null, events: 0, firstAt: 0, lastAt: 0 },
    ...{ dischargedAt: 0, yardAt: 0, gateInAt: 0, gateOutAt: 0, loadedAt: 0 },
  }),
  closed: () => false,
  on: {
    event(state, { id, eventTime, container, visit, kind, place, plate }, emit) {
      const isFirst = state.events === 0;
      const next: DwellState = {
        visit: isFirst ? visit : state.visit,
        place,
        plate: plate ?? state.plate,
        events: state.events + 1,
        firstAt: isFirst ? eventTime : state.firstAt,
        lastAt: eventTime,
        dischargedAt: kind === 'DISCHARGE' ? eventTime : state.dischargedAt,
        yardAt: kind === 'YARD' ? eventTime : state.yardAt,
        gateInAt: kind === 'GATE_IN' ? eventTime : state.gateInAt,
        gateOutAt: kind === 'GATE_OUT' ? eventTime : state.gateOutAt,
        loadedAt: kind === 'LOAD' ? eventTime : state.loadedAt,
      };
      emit.dwell({
        // Spread first, since V8 clones it then.
        ...next,
        id,
        eventTime,
        container,
        dwellMs: eventTime - next.firstAt,
        ...causesOf([`bench.box-events/${id}`]),
      });
      return next;
    },
  },
});
