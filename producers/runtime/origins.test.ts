import { expect, test } from 'vitest';
import { newReport } from './delivery.ts';
import { origins } from './origins.ts';

function noted(max?: number) {
  const known = origins(max);
  const report = newReport('x');
  const event = () => {
    report.accepted++;
    return known.begin(report);
  };
  const duplicate = (offset: number) =>
    known.verdict({ topic: 't', partition: 0, offset, verdict: 'duplicate' });
  return { known, report, event, duplicate };
}

test('finds the report of a record in any of many runs', () => {
  const { known, report, event, duplicate } = noted();
  for (let base = 0; base < 100; base += 2) {
    known.note('t', 0, base, Uint32Array.of(event(), event()));
  }
  for (const offset of [0, 51, 99]) duplicate(offset);
  expect(report).toMatchObject({ accepted: 97, duplicates: 3 });
});

test('forgets the oldest records at its bound', () => {
  const { known, report, event, duplicate } = noted(4);
  for (let base = 0; base < 6; base += 2) {
    known.note('t', 0, base, Uint32Array.of(event(), event()));
  }
  duplicate(0);
  expect(report.duplicates).toBe(0);
  duplicate(2);
  duplicate(5);
  expect(report.duplicates).toBe(2);
});

test('takes back what was not appended after all', () => {
  const { known, report, event, duplicate } = noted();
  const takeBack = known.note('t', 0, 0, Uint32Array.of(event()));
  takeBack();
  duplicate(0);
  expect(report.duplicates).toBe(0);
  known.note('t', 0, 0, Uint32Array.of(event()));
  duplicate(0);
  expect(report.duplicates).toBe(1);
});

test('never takes an event that was partly refused for a duplicate', () => {
  const { known, report, event, duplicate } = noted();
  const serial = event();
  known.end(serial, 1, false);
  known.note('t', 0, 0, Uint32Array.of(serial));
  duplicate(0);
  expect(report.duplicates).toBe(0);
});

test('counts only duplicates', () => {
  const { known, report, event } = noted();
  known.note('t', 0, 0, Uint32Array.of(event()));
  known.verdict({ topic: 't', partition: 0, offset: 0, verdict: 'late' });
  expect(report).toMatchObject({ accepted: 1, duplicates: 0 });
});

test('finds the right records while old ones are forgotten all the time', () => {
  const { known, report, event, duplicate } = noted(10);
  for (let base = 0; base < 1000; base++) {
    known.note('t', 0, base, Uint32Array.of(event()));
    if (base % 7 === 0) duplicate(base);
    if (base % 11 === 10) duplicate(base - 10);
  }
  // Every seventh was found at once; of those ten back the record is forgotten by then.
  expect(report.duplicates).toBe(143);
});
