import {
  type BoxDeparture,
  boxDepartures,
  type CallBox,
  callBoxes,
  type VesselCall,
  vesselCalls,
} from '@landbridge/schemas';
import { causesOf, defineProcessor, type Emitter, type Row, type Seen } from '../processor.ts';
import { PERHAPS_LONG, PERHAPS_STRING, stateRecord, TEXTS } from '../state-record.ts';

type Departures = {
  readonly cargoClosingAt: number | null;
  readonly closedBy: string | null;
  readonly departureAt: number | null;
  readonly departed: boolean;
  readonly voyage: string | null;
  readonly vesselImo: string | null;
  readonly facility: string | null;
  readonly facilityGroup: string | null;
  /** Boxes that are to be loaded and are not yet. */
  readonly waiting: readonly OnVoyage[];
};
/** Boxes by the voyage that their plans name: the call may name none, and each carrier has its own. */
type OnVoyage = Pick<CallBox, 'voyage'> & { readonly containers: readonly string[] };
type Emit = Emitter<BoxDeparture>;

/**
 * Most boxes of a call that are watched until it departs, a vessel's whole list: each is told by the one event, and all
 * are state. Planned one by one, half loaded and left, such a list is 25 MB of chunks and a second of CPU, one of 240
 * boxes 0.1 MB. What is planned beyond it is told what is known then, and not that the vessel left without it.
 */
export const WAITING_MAX = 6_000;

const NEW_CALL: Departures = {
  cargoClosingAt: null,
  closedBy: null,
  departureAt: null,
  departed: false,
  voyage: null,
  vesselImo: null,
  facility: null,
  facilityGroup: null,
  waiting: [],
};

/**
 * What a vessel call means for the boxes on its list: when the terminal closes its cargo, and that it has departed
 * without those that were not loaded by then. Only an actual departs; of what is expected the last statement counts.
 */
export const departures = defineProcessor({
  name: 'departures',
  version: 2,
  inputs: { call: vesselCalls, box: callBoxes },
  outputs: { departure: boxDepartures },
  emits: 'once',
  state: stateRecord('DeparturesState', {
    cargoClosingAt: PERHAPS_LONG,
    closedBy: PERHAPS_STRING,
    departureAt: PERHAPS_LONG,
    departed: 'boolean',
    voyage: PERHAPS_STRING,
    vesselImo: PERHAPS_STRING,
    facility: PERHAPS_STRING,
    facilityGroup: PERHAPS_STRING,
    waiting: {
      type: 'array',
      items: stateRecord('OnVoyage', { voyage: PERHAPS_STRING, containers: TEXTS }),
    },
  }),
  initial: (): Departures => NEW_CALL,
  // A call that nothing has been heard of for longer than facts may be late is over.
  closed: () => true,
  on: {
    call(state, event, emit) {
      const known = withVessel(state, event);
      if (event.milestone === 'CARGO_CLOSING') return closes(known, event, emit.departure);
      return event.milestone === 'DEPARTED' ? departs(known, event, emit.departure) : known;
    },
    box(state, event, emit) {
      const { container, status } = event;
      const isWaiting = state.waiting.some(({ containers }) => containers.includes(container));
      if (status !== 'PLANNED') {
        if (status === 'CANCELLED' && !state.departed) {
          emit.departure(rowOfBox(state, event, 'CANCELLED'));
        }
        return isWaiting ? { ...state, waiting: without(state.waiting, container) } : state;
      }
      if (state.departed) return state;
      emit.departure(rowOfBox(state, event, 'PLANNED'));
      return isWaiting || countOf(state.waiting) === WAITING_MAX
        ? state
        : { ...state, waiting: withBox(state.waiting, event) };
    },
  },
});

function countOf(waiting: readonly OnVoyage[]): number {
  return waiting.reduce((count, { containers }) => count + containers.length, 0);
}

function withBox(waiting: readonly OnVoyage[], box: Seen<CallBox>): readonly OnVoyage[] {
  const { voyage, container } = box;
  const others = waiting.filter((each) => each.voyage !== voyage);
  const known = waiting.find((each) => each.voyage === voyage)?.containers ?? [];
  return [...others, { voyage, containers: [...known, container] }];
}

function without(waiting: readonly OnVoyage[], container: string): readonly OnVoyage[] {
  return waiting
    .map((each) => ({
      ...each,
      containers: each.containers.filter((one) => one !== container),
    }))
    .filter(({ containers }) => containers.length > 0);
}

function closes(state: Departures, event: Seen<VesselCall>, emit: Emit): Departures {
  const cargoClosingAt = event.classifier === 'ACT' ? event.eventTime : event.expectedAt;
  if (cargoClosingAt === null || cargoClosingAt === state.cargoClosingAt) return state;
  const next = { ...state, cargoClosingAt, closedBy: event.id };
  if (!state.departed) tellAll(next, event, { milestone: 'CLOSING_CHANGED', emit });
  return next;
}

function departs(state: Departures, event: Seen<VesselCall>, emit: Emit): Departures {
  if (state.departed) return state;
  if (event.classifier !== 'ACT') {
    return event.expectedAt === state.departureAt
      ? state
      : { ...state, departureAt: event.expectedAt };
  }
  const next = { ...state, departureAt: event.eventTime, departed: true };
  tellAll(next, event, { milestone: 'DEPARTED', emit });
  return { ...next, waiting: [] };
}

function tellAll(
  state: Departures,
  { id, callId, eventTime }: Seen<VesselCall>,
  { milestone, emit }: { milestone: BoxDeparture['milestone']; emit: Emit },
): void {
  const causes = causesOf([`vessel.calls/${id}`]);
  const about = aboutCall(state);
  for (const { containers, voyage: planned } of state.waiting) {
    const onVoyage = { ...about, voyage: about.voyage ?? planned };
    for (const container of containers) {
      const row = { id: `${container}/${callId}:${milestone}@${id}`, eventTime, container, callId };
      emit({ ...row, milestone, ...onVoyage, ...causes });
    }
  }
}

function rowOfBox(
  state: Departures,
  event: Seen<CallBox>,
  milestone: BoxDeparture['milestone'],
): Row<BoxDeparture> {
  const { id, container, callId, eventTime } = event;
  const closing = state.closedBy === null ? [] : [`vessel.calls/${state.closedBy}`];
  const about = aboutCall(state);
  return {
    id: `${container}/${callId}:${milestone}@${id}`,
    eventTime,
    container,
    callId,
    milestone,
    ...about,
    voyage: about.voyage ?? event.voyage,
    vesselImo: about.vesselImo ?? event.vesselImo,
    facility: about.facility ?? event.facility,
    facilityGroup: about.facilityGroup ?? event.facilityGroup,
    ...causesOf([`call.boxes/${id}`, ...closing]),
  };
}

function aboutCall(state: Departures) {
  const { cargoClosingAt, departureAt, voyage, vesselImo, facility, facilityGroup } = state;
  return { cargoClosingAt, departureAt, voyage, vesselImo, facility, facilityGroup };
}

/** The newest statement about the vessel and its terminal counts; what it leaves open stays. */
function withVessel(state: Departures, event: Seen<VesselCall>): Departures {
  const next = {
    ...state,
    voyage: event.voyageOut ?? state.voyage,
    vesselImo: event.vesselImo ?? state.vesselImo,
    facility: event.facility ?? state.facility,
    facilityGroup: event.facilityGroup ?? state.facilityGroup,
  };
  const isSame =
    next.voyage === state.voyage &&
    next.vesselImo === state.vesselImo &&
    next.facility === state.facility &&
    next.facilityGroup === state.facilityGroup;
  return isSame ? state : next;
}
