import {
  DAY_MS,
  incidentExposures as exposureTopic,
  type IncidentExposure,
  type IncidentValidity,
  incidentValidities,
  type TruckTraversal,
  truckTraversals,
} from '@landbridge/schemas';
import { defineProcessor, type Row, type Seen } from '../processor.ts';
import { fieldsOf } from '../state-fields.ts';

const KEPT = ['id', 'incidentId', 'kind', 'statedAt', 'validFrom', 'validUntil'] as const;
/** Incidents of one segment at one time; beyond it those that are over, then those stated longest ago, are let go. */
const INCIDENTS_MAX = 32;

type Incident = Readonly<Pick<IncidentValidity, (typeof KEPT)[number]>>;
/** Incidents of the segment as last stated. One that is over is known on: an older statement may stand behind it. */
export type ExposureState = { readonly incidents: readonly Incident[] };

/**
 * Which trucks drove where an incident was: the interval join of traversals and validities. Of several statements of
 * an incident the latest counts. A truck that left as the incident began, or came as it ended, is not touched.
 */
export const incidentExposures = defineProcessor({
  name: 'incident-exposures',
  version: 2,
  inputs: { validity: incidentValidities, traversal: truckTraversals },
  outputs: { exposure: exposureTopic },
  emits: 'once',
  state: {
    type: 'record',
    name: 'ExposureState',
    fields: [
      {
        name: 'incidents',
        type: {
          type: 'array',
          items: { type: 'record', name: 'Incident', fields: fieldsOf(incidentValidities, KEPT) },
        },
      },
    ],
  },
  initial: (): ExposureState => ({ incidents: [] }),
  closed: ({ incidents }) => incidents.length === 0,
  forgetAfterMs: 7 * DAY_MS,
  on: {
    validity(state, event) {
      const known = state.incidents.find(({ incidentId }) => incidentId === event.incidentId);
      if (known !== undefined && known.statedAt > event.statedAt) return state;
      const incidents = [...state.incidents.filter((each) => each !== known), keptOf(event)];
      if (incidents.length <= INCIDENTS_MAX) return { incidents };
      const isOver = ({ validUntil }: Incident) =>
        validUntil !== null && validUntil <= event.eventTime;
      incidents.sort(
        (one, other) =>
          Number(isOver(other)) - Number(isOver(one)) || one.statedAt - other.statedAt,
      );
      return { incidents: incidents.slice(-INCIDENTS_MAX) };
    },
    traversal(state, traversal, emit) {
      for (const incident of state.incidents) {
        if (exposedMs(incident, traversal) <= 0) continue;
        emit.exposure(exposureOf(incident, traversal));
      }
      return state;
    },
  },
});

function exposedMs({ validFrom, validUntil }: Incident, traversal: Seen<TruckTraversal>): number {
  const until = Math.min(traversal.leftAt, validUntil ?? traversal.leftAt);
  return until - Math.max(traversal.eventTime, validFrom);
}

function exposureOf(incident: Incident, traversal: Seen<TruckTraversal>): Row<IncidentExposure> {
  return {
    id: `${incident.incidentId}/${traversal.id}`,
    eventTime: traversal.eventTime,
    incidentId: incident.incidentId,
    segment: traversal.segment,
    kind: incident.kind,
    validFrom: incident.validFrom,
    validUntil: incident.validUntil,
    trip: traversal.trip,
    plate: traversal.plate,
    containers: traversal.containers,
    leftAt: traversal.leftAt,
    travelMs: traversal.travelMs,
    lengthM: traversal.lengthM,
    exposedMs: exposedMs(incident, traversal),
    causes: [`truck.traversals/${traversal.id}`, `incident.validities/${incident.id}`],
    causeCount: 2,
  };
}

function keptOf(event: Seen<IncidentValidity>): Incident {
  const { id, incidentId, kind, statedAt, validFrom, validUntil } = event;
  return { id, incidentId, kind, statedAt, validFrom, validUntil };
}
