import {
  HOUR_MS,
  trafficIncidents,
  incidentValidities as validityTopic,
} from '@landbridge/schemas';
import { defineProcessor } from '../processor.ts';

/** How long a traversal may last: the span of its topic. */
const TRAVERSAL_MAX_MS = 6 * HOUR_MS;
/** What is made known later than this after it began touches no more than this; default. */
const KNOWN_LATE_MS = 24 * HOUR_MS;

/**
 * Puts each statement of an incident where its validity begins, and not where it was made: an accident becomes known
 * minutes after the first trucks stood in it. It stands as long before that as a traversal may last, so that each
 * traversal that it may touch comes after it, and the join of the two needs to remember nothing but incidents.
 */
export const incidentValidities = defineProcessor({
  name: 'incident-validities',
  version: 1,
  inputs: { incident: trafficIncidents },
  outputs: { validity: validityTopic },
  emits: 'once',
  state: { type: 'record', name: 'IncidentValiditiesState', fields: [] },
  initial: () => ({}),
  on: {
    incident(state, event, emit) {
      const validFrom = Math.max(event.validFrom, event.eventTime - KNOWN_LATE_MS);
      emit.validity({
        id: `${event.segment}/${event.id}`,
        eventTime: validFrom - TRAVERSAL_MAX_MS,
        segment: event.segment,
        incidentId: event.incidentId,
        kind: event.kind,
        statedAt: event.eventTime,
        validFrom,
        validUntil: event.validUntil,
        causes: [`traffic.incidents/${event.id}`],
        causeCount: 1,
      });
      return state;
    },
  },
});
