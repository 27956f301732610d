import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { peakHour } from './peak-hour.ts';
import type { Report } from './report.ts';
import { roadReliability } from './road-reliability.ts';
import { runReport } from './run-report.ts';
import { type HandMadeMarts, handMadeMarts } from './testing/hand-made-marts.ts';
import { trafficDelay } from './traffic-delay.ts';
import { truckDelay } from './truck-delay.ts';

const MINUTE_MS = 60_000;

let marts: HandMadeMarts;
beforeAll(async () => {
  marts = await handMadeMarts();
}, 60_000);
beforeEach(() => marts.clear());
afterAll(() => marts.close());

/** The report of 2026-03-11, by default at the end of that day. */
function ask(report: Report, by: readonly string[] = report.defaultBy, asOf = '2026-03-12T00:00') {
  const scope = {
    fromMs: Date.parse('2026-03-11T00:00+08:00'),
    toMs: Date.parse('2026-03-12T00:00+08:00'),
    asOfMs: Date.parse(`${asOf}+08:00`),
  };
  return runReport(marts.warehouse, report, scope, by);
}

const visit = {
  eventTime: '2026-03-11 08:00',
  plate: 'P',
  facility: 'BLCT1',
  facilityGroup: 'Beilun',
  gateInAt: '2026-03-11 08:00',
  gateOutAt: '2026-03-11 08:40',
  queueMs: 20 * MINUTE_MS,
  turnMs: 40 * MINUTE_MS,
  visitMs: 60 * MINUTE_MS,
  quality: 'COMPLETE',
  trouble: false,
};

const traversal = {
  eventTime: '2026-03-11 08:00',
  segment: 'S1',
  leftAt: '2026-03-11 08:02',
  travelMs: 120_000,
  lengthM: 1_000,
  referenceMs: 60_000,
  attributed: true,
  trafficDelayMs: 45_000,
};

test('traffic delay adds up by segment, worst first, with indices, coverage and a signed residual', async () => {
  await marts.fill('traversal_delays', [
    traversal,
    { ...traversal, travelMs: 60_000, trafficDelayMs: 0 },
    { ...traversal, segment: 'S3', travelMs: 50_000, attributed: false, trafficDelayMs: null },
    { ...traversal, segment: 'S3', travelMs: 50_000, lengthM: 3_000, trafficDelayMs: 0 },
    { ...traversal, segment: 'S2', trafficDelayMs: 60_000 },
    { ...traversal, leftAt: '2026-03-12 00:01' },
  ]);
  const { rows, total } = await ask(trafficDelay);
  expect(rows).toMatchObject([
    { segment: 'S2', delayTotalMinutes: 1 },
    {
      segment: 'S1',
      delayTotalMinutes: 0.75,
      traversals: 2,
      travelTimeIndex: 1.5,
      planningTimeIndex: 1.95,
      coverageShare: 1,
      residualTotalMinutes: 0.25,
      delayCount: 2,
      delayMeanSeconds: 22.5,
      delayMedianSeconds: 22.5,
      delayP90Seconds: 40.5,
      delayP95Seconds: 42.75,
    },
    {
      segment: 'S3',
      delayTotalMinutes: 0,
      coverageShare: 0.5,
      coverageDistanceShare: 0.75,
      residualTotalMinutes: -0.3333,
      delayCount: 1,
    },
  ]);
  expect(total).toMatchObject([{ traversals: 5, delayTotalMinutes: 1.75 }]);
});

test('reliability is of quarters of an hour, and the worst set of the week counts', async () => {
  const passed = (eventTime: string, ratio: number) => ({
    ...traversal,
    eventTime,
    leftAt: eventTime,
    travelMs: 60_000 * ratio,
  });
  await marts.fill('traversal_delays', [
    // A Wednesday morning: two trucks of one quarter are one period.
    passed('2026-03-11 08:01', 1),
    passed('2026-03-11 08:14', 3),
    passed('2026-03-11 08:16', 4),
    passed('2026-03-11 12:00', 1),
    passed('2026-03-11 12:20', 1),
    passed('2026-03-11 23:00', 2),
  ]);
  const { rows } = await ask(roadReliability);
  // Morning: periods of 2 and 4, median 3, P95 3.9. Nights and midday do not vary.
  expect(rows).toMatchObject([
    { segment: 'S1', road: 'G9211', periods: 5, traversals: 6, travelTimeIndex: 2 },
  ]);
  expect(rows[0]?.['truckReliability']).toBeCloseTo(1.3);
  expect(rows[0]?.['planningTimeIndex']).toBeCloseTo(3.6);
  expect(rows[0]?.['bufferIndex']).toBeCloseTo(0.8);
});

