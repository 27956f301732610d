import { expect, test } from 'vitest';
import { periodOf } from './period.ts';

const typed = { from: undefined, to: undefined, 'as-of': undefined };
const latestMs = Date.parse('2026-03-11T22:30:00+08:00');

test('without options it is the day of the latest event, up to that event', () => {
  expect(periodOf(typed, latestMs)).toEqual({
    from: '2026-03-11',
    to: '2026-03-11',
    fromMs: Date.parse('2026-03-11T00:00:00+08:00'),
    toMs: Date.parse('2026-03-12T00:00:00+08:00'),
    asOfMs: latestMs,
  });
});

test('midnight belongs to the day that it ends', () => {
  expect(periodOf(typed, Date.parse('2026-03-12T00:00:00+08:00')).to).toBe('2026-03-11');
});

test('--from alone goes on to now, --to alone is one day, --to is included', () => {
  expect(periodOf({ ...typed, from: '2026-03-09' }, latestMs)).toMatchObject({ to: '2026-03-11' });
  expect(periodOf({ ...typed, to: '2026-03-09' }, latestMs)).toMatchObject({
    from: '2026-03-09',
    toMs: Date.parse('2026-03-10T00:00:00+08:00'),
  });
});

test('--as-of moves the day too', () => {
  expect(periodOf({ ...typed, 'as-of': '2026-03-08T06:00' }, latestMs)).toMatchObject({
    from: '2026-03-08',
    asOfMs: Date.parse('2026-03-08T06:00:00+08:00'),
  });
});

test('refuses what is no day, no time, or the wrong way round', () => {
  expect(() => periodOf({ ...typed, from: '2026-02-30' }, latestMs)).toThrow('no day of the');
  expect(() => periodOf({ ...typed, 'as-of': 'noon' }, latestMs)).toThrow('--as-of noon');
  expect(() => periodOf({ ...typed, from: '2026-03-11', to: '2026-03-10' }, latestMs)).toThrow(
    'before it begins',
  );
});
