import { DAY_MS, HOUR_MS, MINUTE_MS } from '@landbridge/schemas';

/** A settled statement of a slot. */
export type StatedSlot = {
  readonly appointmentId: string;
  readonly eventTime: number;
  readonly version: number;
  readonly status: string;
  readonly slotStart: number;
  readonly slotEnd: number;
};
/** A published arrival. */
export type PublishedArrival = {
  readonly appointment: string;
  readonly eventTime: number;
  readonly arrivedAt: number | null;
};
/** What appointment.outcomes should say. */
export type ExpectedOutcome = {
  readonly appointment: string;
  readonly outcome: string;
  readonly offsetMs: number | null;
  readonly versions: number;
  readonly judgedVersion: number | null;
};

const TOLERANCE_MS = 30 * MINUTE_MS;
const NO_SHOW_MS = 4 * HOUR_MS;

/** Each appointment judged by itself: all that was stated of it, and whoever came first. */
export function expectedOutcomes(
  statements: readonly StatedSlot[],
  arrivals: readonly PublishedArrival[],
): ExpectedOutcome[] {
  const stated = Map.groupBy(statements, ({ appointmentId }) => appointmentId);
  const came = Map.groupBy(arrivals, ({ appointment }) => appointment);
  return [...new Set([...stated.keys(), ...came.keys()])].map((appointment) => {
    const all = (stated.get(appointment) ?? []).toSorted(
      (one, other) => one.eventTime - other.eventTime || one.version - other.version,
    );
    const first = (came.get(appointment) ?? []).toSorted(
      (one, other) => one.eventTime - other.eventTime,
    )[0];
    return { appointment, versions: all.length, ...judge(all, first) };
  });
}

function judge(
  all: readonly StatedSlot[],
  arrival: PublishedArrival | undefined,
): Omit<ExpectedOutcome, 'appointment' | 'versions'> {
  const before = all.filter(({ eventTime }) => eventTime <= (arrival?.eventTime ?? Infinity));
  const granted = before.findLast(({ status }) => /^(CONFIRMED|RESCHEDULED)$/.test(status));
  const slot = granted ?? before.findLast(({ status }) => status === 'REQUESTED');
  const last = before.findLast(
    ({ status, eventTime }) =>
      status !== 'REQUESTED' &&
      !(
        status.endsWith('CANCELLED') &&
        slot !== undefined &&
        eventTime > slot.slotEnd + NO_SHOW_MS
      ),
  );
  const judgedVersion = granted?.version ?? null;
  const offsetMs =
    granted === undefined || arrival === undefined ? null : offsetOf(granted, arrival.arrivedAt);
  if (last?.status === 'TERMINAL_CANCELLED')
    return { outcome: last.status, offsetMs, judgedVersion };
  if (last?.status === 'CANCELLED') {
    const inTime = (slot ?? last).slotStart - last.eventTime >= DAY_MS;
    return { outcome: inTime ? 'CANCELLED_IN_TIME' : 'CANCELLED_LATE', offsetMs, judgedVersion };
  }
  if (arrival === undefined) return { outcome: 'OPEN', offsetMs, judgedVersion };
  if (granted === undefined) return { outcome: 'WALK_IN', offsetMs, judgedVersion };
  if (offsetMs === null) return { outcome: 'UNTIMED', offsetMs, judgedVersion };
  const late = offsetMs > TOLERANCE_MS ? 'LATE' : 'ON_TIME';
  return { outcome: offsetMs < -TOLERANCE_MS ? 'EARLY' : late, offsetMs, judgedVersion };
}

function offsetOf({ slotStart, slotEnd }: StatedSlot, arrivedAt: number | null): number | null {
  if (arrivedAt === null) return null;
  if (arrivedAt >= slotStart && arrivedAt <= slotEnd) return 0;
  return arrivedAt < slotStart ? arrivedAt - slotStart : arrivedAt - slotEnd;
}
