import {
  type BoxDeparture,
  boxDepartures,
  type CallBox,
  callBoxes,
  type VesselCall,
  vesselCalls,
} from '@landbridge/schemas';
import { causesOf, defineProcessor, type Emitter, type Row, type Seen } from '../processor.ts';
import { PERHAPS_LONG, PERHAPS_STRING, stateRecord } from '../state-record.ts';

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
  readonly waiting: readonly Waiting[];
};
/** A box on the list, and the voyage that its plan names: the call may name none, or its carrier another one. */
type Waiting = Pick<CallBox, 'container' | 'voyage'>;
type Emit = Emitter<BoxDeparture>;

/**
 * Most boxes of a call that are watched until it departs: each is told by the one event, and all are state. What is
 * planned beyond them is told what is known when it is planned, and no more.
 */
export const WAITING_MAX = 1_000;

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
      items: stateRecord('Waiting', { container: 'string', voyage: PERHAPS_STRING }),
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
      const { container, status, voyage } = event;
      const isWaiting = state.waiting.some((box) => box.container === container);
      if (status !== 'PLANNED') {
        if (status === 'CANCELLED' && !state.departed) {
          emit.departure(rowOfBox(state, event, 'CANCELLED'));
        }
        return isWaiting
          ? { ...state, waiting: state.waiting.filter((box) => box.container !== container) }
          : state;
      }
      if (state.departed) return state;
      emit.departure(rowOfBox(state, event, 'PLANNED'));
      return isWaiting || state.waiting.length === WAITING_MAX
        ? state
        : { ...state, waiting: [...state.waiting, { container, voyage }] };
    },
  },
});

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
  for (const { container, voyage } of state.waiting) {
    const row = { id: `${container}/${callId}:${milestone}@${id}`, eventTime, container, callId };
    emit({ ...row, milestone, ...about, voyage: about.voyage ?? voyage, ...causes });
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
