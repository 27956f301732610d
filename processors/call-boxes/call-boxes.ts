import type { Reference } from '@landbridge/infra';
import {
  type CallBox,
  type ContainerEvent,
  callBoxes as callBoxTopic,
  containerEvents,
} from '@landbridge/schemas';
import { placeOf } from '../move-place.ts';
import { causesOf, defineProcessor, type Emitter, type Seen } from '../processor.ts';
import { PERHAPS_STRING, stateRecord } from '../state-record.ts';

/** The call that the box is to be loaded on, or was loaded on last; null before any was named. */
type CallBoxesState = { readonly call: Call | null };
type Call = {
  readonly callId: string;
  readonly voyage: string | null;
  readonly loaded: boolean;
};
type Step = { readonly event: Seen<ContainerEvent>; readonly emit: Emitter<CallBox> };

/**
 * Which call is to load a box, as plans, estimates and gate-ins name it, and whether it did. A box is on one call's list
 * at a time: when another one is named, the first is told that it no longer is. A loading that names no call is the
 * one on the call of its voyage.
 */
export const callBoxes = defineProcessor({
  name: 'call-boxes',
  version: 2,
  inputs: { event: containerEvents },
  outputs: { box: callBoxTopic },
  emits: 'once',
  state: stateRecord('CallBoxesState', {
    call: [
      'null',
      stateRecord('Call', { callId: 'string', voyage: PERHAPS_STRING, loaded: 'boolean' }),
    ],
  }),
  initial: (): CallBoxesState => ({ call: null }),
  // Of a box that has been silent for longer than facts may be late no plan is waited for.
  closed: () => true,
  only: {
    event: (event, { reference }) =>
      event.eventType === 'EQUIPMENT' &&
      event.container === event.subject &&
      (event.eventCode === 'LOAD' || isIntake(event)) &&
      isHere(event, reference),
  },
  on: {
    event(state, event, emit) {
      const step = { event, emit: emit.box };
      const isLoading = event.eventCode === 'LOAD' && event.classifier === 'ACT';
      return isLoading ? loaded(state, step) : planned(state, step);
    },
  },
});

/**
 * The call of a truck that comes in is the truck's; that of a vessel is where the box is to go, unless the box came by
 * sea: back at the gate, from a scanner or another terminal, it may name the vessel that brought it.
 */
function isIntake(event: Seen<ContainerEvent>): boolean {
  const { eventCode, classifier, emptyIndicator, vesselImo, trade, transshipment } = event;
  const isLaden = emptyIndicator === 'LADEN';
  const cameBySea = trade === 'IMPORT' || trade === 'TRANSSHIPMENT' || transshipment;
  const isNamed = vesselImo !== null && !cameBySea;
  return eventCode === 'GTIN' && classifier === 'ACT' && isLaden && isNamed;
}

function isHere(event: Seen<ContainerEvent>, reference: Reference): boolean {
  return placeOf({ ...event, move: event.eventCode }, reference) === 'TERMINAL';
}

function planned(state: CallBoxesState, { event, emit }: Step): CallBoxesState {
  const { callId, voyage } = event;
  const { call } = state;
  if (callId === null || callId === call?.callId) return state;
  leave(state, { event, emit });
  say({ event, emit }, { callId, status: 'PLANNED' });
  return { call: { callId, voyage, loaded: false } };
}

function loaded(state: CallBoxesState, { event, emit }: Step): CallBoxesState {
  const { call } = state;
  const isPlanned = call !== null && isOn(call, event);
  if (isPlanned && call.loaded) return state;
  const callId = event.callId ?? (isPlanned ? call.callId : null);
  if (!isPlanned) leave(state, { event, emit });
  if (callId === null) return call === null || call.loaded ? state : { call: null };
  say({ event, emit }, { callId, status: 'LOADED' });
  return { call: { callId, voyage: event.voyage, loaded: true } };
}

/** Takes the box off the list that it is on. */
function leave({ call }: CallBoxesState, step: Step): void {
  if (call !== null && !call.loaded) say(step, { callId: call.callId, status: 'CANCELLED' });
}

function isOn(call: Call, { callId, voyage }: Seen<ContainerEvent>): boolean {
  if (callId !== null) return callId === call.callId;
  return voyage === null || call.voyage === null || voyage === call.voyage;
}

function say(
  { event, emit }: Step,
  { callId, status }: { callId: string; status: CallBox['status'] },
): void {
  emit({
    id: `${callId}/${event.subject}:${status}@${event.id}`,
    eventTime: event.eventTime,
    callId,
    container: event.subject,
    status,
    voyage: event.voyage,
    vesselImo: event.vesselImo,
    facility: event.facility,
    facilityGroup: event.facilityGroup,
    booking: event.booking,
    ...causesOf([`container.events/${event.id}`]),
  });
}
