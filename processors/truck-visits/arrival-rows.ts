import type { AppointmentArrival } from '@landbridge/schemas';
import type { Emitter, Row } from '../processor.ts';
import { causesOfVisit, endsOf } from './visit-row.ts';
import type { Visit } from './visit-state.ts';

type Link = Pick<AppointmentArrival, 'appointment' | 'appointmentId' | 'linkedBy'> & {
  /** Row of plate.appointments that told of the slot. */
  readonly slot: string | null;
};

/**
 * States on which appointments a visit came: those that its gates named, else the slots of the truck; else that it came
 * without one. What an earlier transaction of the visit made believe is withdrawn.
 */
export function tellArrivals(
  visits: { before: Visit | null; visit: Visit; plate: string; isDepot: boolean },
  emit: Emitter<AppointmentArrival>,
): void {
  const { before, visit, plate, isDepot } = visits;
  const links = isDepot ? [] : linksOf(visit, plate);
  if (before !== null && before.firstId === visit.firstId && !isDepot) {
    for (const link of linksOf(before, plate)) {
      if (links.some(({ appointment }) => appointment === link.appointment)) continue;
      emit.withdraw(idOf(link, visit, plate));
    }
  }
  for (const link of links) emit(arrivalRow(link, visit, plate));
}

function linksOf({ named, linked, firstId }: Visit, plate: string): Link[] {
  if (named.length > 0) {
    return named.map((id) => ({
      appointment: id,
      appointmentId: id,
      linkedBy: 'GATE',
      slot: null,
    }));
  }
  if (linked.length > 0) {
    return linked.map(({ appointmentId, slot }) => ({
      appointment: appointmentId,
      appointmentId,
      linkedBy: 'PLATE',
      slot,
    }));
  }
  const appointment = `walk-in:${plate}/${firstId}`;
  return [{ appointment, appointmentId: null, linkedBy: null, slot: null }];
}

function idOf({ appointment }: Link, { firstId }: Visit, plate: string): string {
  return `${appointment}/${plate}/${firstId}`;
}

/** The queue counts before the gate-in: else the terminal's own queue would turn drivers on time into late ones. */
function arrivalRow(link: Link, visit: Visit, plate: string): Row<AppointmentArrival> {
  const { startAt, quality } = endsOf(visit);
  const arrivedAt = startAt === null ? null : (visit.queue?.at ?? startAt);
  const { causes, causeCount } = causesOfVisit(visit);
  const { appointment, appointmentId, linkedBy } = link;
  const slot = link.slot === null ? [] : [link.slot];
  return {
    id: idOf(link, visit, plate),
    eventTime: arrivedAt ?? visit.firstGateAt,
    ...{ appointment, appointmentId, linkedBy },
    visit: `${plate}/${visit.firstId}`,
    plate,
    facility: visit.facility,
    facilityGroup: visit.facilityGroup,
    arrivedAt,
    arrivalBasis: arrivedAt === null ? null : basisOf(visit, quality === 'START_INFERRED'),
    gateAt: visit.firstGateAt,
    causes: [...causes, ...slot.map((id) => `plate.appointments/${id}`)],
    causeCount: causeCount + slot.length,
  };
}

function basisOf({ queue }: Visit, isInferred: boolean): AppointmentArrival['arrivalBasis'] {
  if (queue !== null) return 'QUEUE';
  return isInferred ? 'GEOFENCE' : 'GATE';
}
