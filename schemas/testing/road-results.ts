import { HOUR_MS, MINUTE_MS } from '../durations.ts';
import type { IncidentExposure } from '../incident-exposures/incident-exposures.ts';
import type { IncidentValidity } from '../incident-validities/incident-validities.ts';
import type { TripEmission } from '../trip-emissions/trip-emissions.ts';
import { at } from './at.ts';
import { FACILITY, PLATE, resultHeader } from './defaults.ts';
import { SEGMENT } from './road-facts.ts';

/** An accident since 08:00, stated then and still open. */
export function anIncidentValidity(set: Partial<IncidentValidity> = {}): IncidentValidity {
  const segment = set.segment ?? SEGMENT;
  const incidentId = set.incidentId ?? 'I-1';
  const validFrom = set.validFrom ?? at('08:00');
  const statedAt = set.statedAt ?? validFrom;
  const statement = `jsonl:${incidentId}:${statedAt}`;
  return {
    ...resultHeader(validFrom - 6 * HOUR_MS),
    id: `${segment}/${statement}`,
    segment,
    incidentId,
    kind: 'ACCIDENT',
    statedAt,
    validFrom,
    validUntil: null,
    causes: [`traffic.incidents/${statement}`],
    causeCount: 1,
    ...set,
  };
}

/** A truck that took two minutes over a kilometre with an accident on it. */
export function anIncidentExposure(set: Partial<IncidentExposure> = {}): IncidentExposure {
  const incidentId = set.incidentId ?? 'I-1';
  const plate = set.plate ?? PLATE;
  const segment = set.segment ?? SEGMENT;
  const eventTime = set.eventTime ?? at('08:00');
  const traversal = `${segment}/${plate}:${eventTime}`;
  return {
    ...resultHeader(eventTime),
    id: `${incidentId}/${traversal}`,
    incidentId,
    segment,
    kind: 'ACCIDENT',
    validFrom: at('08:00'),
    validUntil: null,
    trip: `${plate}/jsonl:${plate}:${at('08:00')}`,
    plate,
    containers: [],
    leftAt: eventTime + 2 * MINUTE_MS,
    travelMs: 2 * MINUTE_MS,
    lengthM: 1000,
    exposedMs: 2 * MINUTE_MS,
    causes: [`truck.traversals/${traversal}`],
    causeCount: 1,
    ...set,
  };
}

/** A laden diesel truck's trip of 40 km with ten minutes of delay. */
export function aTripEmission(set: Partial<TripEmission> = {}): TripEmission {
  const plate = set.plate ?? PLATE;
  const startAt = set.startAt ?? set.eventTime ?? at('08:00');
  const trip = set.trip ?? `${plate}/jsonl:${plate}:${startAt}`;
  return {
    ...resultHeader(startAt),
    id: trip,
    trip,
    plate,
    startAt,
    endAt: startAt + HOUR_MS,
    originPlace: FACILITY,
    destinationPlace: 'CIXI-1',
    distanceM: 40_000,
    load: 'LADEN',
    containers: [],
    fuel: 'DIESEL',
    fuelKnown: true,
    idleMs: 10 * MINUTE_MS,
    co2eKg: 50.598,
    co2eFreeFlowKg: 49.248,
    co2eDelayKg: 1.35,
    basis: 'WTW',
    method: 'DEFAULT',
    factorSet: 'made 1',
    causes: [`truck.trips/${trip}`],
    causeCount: 1,
    ...set,
  };
}
