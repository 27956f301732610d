import { expect, test } from 'vitest';
import { manualClock } from '../testing/manual-clock.ts';
import { newAbsentIds } from './absent-ids.ts';

function someIds() {
  const clock = manualClock(1_000);
  return { clock, absent: newAbsentIds(clock) };
}

test('that an id is absent is believed after some seconds, and for some minutes', () => {
  const { clock, absent } = someIds();
  expect([absent.meet(7), absent.has(7)]).toEqual([false, false]);
  clock.advance(4_999);
  expect([absent.meet(7), absent.has(7)]).toEqual([false, false]);
  clock.advance(1);
  expect([absent.meet(7), absent.has(7)]).toEqual([true, true]);
  clock.advance(599_999);
  expect(absent.has(7)).toBe(true);
  clock.advance(1);
  expect(absent.has(7)).toBe(false);
});

test('what was absent before and is still is not waited for again', () => {
  const { clock, absent } = someIds();
  absent.meet(7);
  clock.advance(5_000);
  absent.meet(7);
  clock.advance(600_000);
  expect([absent.meet(7), absent.has(7)]).toEqual([true, true]);
});

test('an id that turns up is waited for again when it goes', () => {
  const { clock, absent } = someIds();
  absent.meet(7);
  clock.advance(5_000);
  absent.meet(7);
  absent.forget(7);
  expect([absent.has(7), absent.meet(7)]).toEqual([false, false]);
});

test('of many absent ids the first twenty are waited for, until they are old', () => {
  const { clock, absent } = someIds();
  for (let id = 0; id < 20; id++) {
    expect(absent.meet(id)).toBe(false);
    clock.advance(5_000);
    expect(absent.meet(id)).toBe(true);
  }
  expect(absent.meet(20)).toBe(true);
  clock.advance(600_000);
  expect(absent.meet(21)).toBe(false);
});

test('of absent ids no more are remembered than fit: the oldest goes', () => {
  const { clock, absent } = someIds();
  for (let id = 0; id < 20; id++) absent.meet(id);
  clock.advance(5_000);
  for (let id = 0; id < 1_000; id++) absent.meet(id);
  expect([absent.has(0), absent.has(999)]).toEqual([true, true]);
  absent.meet(1_000);
  expect([absent.has(0), absent.has(1), absent.has(1_000)]).toEqual([false, true, true]);
});
