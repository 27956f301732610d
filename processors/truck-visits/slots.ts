import type { PlateAppointment } from '@landbridge/schemas';
import type { Seen } from '../processor.ts';
import * as settings from './settings.ts';
import type { Slot, Visit } from './visit-state.ts';

/** Takes what was stated of a slot. One that led to a visit stays known, even when it is given up later. */
export function withSlot(slots: readonly Slot[], said: Seen<PlateAppointment>): readonly Slot[] {
  const known = slots.find(({ appointmentId }) => appointmentId === said.appointmentId);
  const others = slots.filter((slot) => slot !== known);
  const visit = known?.visit ?? null;
  if (!said.stands && visit === null) return known === undefined ? slots : others;
  const slot: Slot = {
    id: said.id,
    appointmentId: said.appointmentId,
    facility: said.facility,
    slotStart: said.slotStart,
    slotEnd: said.slotEnd,
    container: said.container,
    visit,
  };
  const current = others.filter(
    ({ slotEnd }) => said.eventTime - slotEnd <= settings.SLOT_REACH_MS,
  );
  const all = [...current, slot];
  return all.length > settings.SLOTS_MAX ? withoutFurthest(all) : all;
}

/** What lies furthest ahead is the least likely to be needed before it is stated again. */
function withoutFurthest(slots: readonly Slot[]): Slot[] {
  const furthest = Math.max(...slots.map(({ slotStart }) => slotStart));
  return slots.toSpliced(
    slots.findIndex(({ slotStart }) => slotStart === furthest),
    1,
  );
}

/**
 * The slots that a visit came on where no gate names one: at that terminal, within reach of the gate, and not taken by
 * another visit. Those for its boxes: it may drop one on one slot and fetch another on the next. Without such the
 * nearest in time.
 */
export function slotsOf(slots: readonly Slot[], visit: Visit): readonly Slot[] {
  const boxes = new Set([...visit.boxesIn, ...visit.boxesOut]);
  const away = (slot: Slot) => awayFrom(slot, visit.firstGateAt);
  const near = slots.filter(
    (slot) =>
      slot.facility !== null &&
      slot.facility === visit.facility &&
      (slot.visit === null || slot.visit === visit.firstId) &&
      away(slot) <= settings.SLOT_REACH_MS,
  );
  const forBoxes = near.filter(({ container }) => container !== null && boxes.has(container));
  if (forBoxes.length > 0) return forBoxes;
  return near.toSorted((one, other) => away(one) - away(other)).slice(0, 1);
}

/** Notes which slots a visit took, and frees those that it took before and does not any more. */
export function withTaken(
  slots: readonly Slot[],
  taken: { visit: string; appointments: readonly string[] },
): readonly Slot[] {
  const { visit, appointments } = taken;
  const visitOf = (slot: Slot) => {
    if (appointments.includes(slot.appointmentId)) return slot.visit ?? visit;
    return slot.visit === visit ? null : slot.visit;
  };
  if (slots.every((slot) => visitOf(slot) === slot.visit)) return slots;
  return slots.map((slot) => ({ ...slot, visit: visitOf(slot) }));
}

/** Milliseconds from a moment to the nearest edge of the slot; 0 inside. */
function awayFrom({ slotStart, slotEnd }: Slot, atMs: number): number {
  return Math.max(0, slotStart - atMs, atMs - slotEnd);
}