test('the delay of trips is split, weighted coverage beside it, and trips under way are open', async () => {
  const trip = {
    eventTime: '2026-03-11 08:00',
    startAt: '2026-03-11 08:00',
    endAt: '2026-03-11 09:40',
    originPlace: 'BLCT1',
    destinationPlace: 'CX01',
    tripMs: 100 * MINUTE_MS,
    referenceMs: 60 * MINUTE_MS,
    delayMs: 40 * MINUTE_MS,
    trafficDelayMs: 25 * MINUTE_MS,
    queueMs: 10 * MINUTE_MS,
    stopMs: 10 * MINUTE_MS,
    residualMs: -5 * MINUTE_MS,
    coverageTime: 0.5,
  };
  await marts.fill('trip_delays', [
    trip,
    {
      ...trip,
      originPlace: 'CX01',
      destinationPlace: 'BLTCT',
      tripMs: 260 * MINUTE_MS,
      coverageTime: 1,
    },
    { ...trip, endAt: null, tripMs: null, delayMs: null, residualMs: null },
    { ...trip, endAt: '2026-03-10 09:00' },
  ]);
  const { rows, total } = await ask(truckDelay, ['group', 'way']);
  expect(rows.map(({ group, way, trips, open }) => [group, way, trips, open])).toEqual([
    ['Beilun', 'OUT', 1, 1],
    ['Chuanshan', 'IN', 1, 0],
  ]);
  expect(total).toMatchObject([
    {
      trips: 2,
      delayTotalMinutes: 80,
      trafficTotalMinutes: 50,
      queueTotalMinutes: 20,
      stopTotalMinutes: 20,
      residualTotalMinutes: -10,
      trafficShare: 0.625,
      // 80 moving minutes at a half, 240 at one.
      coverageShare: 0.875,
      open: 1,
    },
  ]);
});

test('the peak hour is held against the mean of all hours, empty ones too, of what is told apart', async () => {
  await marts.fill('truck_visits', [
    ...[0, 1, 2].map(() => ({ ...visit, appointmentId: 'A' })),
    { ...visit, facility: 'BLTCT', facilityGroup: 'Chuanshan', gateInAt: '2026-03-11 17:00' },
    { ...visit, facility: 'BLTCT', facilityGroup: 'Chuanshan', gateInAt: '2026-03-11 08:30' },
  ]);
  await marts.fill('truck_traversals', [
    { plate: 'P', segment: 'S1', eventTime: '2026-03-11 08:00' },
    { plate: 'P', segment: 'S2', eventTime: '2026-03-11 08:20' },
    { plate: 'Q', segment: 'S2', eventTime: '2026-03-11 09:20' },
  ]);
  const { rows } = await ask(peakHour);
  expect(rows).toMatchObject([
    {
      day: '2026-03-11',
      measured: 'GATE',
      trucks: 5,
      peakHourTrucks: 4,
      peakHour: 8,
      slotShare: 0.6,
    },
    { measured: 'ROAD', trucks: 2, peakHourTrucks: 1, peakToMean: 12, slotShare: null },
  ]);
  expect(rows[0]?.['peakToMean']).toBeCloseTo(4 / (5 / 24));
  const byGroup = await ask(peakHour, ['group']);
  expect(byGroup.rows.map(({ group, peakHourTrucks }) => [group, peakHourTrucks])).toContainEqual([
    'Chuanshan',
    1,
  ]);
});

test('of hours that are equally busy the earliest is the peak, in a row as in the total', async () => {
  const hours = ['23', '20', '16', '22', '13', '21', '14', '19', '17', '15', '18', '12'];
  await marts.fill('truck_visits', [
    { ...visit, gateInAt: '2026-03-11 09:30' },
    ...hours.flatMap((hour) => [visitAt(`${hour}:10`), visitAt(`${hour}:30`)]),
  ]);
  for (const by of [['day'], ['terminal'], ['group'], ['week']]) {
    const { rows, total } = await ask(peakHour, by);
    expect(rows, by.join()).toMatchObject([{ peakHourTrucks: 2, peakHour: 12 }]);
    expect(total, by.join()).toMatchObject([{ peakHourTrucks: 2, peakHour: 12 }]);
  }

  function visitAt(time: string) {
    return { ...visit, gateInAt: `2026-03-11 ${time}` };
  }
});

test('peaks are those of terminals: a truck at a depot is in none, one at who knows which gate is', async () => {
  const booked = { ...visit, appointmentId: 'A' };
  const depot = { ...visit, facility: 'DEPOT1', gateInAt: '2026-03-11 17:00' };
  await marts.fill('truck_visits', [booked, { ...booked, facility: null }, depot, depot, depot]);
  expect((await ask(peakHour)).rows).toMatchObject([
    { measured: 'GATE', trucks: 2, peakHourTrucks: 2, peakHour: 8, slotShare: 1 },
  ]);
});

test('the mean hour knows no hour to come, and a truck is one however many hours it is on the road', async () => {
  await marts.fill('truck_visits', [visit, { ...visit, gateInAt: '2026-03-11 09:30' }]);
  await marts.fill(
    'truck_traversals',
    ['2026-03-11 08:10', '2026-03-11 09:10', '2026-03-11 15:00'].map((eventTime) => ({
      ...{ plate: 'P', segment: 'S1', eventTime },
    })),
  );
  const { rows } = await ask(peakHour, ['day'], '2026-03-11T10:00');
  expect(rows).toMatchObject([
    { measured: 'GATE', trucks: 2, meanHourTrucks: 0.2, peakToMean: 5 },
    { measured: 'ROAD', trucks: 1, peakHourTrucks: 1, meanHourTrucks: 0.2, peakToMean: 5 },
  ]);
  // The eleventh hour has begun.
  const later = await ask(peakHour, ['day'], '2026-03-11T10:20');
  expect(later.rows).toMatchObject([{ meanHourTrucks: 0.1818 }, { meanHourTrucks: 0.1818 }]);
});

test('roads come from the reference; a segment that it does not know has none', async () => {
  await marts.fill('traversal_delays', [
    traversal,
    { ...traversal, segment: 'S2' },
    { ...traversal, segment: 'S3' },
    { ...traversal, segment: 'elsewhere' },
  ]);
  const { rows } = await ask(trafficDelay, ['road']);
  expect(rows.map(({ road, traversals }) => [road, traversals])).toEqual([
    ['G9211', 2],
    ['S20', 1],
    [null, 1],
  ]);
});
