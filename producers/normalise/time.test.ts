import { expect, test } from 'vitest';
import { parseEdifactTime, parseIsoTime, type Zones } from './time.ts';

const NOWHERE: Zones = { facility: null, source: null };
const utc = (text: string) => Date.parse(`${text}Z`);

test('takes the offset that a time states', () => {
  expect(parseIsoTime('2026-03-11T09:20:00+08:00', NOWHERE)).toEqual({
    atMs: utc('2026-03-11T01:20'),
    tzSource: 'EXPLICIT',
    precision: 'SECOND',
  });
  expect(parseIsoTime('2019-11-12T07:41:00+08:30', NOWHERE)?.atMs).toBe(utc('2019-11-11T23:11'));
  expect(parseIsoTime('2026-03-11T09:20-0330', NOWHERE)?.atMs).toBe(utc('2026-03-11T12:50'));
  expect(parseIsoTime('2026-03-11T09:20:00+08', NOWHERE)?.atMs).toBe(utc('2026-03-11T01:20'));
});

test('takes Z for UTC', () => {
  expect(parseIsoTime('2026-03-11T01:31:05Z', NOWHERE)?.atMs).toBe(utc('2026-03-11T01:31:05'));
});

test('takes Z for local where the feed is known to write it so', () => {
  const zones = { facility: 'Asia/Shanghai', source: null, zIsLocal: true };
  expect(parseIsoTime('2026-03-11T09:20:00Z', zones)).toEqual({
    atMs: utc('2026-03-11T01:20'),
    tzSource: 'FACILITY',
    precision: 'SECOND',
  });
});

test('takes the zone of the facility, then of the feed, then the assumed one', () => {
  const read = (zones: Zones) => parseIsoTime('2026-07-11T09:20', zones);
  const madrid = { facility: 'Europe/Madrid', source: 'Asia/Tokyo' };
  expect(read(madrid)).toMatchObject({ atMs: utc('2026-07-11T07:20'), tzSource: 'FACILITY' });
  const tokyo = { facility: null, source: 'Asia/Tokyo' };
  expect(read(tokyo)).toMatchObject({ atMs: utc('2026-07-11T00:20'), tzSource: 'SOURCE' });
  expect(read(NOWHERE)).toMatchObject({ atMs: utc('2026-07-11T01:20'), tzSource: 'ASSUMED' });
});

test.each([
  ['2026-03-11T09:20:00.125Z', 'MILLISECOND'],
  ['2026-03-11T09:20:00Z', 'SECOND'],
  ['2026-03-11T09:20Z', 'MINUTE'],
  ['2026-03-11', 'DAY'],
])('says how fine %s is: %s', (text, precision) => {
  expect(parseIsoTime(text, NOWHERE)?.precision).toBe(precision);
});

test('keeps the milliseconds of a fraction of any length', () => {
  expect(parseIsoTime('2026-03-11T00:00:00.5Z', NOWHERE)?.atMs).toBe(utc('2026-03-11') + 500);
  expect(parseIsoTime('2026-03-11T00:00:00.123456789Z', NOWHERE)?.atMs).toBe(
    utc('2026-03-11') + 123,
  );
});

test('puts a date at the midnight of its zone', () => {
  expect(parseIsoTime('2026-03-11', NOWHERE)?.atMs).toBe(utc('2026-03-10T16:00'));
});

test.each([
  '2021 01 01 14:12:56',
  '2019/11/12 07:41:00 +08:30',
  '2026-02-29T00:00:00Z',
  '2026-13-01T00:00:00Z',
  '2026-03-11T24:00:00Z',
  '2026-03-11T12:60:00Z',
  '2026-03-11T12:00:00+99:00',
  '11/03/2026',
  'yesterday',
  '',
])('refuses "%s"', (text) => {
  expect(parseIsoTime(text, NOWHERE)).toBeUndefined();
});

test.each([
  ['202603110920+0800', '205', '2026-03-11T01:20'],
  ['202603110120-0030', '205', '2026-03-11T01:50'],
  ['202603110120UTC', '303', '2026-03-11T01:20'],
  ['20260311012000 gmt', '304', '2026-03-11T01:20'],
  ['202603110120Z', '', '2026-03-11T01:20'],
  ['2603110120UTC', '301', '2026-03-11T01:20'],
  ['260311012000UTC', '302', '2026-03-11T01:20'],
  ['2603110920+0800', '301', '2026-03-11T01:20'],
])('reads the offset of the EDIFACT time %s', (value, format, expected) => {
  const read = parseEdifactTime({ value, format }, { facility: 'Europe/Madrid', source: null });
  expect(read).toMatchObject({ atMs: utc(expected), tzSource: 'EXPLICIT' });
});

test.each(['202603110920CST', '202603110920+9900', '20260311UTC', 'UTC'])(
  'refuses the EDIFACT time %s',
  (value) => {
    expect(parseEdifactTime({ value, format: '303' }, NOWHERE)).toBeUndefined();
  },
);

test('knows the leap day', () => {
  expect(parseIsoTime('2024-02-29', NOWHERE)).toBeDefined();
});

test.each([
  ['202308111447', '203', '2023-08-11T12:47', 'MINUTE'],
  ['20230811144705', '204', '2023-08-11T12:47:05', 'SECOND'],
  ['20230811', '102', '2023-08-10T22:00', 'DAY'],
  ['230811', '101', '2023-08-10T22:00', 'DAY'],
  ['2308111447', '201', '2023-08-11T12:47', 'MINUTE'],
])('reads %s in format %s', (value, format, instant, precision) => {
  const zones = { facility: 'Europe/Madrid', source: null };
  const atMs = utc(instant);
  expect(parseEdifactTime({ value, format }, zones)).toEqual({
    atMs,
    tzSource: 'FACILITY',
    precision,
  });
});

test('reads a value that is shorter than its format says as what it is', () => {
  expect(parseEdifactTime({ value: '20121124', format: '203' }, NOWHERE)?.precision).toBe('DAY');
  expect(parseEdifactTime({ value: '202308111447', format: '204' }, NOWHERE)?.precision).toBe(
    'MINUTE',
  );
});

test.each(['2023081114', '20231311', '', 'ACT', '202308112460', '1'])(
  'refuses "%s" as an EDIFACT time',
  (value) => {
    expect(parseEdifactTime({ value, format: '203' }, NOWHERE)).toBeUndefined();
  },
);
