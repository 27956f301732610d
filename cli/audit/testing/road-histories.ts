import { MINUTE_MS, type TrafficCondition, type TruckTraversal } from '@landbridge/schemas';
import { aTrafficCondition, aTruckTraversal, at } from '@landbridge/schemas/testing';
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
  const segmentOf = (number: number) => segments[(number * 7) % segments.length] ?? '';
  const traffic = histories(reading).flatMap((readings, number) =>
    readings.map(({ second: seconds, minutes, ...set }) =>
      aTrafficCondition({
        ...set,
        segment: segmentOf(number),
        eventTime: START + seconds * 1000,
        intervalMs: minutes * MINUTE_MS,
      }),
    ),
  );
  const traversal = histories(drive).flatMap((drives, number) =>
    drives.map(({ second: entered, seconds, lengthM }) =>
      aTruckTraversal({
        lengthM,
        segment: segmentOf(number),
        eventTime: START + entered * 1000,
        travelMs: seconds * 1000,
      }),
    ),
  );
  return { traffic: eachOnce(traffic), traversal: eachOnce(traversal) };
}
