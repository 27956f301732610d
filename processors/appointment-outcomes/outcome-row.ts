import type { AppointmentOutcome } from '@landbridge/schemas';
import { causesOf, type Row } from '../processor.ts';
import type { Coming, OutcomeState, Plan } from './outcome-state.ts';
import * as settings from './settings.ts';

type Verdict = Pick<AppointmentOutcome, 'outcome' | 'rule'>;

/** The row of an appointment as it stands; undefined while nothing is known that it could stand on. */
export function outcomeRow(
  appointment: string,
  state: OutcomeState,
): Row<AppointmentOutcome> | undefined {
  const { coming, granted } = state;
  const plan = granted ?? state.stated;
  if (plan === null && coming === null) return undefined;
  const offsetMs = granted === null ? null : offsetOf(granted, coming?.arrivedAt ?? null);
  return {
    id: appointment,
    eventTime: plan?.slotStart ?? coming?.arrivedAt ?? coming?.gateAt ?? 0,
    appointment,
    appointmentId: plan === null ? (coming?.appointmentId ?? null) : appointment,
    ...verdictOf(state, offsetMs),
    confirmed: granted !== null,
    versions: state.versions,
    judgedVersion: granted?.version ?? null,
    facility: plan?.facility ?? coming?.facility ?? null,
    facilityGroup: plan?.facilityGroup ?? coming?.facilityGroup ?? null,
    moveType: plan?.moveType ?? null,
    container: plan?.container ?? null,
    // Who came is known better than who was announced.
    plate: coming?.plate ?? plan?.plate ?? null,
    haulier: plan?.haulier ?? null,
    slotStart: plan?.slotStart ?? null,
    slotEnd: plan?.slotEnd ?? null,
    noShowAt: plan === null ? null : noShowAt(plan),
    arrivedAt: coming?.arrivedAt ?? null,
    arrivalBasis: coming?.arrivalBasis ?? null,
    offsetMs,
    cancelledAt: state.cancelled?.at ?? null,
    visit: coming?.visit ?? null,
    arrivals: state.arrivals,
    ...evidenceOf(state),
  };
}

/** From when on a truck that no gate has seen is a no-show; whether that is past is for the query to say. */
export function noShowAt({ slotEnd }: Plan): number {
  return slotEnd + settings.NO_SHOW_MS;
}

function verdictOf(state: OutcomeState, offsetMs: number | null): Verdict {
  const { coming, granted, stated, cancelled } = state;
  if (cancelled !== null) {
    const rule = coming === null ? null : 'CAME_AFTER_CANCELLATION';
    if (cancelled.byTerminal) return { outcome: 'TERMINAL_CANCELLED', rule };
    const aheadMs = ((granted ?? stated)?.slotStart ?? cancelled.at) - cancelled.at;
    const inTime = aheadMs >= settings.CANCEL_IN_TIME_MS;
    return { outcome: inTime ? 'CANCELLED_IN_TIME' : 'CANCELLED_LATE', rule };
  }
  if (coming === null) return { outcome: 'OPEN', rule: null };
  if (granted === null) return { outcome: 'WALK_IN', rule: ruleOfWalkIn(state, coming) };
  if (offsetMs === null) return { outcome: 'UNTIMED', rule: 'GATE_OUT_ONLY' };
  if (offsetMs < -settings.TOLERANCE_MS) return { outcome: 'EARLY', rule: null };
  return { outcome: offsetMs > settings.TOLERANCE_MS ? 'LATE' : 'ON_TIME', rule: null };
}

function ruleOfWalkIn({ stated }: OutcomeState, { appointmentId }: Coming): string | null {
  if (appointmentId === null) return null;
  return stated === null ? 'UNKNOWN_APPOINTMENT' : 'NOT_CONFIRMED';
}

/** Arrival less the nearest edge of the slot, 0 inside. */
function offsetOf({ slotStart, slotEnd }: Plan, arrivedAt: number | null): number | null {
  if (arrivedAt === null) return null;
  if (arrivedAt < slotStart) return arrivedAt - slotStart;
  return Math.max(0, arrivedAt - slotEnd);
}

function evidenceOf(state: OutcomeState): { causes: string[]; causeCount: number } {
  const { firstId, stated, granted, cancelled, coming } = state;
  const statements = [firstId, granted?.id, stated?.id, cancelled?.id].flatMap((id) =>
    typeof id === 'string' ? [`truck.appointments/${id}`] : [],
  );
  const arrivals = coming === null ? [] : [`appointment.arrivals/${coming.id}`];
  const { causes } = causesOf([...statements, ...arrivals]);
  return { causes, causeCount: state.versions + state.arrivals };
}
