import {
  DAY_MS,
  type PlateAppointment,
  plateAppointments,
  type TruckAppointment,
  truckAppointments,
} from '@landbridge/schemas';
import { defineProcessor, type Row, type Seen } from '../processor.ts';
import { PERHAPS_LONG, PERHAPS_STRING, stateRecord } from '../state-record.ts';

/** The truck that was named last, the one that has the slot, and who was told so in the last moment. */
export type PlateState = {
  readonly named: string | null;
  readonly holder: string | null;
  readonly toldAt: number | null;
  readonly told: readonly Told[];
};
type Told = { readonly plate: string; readonly id: string };

/** Trucks told in one moment that are known; of more the first keep what they were told. */
const TOLD_MAX = 16;

/**
 * Tells each truck of its slots, so that a visit whose gate names no appointment finds its own. Each statement is a row
 * of its own at the time it was made: a visit meets the slots as they stood when the truck came. A statement that names
 * no truck leaves it as it was; one that names another takes the slot from the first. Of versions of one moment each
 * truck is told the last only: rows of one moment stand in no order.
 */
export const appointmentPlates = defineProcessor({
  name: 'appointment-plates',
  version: 2,
  inputs: { statement: truckAppointments },
  outputs: { slot: plateAppointments },
  state: stateRecord('PlateState', {
    named: PERHAPS_STRING,
    holder: PERHAPS_STRING,
    toldAt: PERHAPS_LONG,
    told: { type: 'array', items: stateRecord('ToldTruck', { plate: 'string', id: 'string' }) },
  }),
  initial: (): PlateState => ({ named: null, holder: null, toldAt: null, told: [] }),
  // Slots are given out days ahead, not weeks: what was not spoken of for so long is over.
  closed: () => true,
  forgetAfterMs: 14 * DAY_MS,
  on: {
    statement(state, event, emit) {
      const named = event.plate ?? state.named;
      const holder = isGranted(event) ? named : event.status === 'REQUESTED' ? state.holder : null;
      const rows: Row<PlateAppointment>[] = [];
      if (state.holder !== null && state.holder !== holder) {
        rows.push(slotRow(event, { plate: state.holder, stands: false }));
      }
      if (holder !== null && isGranted(event)) {
        rows.push(slotRow(event, { plate: holder, stands: true }));
      }
      if (rows.length === 0 && named === state.named && holder === state.holder) return state;
      const before = state.toldAt === event.eventTime ? state.told : [];
      const again = before.filter(({ plate }) => rows.some((row) => row.plate === plate));
      for (const { id } of again) emit.slot.withdraw(id);
      for (const row of rows) emit.slot(row);
      const others = before.filter((each) => !again.includes(each));
      const told = [...others, ...rows.map(({ plate, id }) => ({ plate, id }))].slice(-TOLD_MAX);
      return { named, holder, toldAt: event.eventTime, told };
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
