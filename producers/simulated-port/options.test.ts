import { loadReference } from '@landbridge/infra';
import { expect, test } from 'vitest';
import { DISTURBANCES, type SimulationOptions, settingsOf } from './options.ts';

const reference = loadReference();
const settings = (options: Partial<SimulationOptions> = {}) =>
  settingsOf({ reference, ...options });

test('the default is one local day with thirty days of history and all disturbances at low rates', () => {
  const { fromMs, untilMs, historyFromMs, seed, scale, rates } = settings();
  expect(fromMs).toBe(Date.parse('2026-03-11T00:00:00+08:00'));
  expect(untilMs - fromMs).toBe(86_400_000);
  expect(fromMs - historyFromMs).toBe(30 * 86_400_000);
  expect({ seed, scale }).toEqual({ seed: 1, scale: 1 });
  for (const name of DISTURBANCES) expect(rates[name]).toBeGreaterThan(0);
  for (const name of DISTURBANCES) expect(rates[name]).toBeLessThan(0.1);
});

test('none is none, and a named rate leaves the others at none', () => {
  expect(Object.values(settings({ disturb: 'none' }).rates).every((rate) => rate === 0)).toBe(true);
  const { rates } = settings({ disturb: { broken: 0.5 } });
  expect(rates).toMatchObject({ broken: 0.5, disorder: 0, outages: 0 });
});

test.each([
  [{ day: '11.3.2026' }, /day is 11.3.2026: it must be a day such as 2026-03-11/],
  [{ day: '2026-02-31' }, /day is 2026-02-31: it must be a day/],
  [{ days: 1.5 }, /days is 1.5: it is a whole number/],
  [{ seed: 1.5 }, /seed is 1.5: it is a whole number/],
  [{ historyDays: 1.5 }, /historyDays is 1.5: it is a whole number/],
  [{ days: 0 }, /days is 0: it may be 1 to 366/],
  [{ scale: 1_000 }, /scale is 1000: it may be 0.005 to 100/],
  [{ scale: Number.NaN }, /scale is NaN/],
  [{ disturb: { broken: 2 } }, /disturbance broken is 2: it may be 0 to 1/],
  [{ disturb: { chaos: 0.1 } as object }, /there is no disturbance chaos: it may be disorder/],
])('refuses %j', (options, message) => {
  expect(() => settings(options)).toThrow(message);
  expect(() => settings(options)).toThrow(expect.objectContaining({ code: 'config-invalid' }));
});
