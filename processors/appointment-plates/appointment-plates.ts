import {
  DAY_MS,
  type PlateAppointment,
  plateAppointments,
  type TruckAppointment,
  truckAppointments,
} from '@landbridge/schemas';
import { defineProcessor, type Row, type Seen } from '../processor.ts';
import { PERHAPS_STRING, stateRecord } from '../state-record.ts';

/** The truck that was named last, and the one that has the slot. */
export type PlateState = { readonly named: string | null; readonly holder: string | null };

/**
 * Tells each truck of its slots, so that a visit whose gate names no appointment finds its own. Each statement is a row
 * of its own at the time it was made: a visit meets the slots as they stood when the truck came. A statement that names
 * no truck leaves it as it was; one that names another takes the slot from the first.
 */
export const appointmentPlates = defineProcessor({
  name: 'appointment-plates',
  version: 1,
  inputs: { statement: truckAppointments },
  outputs: { slot: plateAppointments },
  emits: 'once',
  state: stateRecord('PlateState', { named: PERHAPS_STRING, holder: PERHAPS_STRING }),
  initial: (): PlateState => ({ named: null, holder: null }),
  // Slots are given out days ahead, not weeks: what was not spoken of for so long is over.
  closed: () => true,
  forgetAfterMs: 14 * DAY_MS,
  on: {
    statement(state, event, emit) {
      const named = event.plate ?? state.named;
      const holder = isGranted(event) ? named : event.status === 'REQUESTED' ? state.holder : null;
      if (state.holder !== null && state.holder !== holder) {
        emit.slot(slotRow(event, { plate: state.holder, stands: false }));
      }
      if (holder !== null && isGranted(event))
        emit.slot(slotRow(event, { plate: holder, stands: true }));
      const isSame = named === state.named && holder === state.holder;
      return isSame ? state : { named, holder };
    },
  },
});

function isGranted({ status }: Seen<TruckAppointment>): boolean {
  return status === 'CONFIRMED' || status === 'RESCHEDULED';
}

function slotRow(
  event: Seen<TruckAppointment>,
  { plate, stands }: { plate: string; stands: boolean },
): Row<PlateAppointment> {
  return {
    id: `${plate}/${event.id}`,
    eventTime: event.eventTime,
    plate,
    appointmentId: event.appointmentId,
    stands,
    facility: event.facility,
    slotStart: event.slotStart,
    slotEnd: event.slotEnd,
    container: event.container,
    causes: [`truck.appointments/${event.id}`],
    causeCount: 1,
  };
}
