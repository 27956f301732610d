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
  return [...current, slot].slice(-settings.SLOTS_MAX);
}

/**
 * The slot that a visit came on where no gate names it: at that terminal, within reach of the gate, and not taken by
 * another visit. A slot for a box of the visit comes first, then the nearest in time.
 */
export function slotOf(slots: readonly Slot[], visit: Visit): Slot | undefined {
  const boxes = new Set([...visit.boxesIn, ...visit.boxesOut]);
  let best: Slot | undefined;
  let bestAway = Number.POSITIVE_INFINITY;
  for (const slot of slots) {
    if (slot.facility === null || slot.facility !== visit.facility) continue;
    if (slot.visit !== null && slot.visit !== visit.firstId) continue;
    const awayMs = awayFrom(slot, visit.firstGateAt);
    if (awayMs > settings.SLOT_REACH_MS) continue;
    const isForBox = slot.container !== null && boxes.has(slot.container);
    const away = isForBox ? awayMs - settings.SLOT_REACH_MS - 1 : awayMs;
    if (away >= bestAway) continue;
    best = slot;
    bestAway = away;
  }
  return best;
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
