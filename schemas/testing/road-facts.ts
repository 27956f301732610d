import { MINUTE_MS } from '../durations.ts';
import type { TrafficCondition } from '../traffic-conditions/traffic-conditions.ts';
import type { TrafficIncident } from '../traffic-incidents/traffic-incidents.ts';
import type { TruckPosition } from '../truck-positions/truck-positions.ts';
import { at } from './at.ts';
import { PLATE, stamps } from './defaults.ts';

/** Directed segment that road builders speak of where a test names none. */
export const SEGMENT = 'S1';

/** A truck with a valid fix near Beilun at 08:00. */
export function aTruckPosition(set: Partial<TruckPosition> = {}): TruckPosition {
  const common = stamps({ eventTime: at('08:00'), ...set });
  const plate = set.plate ?? PLATE;
  return {
    ...common,
    id: `${common.source}:${plate}:${common.eventTime}`,
    plate,
    lat: 29.9,
    lon: 121.85,
    crsText: 'WGS84',
    receivedLat: null,
    receivedLon: null,
    speedKmh: 50,
    headingDeg: 90,
    fixValid: true,
    backfilled: false,
    load: null,
    odometerKm: null,
    flags: [],
    ...set,
  };
}

/** Traffic at 30 km/h from 08:00 on, by a feed that speaks every two minutes. */
export function aTrafficCondition(set: Partial<TrafficCondition> = {}): TrafficCondition {
  const common = stamps({ eventTime: at('08:00'), ...set });
  const segment = set.segment ?? SEGMENT;
  return {
    ...common,
    id: `${common.source}:${segment}:${common.eventTime}`,
    segment,
    speedKmh: 30,
    level: null,
    intervalMs: 2 * MINUTE_MS,
    samples: null,
    flags: [],
    ...set,
  };
}

/** An accident from 08:00 on, still open. */
export function aTrafficIncident(set: Partial<TrafficIncident> = {}): TrafficIncident {
  const common = stamps({ eventTime: at('08:00'), ...set });
  const incidentId = set.incidentId ?? 'I-1';
  return {
    ...common,
    id: `${common.source}:${incidentId}`,
    incidentId,
    segment: SEGMENT,
    kind: 'ACCIDENT',
    validFrom: common.eventTime,
    validUntil: null,
    description: null,
    flags: [],
    ...set,
  };
}
