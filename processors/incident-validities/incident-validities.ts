import {
  DAY_MS,
  HOUR_MS,
  type TrafficIncident,
  trafficIncidents,
  incidentValidities as validityTopic,
} from '@landbridge/schemas';
import { defineProcessor, type Seen } from '../processor.ts';
import { PERHAPS_LONG, stateRecord } from '../state-record.ts';

/** How long a traversal may last: the span of its topic. */
const TRAVERSAL_MAX_MS = 6 * HOUR_MS;
/** What is made known later than this after it began touches no more than this; default. */
const KNOWN_LATE_MS = 24 * HOUR_MS;
/** As far back a statement may reach; a row that stands further back is not withdrawn any more. */
const REACH_MS = KNOWN_LATE_MS + TRAVERSAL_MAX_MS;
/** How long a row may be withdrawn after it was stated, though it stands ahead: works are announced weeks before. */
const REMEMBERED_MS = 90 * DAY_MS;
/** Incidents of one segment at one time; beyond it the one that was stated longest ago is let go. */
const INCIDENTS_MAX = 32;

/** The row that the newest statement of an incident has. */
export type Placed = {
  readonly incidentId: string;
  readonly id: string;
  readonly statedAt: number;
  /** Where the row stands. */
  readonly at: number;
  readonly validUntil: number | null;
  /** Whether it stands where it takes over from an older row. */
  readonly takesOver: boolean;
};
/** Incidents of the segment whose rows may touch what a statement reaches. */
export type ValiditiesState = { readonly incidents: readonly Placed[] };

/**
 * Puts each statement of an incident where its validity begins, and not where it was made: an accident becomes known
 * minutes after the first trucks stood in it. It stands as long before that as a traversal may last, so that each
 * traversal that it may touch comes after it, and the join of the two needs to remember nothing but incidents.
 *
 * A new statement replaces the one before it, whose row is withdrawn: works that are postponed hold on no day but the
 * new one. A row that stands too far back for that keeps what lies there, and the new one takes over where it reaches.
 */
export const incidentValidities = defineProcessor({
  name: 'incident-validities',
  version: 2,
  inputs: { incident: trafficIncidents },
  outputs: { validity: validityTopic },
  state: stateRecord('IncidentValiditiesState', {
    incidents: {
      type: 'array',
      items: stateRecord('PlacedIncident', {
        incidentId: 'string',
        id: 'string',
        statedAt: 'long',
        at: 'long',
        validUntil: PERHAPS_LONG,
        takesOver: 'boolean',
      }),
    },
  }),
  initial: (): ValiditiesState => ({ incidents: [] }),
  forgetAfterMs: REMEMBERED_MS,
  on: {
    incident({ incidents }, event, emit) {
      const reachedAt = event.eventTime - REACH_MS;
      const current = incidents.filter((each) => mayTouch(each, reachedAt));
      const before = current.find(({ incidentId }) => incidentId === event.incidentId);
      const placed = placedAfter(before, event);
      const { id, at, takesOver } = placed;
      if (before !== undefined && isWithdrawn(before, event)) emit.validity.withdraw(before.id);
      emit.validity({
        id,
        eventTime: at,
        segment: event.segment,
        incidentId: event.incidentId,
        kind: event.kind,
        statedAt: event.eventTime,
        validFrom: takesOver ? Math.max(event.validFrom, at) : at + TRAVERSAL_MAX_MS,
        validUntil: event.validUntil,
        causes: [`traffic.incidents/${event.id}`],
        causeCount: 1,
      });
      const others = current.filter((each) => each !== before);
      return { incidents: [...others, placed].slice(-INCIDENTS_MAX) };
    },
  },
});

function placedAfter(before: Placed | undefined, event: Seen<TrafficIncident>): Placed {
  const takesOver = before !== undefined && (before.takesOver || !isWithdrawn(before, event));
  const validFrom = Math.max(event.validFrom, event.eventTime - KNOWN_LATE_MS);
  return {
    incidentId: event.incidentId,
    id: `${event.segment}/${event.id}`,
    statedAt: event.eventTime,
    at: takesOver ? event.eventTime - REACH_MS : validFrom - TRAVERSAL_MAX_MS,
    validUntil: event.validUntil,
    takesOver,
  };
}

function isWithdrawn(before: Placed, { eventTime }: Seen<TrafficIncident>): boolean {
  return before.at >= eventTime - REACH_MS && before.statedAt >= eventTime - REMEMBERED_MS;
}

/** Whether a row may touch a truck from a moment on. */
function mayTouch({ at, validUntil }: Placed, fromAt: number): boolean {
  return at >= fromAt || validUntil === null || validUntil > fromAt;
}
