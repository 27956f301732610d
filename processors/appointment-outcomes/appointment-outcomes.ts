import {
  type AppointmentOutcome,
  appointmentArrivals,
  DAY_MS,
  appointmentOutcomes as outcomeTopic,
  type TruckAppointment,
  truckAppointments,
} from '@landbridge/schemas';
import { defineProcessor, type Emitter, type Seen } from '../processor.ts';
import { noShowAt, outcomeRow } from './outcome-row.ts';
import {
  comingOf,
  NOTHING_STATED,
  type OutcomeState,
  outcomeStateSchema,
  planOf,
} from './outcome-state.ts';

/**
 * How appointments are kept: the arrival (queue before gate-in) against the slot that was confirmed last before it.
 * What is stated after the arrival counts as a version and judges nothing. Nothing is a no-show here: an open row says
 * from when on it is one, and an arrival after that still makes it late. A visit without an appointment has a row too.
 */
export const appointmentOutcomes = defineProcessor({
  name: 'appointment-outcomes',
  version: 2,
  inputs: { statement: truckAppointments, arrival: appointmentArrivals },
  outputs: { outcome: outcomeTopic },
  state: outcomeStateSchema,
  initial: (): OutcomeState => NOTHING_STATED,
  // Slots are given out days ahead, not weeks: what was not spoken of for so long is over.
  closed: () => true,
  forgetAfterMs: 14 * DAY_MS,
  on: {
    statement: (state, event, emit) =>
      told(event.appointmentId, withStatement(state, event), emit.outcome),
    arrival(state, event, emit) {
      // The first visit is the one that the slot was for; more of them are counted.
      const coming = state.coming ?? comingOf(event);
      const now = { ...state, coming, arrivals: state.arrivals + 1 };
      return told(event.appointment, now, emit.outcome);
    },
  },
});

function told(
  appointment: string,
  state: OutcomeState,
  emit: Emitter<AppointmentOutcome>,
): OutcomeState {
  const row = outcomeRow(appointment, state);
  if (row !== undefined) emit(row);
  return state;
}

function withStatement(state: OutcomeState, event: Seen<TruckAppointment>): OutcomeState {
  const counted = {
    ...state,
    versions: state.versions + 1,
    firstId: state.firstId ?? event.id,
  };
  if (state.coming !== null) return counted;
  if (event.status === 'CANCELLED' || event.status === 'TERMINAL_CANCELLED') {
    return withCancellation(counted, event);
  }
  const stated = planOf(event);
  if (event.status === 'REQUESTED') return { ...counted, stated };
  return { ...counted, stated, granted: stated, cancelled: null };
}

/** Who had not come by then is a no-show, and stays one whatever is cancelled afterwards. */
function withCancellation(state: OutcomeState, event: Seen<TruckAppointment>): OutcomeState {
  const plan = state.granted ?? state.stated ?? planOf(event);
  if (event.eventTime > noShowAt(plan)) return { ...state, stated: state.stated ?? plan };
  const byTerminal = event.status === 'TERMINAL_CANCELLED';
  return {
    ...state,
    stated: state.stated ?? plan,
    cancelled: { id: event.id, at: event.eventTime, byTerminal },
  };
}
