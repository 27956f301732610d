import {
  HOUR_MS,
  type IncidentValidity,
  MINUTE_MS,
  type TrafficCondition,
  type TrafficIncident,
  type TraversalDelay,
  type TruckTraversal,
  type TruckTrip,
} from '@landbridge/schemas';
import {
  anIncidentValidity,
  aTrafficCondition,
  aTrafficIncident,
  aTraversalDelay,
  aTruckTraversal,
  aTruckTrip,
  at,
} from '@landbridge/schemas/testing';
import fc from 'fast-check';
import { eachOnce, histories } from './box-histories.ts';

const START = at('08:00');
/** Seconds of half an hour: readings come every few minutes, and hold for two of their intervals. */
const second = fc.nat(1_800);

/** What feeds say of these segments, each in turn of other roads, and the trucks that drive there. */
export function trafficOf(segments: readonly string[]): {
  traffic: TrafficCondition[];
  traversal: TruckTraversal[];
} {
  const reading = fc.record({
    second,
    speedKmh: fc.constantFrom(0, 0.5, 17.3, 30, 88, 200, 201, -1, null, null),
    level: fc.constantFrom(0, 1, 2, 3, 4, 5, 6, null),
    minutes: fc.constantFrom(1, 2, 5),
  });
  const drive = fc.record({
    second,
    seconds: fc.integer({ min: 1, max: 900 }),
    lengthM: fc.constantFrom(0.5, 120, 1_000, 7_654.3),
  });
  const traffic = histories(reading).flatMap((readings, number) =>
    readings.map(({ second: seconds, minutes, ...set }) =>
      aTrafficCondition({
        ...set,
        segment: segmentOf(segments, number),
        eventTime: START + seconds * 1000,
        intervalMs: minutes * MINUTE_MS,
      }),
    ),
  );
  const traversal = histories(drive).flatMap((drives, number) =>
    drives.map(({ second: entered, seconds, lengthM }) =>
      aTruckTraversal({
        lengthM,
        segment: segmentOf(segments, number),
        eventTime: START + entered * 1000,
        travelMs: seconds * 1000,
      }),
    ),
  );
  return { traffic: eachOnce(traffic), traversal: eachOnce(traversal) };
}

/** What is stated of incidents on these segments, now and again for months. */
export function incidentsOf(segments: readonly string[]): TrafficIncident[] {
  const statement = fc.record({
    hour: fc.oneof({ weight: 4, arbitrary: fc.nat(80) }, { weight: 1, arbitrary: fc.nat(6_000) }),
    incidentId: fc.constantFrom('I-1', 'I-2'),
    kind: fc.constantFrom(...(['ACCIDENT', 'WORKS', 'CLOSURE'] as const)),
    fromHours: fc.integer({ min: -40, max: 60 }),
    hours: fc.option(fc.nat(50)),
  });
  return histories(statement).flatMap((statements, number) =>
    statements.map(({ hour, incidentId, kind, fromHours, hours }, nth) => {
      const validFrom = START + (hour + fromHours) * HOUR_MS;
      return aTrafficIncident({
        incidentId,
        kind,
        validFrom,
        id: `jsonl:${incidentId}:${number}-${nth}`,
        segment: segmentOf(segments, number),
        eventTime: START + hour * HOUR_MS,
        validUntil: hours === null ? null : validFrom + hours * HOUR_MS,
      });
    }),
  );
}

/** When incidents on these segments hold, by what was stated of them. */
export function validitiesOf(segments: readonly string[]): IncidentValidity[] {
  const validity = fc.record({
    second,
    seconds: fc.option(fc.nat(1_200)),
    aheadMinutes: fc.constantFrom(0, 3, 20),
    statedSecond: second,
    incidentId: fc.constantFrom('I-1', 'I-2'),
    kind: fc.constantFrom(...(['ACCIDENT', 'WORKS', 'CLOSURE'] as const)),
  });
  return histories(validity).flatMap((validities, number) =>
    validities.map(({ second: from, seconds, aheadMinutes, statedSecond, ...set }, nth) => {
      const segment = segmentOf(segments, number);
      const validFrom = START + from * 1000;
      return anIncidentValidity({
        ...set,
        segment,
        id: `${segment}/jsonl:${set.incidentId}:${number}-${nth}`,
        eventTime: validFrom - aheadMinutes * MINUTE_MS,
        statedAt: START + statedSecond * 1000,
        validFrom,
        validUntil: seconds === null ? null : validFrom + seconds * 1000,
      });
    }),
  );
}

/** Trips, over and under way, and the delays of their traversals, of which some are missing. */
export function tripsWithParts(): { trip: TruckTrip[]; part: TraversalDelay[] } {
  const part = fc.record({
    second,
    seconds: fc.integer({ min: 1, max: 900 }),
    lengthM: fc.constantFrom(0.5, 120, 1_000, 7_654.3),
    referenceMs: fc.nat(400_000),
    trafficDelayMs: fc.option(fc.nat(400_000)),
  });
  const stated = fc.record({
    minutes: fc.option(fc.nat(120)),
    missing: fc.constantFrom(0, 0, 0, 1, -1),
    stopMs: fc.nat(600_000),
    queueMs: fc.nat(600_000),
    offRoadM: fc.constantFrom(0, 250.5),
    containers: fc.uniqueArray(fc.constantFrom('CSQU3054383', 'NBXU1234568')),
    originPlace: fc.constantFrom('BLTCT', 'CX01', null),
    destinationPlace: fc.constantFrom('BLTCT', 'CX01', null),
    load: fc.constantFrom(...(['LADEN', 'EMPTY', 'BOBTAIL'] as const)),
    quality: fc.constantFrom(...(['COMPLETE', 'NO_START'] as const)),
  });
  const parts = histories(part).map((drives, number) =>
    eachOnce(
      drives.map(({ second: entered, seconds, trafficDelayMs, ...set }) =>
        aTraversalDelay({
          ...set,
          plate: plateOf(number),
          trip: tripOf(number),
          eventTime: START + entered * 1000,
          travelMs: seconds * 1000,
          leftAt: START + (entered + seconds) * 1000,
          attributed: trafficDelayMs !== null,
          trafficDelayMs,
        }),
      ),
    ),
  );
  const trip = histories(stated).flatMap(([first], number) => {
    if (first === undefined) return [];
    const { minutes, missing, ...set } = first;
    return aTruckTrip({
      ...set,
      plate: plateOf(number),
      trip: tripOf(number),
      startAt: START,
      endAt: minutes === null ? null : START + minutes * MINUTE_MS,
      traversals: Math.max(0, (parts[number]?.length ?? 0) + missing),
    });
  });
  return { trip, part: parts.flat() };
}

function segmentOf(segments: readonly string[], number: number): string {
  return segments[(number * 7) % segments.length] ?? '';
}

function plateOf(truck: number): string {
  return `浙B${10_000 + truck}`;
}

function tripOf(truck: number): string {
  return `${plateOf(truck)}/trip`;
}
