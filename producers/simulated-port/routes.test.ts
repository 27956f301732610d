import { loadReference } from '@landbridge/infra';
import { expect, test } from 'vitest';
import { freeFlowMsOf, routesOf } from './routes.ts';

const reference = loadReference();
const route = routesOf(reference);
const kmOf = (from: string, to: string) =>
  route(from, to).segments.reduce((sum, { lengthM }) => sum + lengthM, 0) / 1_000;

test('a route is made of segments that follow one another', () => {
  const { segments, freeFlowMs } = route('BLCT6.out', 'CX01.gate');
  expect(segments[0]?.fromNode).toBe('BLCT6.out');
  expect(segments.at(-1)?.toNode).toBe('CX01.gate');
  for (const [index, segment] of segments.slice(1).entries()) {
    expect(segment.fromNode).toBe(segments[index]?.toNode);
  }
  expect(freeFlowMs).toBeCloseTo(segments.reduce((sum, each) => sum + freeFlowMsOf(each), 0));
});

test.each([
  ['BLCT1.out', 'CX01.gate', 80],
  ['BLCT1.out', 'ZH01.gate', 32],
  ['BLCT6.out', 'NH01.gate', 100],
  ['BLTCT.out', 'YY01.gate', 114],
  ['BLCT5.out', 'HB01.gate', 103],
])('the way from %s to %s is about the published %i km', (from, to, km) => {
  expect(kmOf(from, to)).toBeGreaterThan(km * 0.75);
  expect(kmOf(from, to)).toBeLessThan(km * 1.35);
});

test('a way that does not exist is an error that names it', () => {
  expect(() => route('BLCT1.out', 'nowhere')).toThrow(
    'There is no road from BLCT1.out to nowhere.',
  );
});
