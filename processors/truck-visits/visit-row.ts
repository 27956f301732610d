import type { TruckVisit } from '@landbridge/schemas';
import type { Row } from '../processor.ts';
import type { Visit } from './visit-state.ts';

/** Ends of a visit: as a gate saw them, else as the truck's stay behind the gate tells. */
type Ends = {
  readonly startAt: number | null;
  readonly endAt: number | null;
  readonly quality: TruckVisit['quality'];
  readonly rule: string | null;
};

/**
 * The row of a visit. A start or end that no gate saw is taken from the geofence and labelled with that rule. A visit
 * whose inferred end lies before its start is rejected with its reason: its durations stay unknown, never zero.
 */
export function visitRow(plate: string, visit: Visit): Row<TruckVisit> {
  const { startAt, endAt, quality, rule } = endsOf(visit);
  const isSound = quality !== 'REJECTED';
  const queueStartAt = startAt === null ? null : (visit.queue?.at ?? null);
  return {
    id: `${plate}/${visit.firstId}`,
    eventTime: startAt ?? endAt ?? visit.lastGateAt,
    plate,
    facility: visit.facility,
    facilityGroup: visit.facilityGroup,
    queueStartAt,
    gateInAt: startAt,
    gateOutAt: endAt,
    queueMs: between(queueStartAt, startAt),
    turnMs: isSound ? between(startAt, endAt) : null,
    visitMs: isSound ? between(queueStartAt, endAt) : null,
    quality,
    qualityRule: rule,
    transactions: visit.transactions,
    moves: visit.boxesIn.length + visit.boxesOut.length,
    dual: visit.boxesIn.length > 0 && visit.boxesOut.length > 0,
    gateOffsetMs: gateOffset(visit),
    boxesIn: visit.boxesIn,
    boxesOut: visit.boxesOut,
    appointmentId: visit.named[0] ?? null,
    trouble: visit.trouble,
    startEventId: visit.gateInId ?? (startAt === null ? null : (visit.stay?.id ?? null)),
    endEventId: visit.gateOutId ?? (endAt === null ? null : (visit.stay?.id ?? null)),
    ...causesOfVisit(visit),
  };
}

export function causesOfVisit(visit: Visit): { causes: string[]; causeCount: number } {
  const passages = [visit.queue, visit.stay].flatMap((stay) =>
    stay === null ? [] : [`truck.passages/${stay.id}`],
  );
  const gates = visit.gates.map((id) => `gate.transactions/${id}`);
  return { causes: [...gates, ...passages], causeCount: visit.transactions + passages.length };
}

export function endsOf(visit: Visit): Ends {
  const { gateInAt, gateOutAt, stay } = visit;
  if (gateInAt !== null && gateOutAt !== null) {
    return { startAt: gateInAt, endAt: gateOutAt, quality: 'COMPLETE', rule: null };
  }
  if (gateInAt !== null) {
    const endAt = stay?.leftAt ?? null;
    if (endAt === null) return { startAt: gateInAt, endAt, quality: 'COMPLETE', rule: null };
    return endAt < gateInAt
      ? { startAt: gateInAt, endAt, quality: 'REJECTED', rule: 'GEOFENCE_EXIT_BEFORE_GATE_IN' }
      : { startAt: gateInAt, endAt, quality: 'END_INFERRED', rule: 'GEOFENCE_EXIT' };
  }
  if (stay === null || !stay.entrySeen) {
    return { startAt: null, endAt: gateOutAt, quality: 'NO_START', rule: null };
  }
  return { startAt: stay.at, endAt: gateOutAt, quality: 'START_INFERRED', rule: 'GEOFENCE_ENTRY' };
}

/** By how much the clocks of gate and truck differ, and how long the truck is from the fence to the gate. */
function gateOffset({ gateInAt, stay }: Visit): number | null {
  return stay?.entrySeen === true ? between(stay.at, gateInAt) : null;
}

function between(from: number | null, until: number | null): number | null {
  return from === null || until === null ? null : until - from;
}
