import { loadReference, type Segment } from '@landbridge/infra';
import { HOUR_MS } from '@landbridge/schemas';
import { expect, test } from 'vitest';
import { settingsOf } from './options.ts';
import { trafficOf } from './traffic.ts';

const reference = loadReference();
const settings = settingsOf({ reference, seed: 1 });
const traffic = trafficOf(settings);
const ring = reference.segments.filter(({ road }) => road === 'G1504');
const meanAt = (hour: number, segments: readonly Segment[] = ring) =>
  segments.reduce(
    (sum, segment) => sum + traffic.speedKmh(segment, settings.fromMs + hour * HOUR_MS),
    0,
  ) / segments.length;

test('any moment can be asked for in any order', () => {
  const [segment] = ring as [Segment];
  const later = traffic.speedKmh(segment, settings.fromMs + 9 * HOUR_MS);
  traffic.speedKmh(segment, settings.fromMs);
  expect(traffic.speedKmh(segment, settings.fromMs + 9 * HOUR_MS)).toBe(later);
  expect(trafficOf(settings).speedKmh(segment, settings.fromMs + 9 * HOUR_MS)).toBe(later);
});

test('the ring is slower at its peaks than at night', () => {
  expect(meanAt(3)).toBeGreaterThan(70);
  expect(meanAt(9.5)).toBeLessThan(meanAt(3) * 0.8);
  expect(meanAt(16.5)).toBeLessThan(meanAt(3) * 0.8);
  expect(meanAt(13)).toBeGreaterThan(meanAt(9.5));
});

test('an incident slows its segment down while it lasts', () => {
  const [incident] = traffic.incidents;
  const segment = reference.segment(incident?.segment ?? '') as Segment;
  const { fromMs = 0, untilMs = 0, factor = 1 } = incident ?? {};
  const before = traffic.speedKmh(segment, fromMs - 4 * 60_000);
  expect(traffic.speedKmh(segment, (fromMs + untilMs) / 2)).toBeLessThan(before * (factor + 0.3));
  expect(untilMs).toBeGreaterThan(fromMs);
  expect(incident?.knownAt).toBeGreaterThan(fromMs);
});

test('nothing ever stands still for good', () => {
  for (const segment of reference.segments) {
    for (let hour = 0; hour < 24; hour += 1) {
      const speed = traffic.speedKmh(segment, settings.fromMs + hour * HOUR_MS);
      expect(speed).toBeGreaterThanOrEqual(4);
      expect(speed).toBeLessThanOrEqual(segment.freeFlowKmh * 1.05);
    }
  }
});
