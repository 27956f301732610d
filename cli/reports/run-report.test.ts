import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { readCompleteness } from './completeness.ts';
import { hinterlandLatency } from './hinterland-latency.ts';
import type { Report } from './report.ts';
import { runReport } from './run-report.ts';
import { type HandMadeMarts, handMadeMarts } from './testing/hand-made-marts.ts';
import { throughput } from './throughput.ts';
import { turnTime } from './turn-time.ts';
import { yardDwell } from './yard-dwell.ts';

const HOUR_MS = 3_600_000;
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

const stay = {
  eventTime: '2026-03-09 12:00',
  facility: 'BLCT1',
  facilityGroup: 'Beilun',
  dwellClass: 'IMPORT',
  startAt: '2026-03-09 12:00',
  endAt: '2026-03-11 12:00',
  dwellMs: 48 * HOUR_MS,
  quality: 'COMPLETE',
};

test('yard dwell is over the boxes that left in the period, with median and P90 and P95 beside the mean', async () => {
  const hours = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 110];
  await marts.fill(
    'yard_dwells',
    hours.map((h) => ({ ...stay, dwellMs: h * HOUR_MS })),
  );
  await marts.fill('yard_dwells', [
    { ...stay, endAt: '2026-03-10 23:59', dwellMs: 1_000 * HOUR_MS },
    { ...stay, endAt: '2026-03-12 00:00', dwellMs: 1_000 * HOUR_MS },
  ]);
  const { rows, total } = await ask(yardDwell);
  // Eleven values: the mean is 165 / 11, the quantiles interpolate between ranks (P95 at rank 10.5 of 1 to 11).
  expect(rows).toMatchObject([
    {
      terminal: 'BLCT1',
      class: 'IMPORT',
      left: 11,
      dwellCount: 11,
      dwellMeanHours: 15,
      dwellMedianHours: 6,
      dwellP90Hours: 10,
      dwellP95Hours: 60,
    },
  ]);
  expect(total).toMatchObject([{ left: 11, dwellMedianHours: 6 }]);
});

test('the median of the days before stands beside that of the period', async () => {
  await marts.fill('yard_dwells', [
    stay,
    { ...stay, endAt: '2026-03-10 12:00', dwellMs: 10 * HOUR_MS },
    { ...stay, endAt: '2026-03-10 13:00', dwellMs: 30 * HOUR_MS },
    { ...stay, endAt: '2026-03-09 12:00', dwellMs: 500 * HOUR_MS },
  ]);
  const { rows } = await ask(yardDwell);
  expect(rows).toMatchObject([{ left: 1, dwellMedianHours: 48, beforeMedianHours: 20 }]);
});

test('an open stay has no end: counted, never in the mean, censored past its horizon', async () => {
  const open = { ...stay, endAt: null, dwellMs: null };
  await marts.fill('yard_dwells', [
    stay,
    { ...open, startAt: '2026-03-01 00:00' },
    { ...open, startAt: '2026-02-09 00:00' },
    { ...open, startAt: '2026-02-09 00:00', dwellClass: 'EMPTY' },
    { ...open, startAt: '2025-12-01 00:00', dwellClass: 'EMPTY' },
    { ...open, startAt: '2026-03-13 00:00' },
    { ...stay, quality: 'NO_START', startAt: null, dwellMs: null },
    { ...stay, quality: 'REJECTED', dwellMs: -5 },
    { ...stay, quality: 'END_INFERRED', dwellMs: 24 * HOUR_MS },
  ]);
  const { rows } = await ask(yardDwell);
  expect(rows).toMatchObject([
    { class: 'EMPTY', left: 0, open: 2, censored: 1, dwellMeanHours: null, inferredShare: null },
    {
      class: 'IMPORT',
      left: 2,
      open: 2,
      censored: 1,
      openAgeMedianDays: 21,
      noStart: 1,
      rejected: 1,
      dwellMeanHours: 36,
      inferredShare: 0.5,
    },
  ]);
});

test('what ended after the as-of time is open then', async () => {
  await marts.fill('yard_dwells', [stay]);
  const { rows } = await ask(yardDwell, ['group'], '2026-03-11T11:00');
  expect(rows).toMatchObject([{ group: 'Beilun', left: 0, open: 1, openAgeMedianDays: 1.9583 }]);
});

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

test('turn time tells queue, turn and visit apart, and a visit without a known queue is in turn only', async () => {
  await marts.fill('truck_visits', [
    visit,
    { ...visit, queueMs: null, visitMs: null, turnMs: 20 * MINUTE_MS, trouble: true },
    { ...visit, gateInAt: '2026-03-11 09:59', queueMs: 0, turnMs: 0, visitMs: 0 },
  ]);
  const { rows } = await ask(turnTime, ['terminal', 'hour']);
  expect(rows).toMatchObject([
    {
      hour: 8,
      visits: 2,
      troubleShare: 0.5,
      queueCount: 1,
      queueMeanMinutes: 20,
      turnCount: 2,
      turnMeanMinutes: 30,
      turnMedianMinutes: 30,
      turnP90Minutes: 38,
      turnP95Minutes: 39,
      visitCount: 1,
      visitMedianMinutes: 60,
    },
    // A visit of no length is a valid one.
    { hour: 9, visits: 1, turnCount: 1, turnMeanMinutes: 0 },
  ]);
});

test('the usual turn is that of the four weeks before, of the same hour, and no row of its own', async () => {
  const before = { ...visit, gateInAt: '2026-03-04 08:30', gateOutAt: '2026-03-04 09:00' };
  await marts.fill('truck_visits', [
    visit,
    { ...before, turnMs: 30 * MINUTE_MS },
    { ...before, gateInAt: '2026-03-05 08:10', turnMs: 50 * MINUTE_MS },
    { ...before, gateInAt: '2026-03-05 21:10', turnMs: 500 * MINUTE_MS },
    { ...before, gateInAt: '2026-01-05 08:10', turnMs: 900 * MINUTE_MS },
  ]);
  const { rows } = await ask(turnTime, ['hour']);
  expect(rows).toMatchObject([{ hour: 8, visits: 1, turnMedianMinutes: 40, usualTurnMinutes: 40 }]);
  expect((await ask(turnTime, ['day'])).rows).toMatchObject([{ day: '2026-03-11', visits: 1 }]);
});

test('a gate is the lane of the gate-in', async () => {
  await marts.fill('truck_visits', [{ ...visit, startEventId: 'g1' }, visit]);
  await marts.fill('gate_transactions', [{ id: 'g1', source: 'tos', lane: 'IN4' }]);
  const { rows } = await ask(turnTime, ['gate']);
  expect(rows.map(({ gate, visits }) => [gate, visits])).toEqual([
    ['IN4', 1],
    [null, 1],
  ]);
});

test('turn time is that of terminals: a visit to a depot is in none of its figures, one to who knows where is', async () => {
  const long = { ...visit, turnMs: 60 * MINUTE_MS };
  const depot = { ...visit, facility: 'DEPOT1', turnMs: 6 * MINUTE_MS };
  const before = { gateInAt: '2026-03-04 08:30', gateOutAt: '2026-03-04 09:00' };
  await marts.fill('truck_visits', [
    ...[long, { ...long, ...before }, depot, { ...depot, ...before }],
    { ...depot, gateOutAt: null, turnMs: null, visitMs: null },
    { ...depot, gateInAt: null, quality: 'NO_START', turnMs: null },
    { ...depot, quality: 'REJECTED', turnMs: null },
  ]);
  const alone = { visits: 1, turnMeanMinutes: 60, usualTurnMinutes: 60, open: 0, noStart: 0 };
  for (const by of ['group', 'hour', 'gate']) {
    expect((await ask(turnTime, [by])).total).toMatchObject([{ ...alone, rejected: 0 }]);
  }
  expect((await ask(turnTime, ['group'])).rows).toMatchObject([{ group: 'Beilun', ...alone }]);
  await marts.fill('truck_visits', [{ ...long, facility: null, facilityGroup: null }]);
  expect((await ask(turnTime)).rows).toMatchObject([
    { terminal: 'BLCT1', visits: 1 },
    { terminal: null, visits: 1 },
  ]);
});

test('a visit that goes on is open, and censored after twelve hours', async () => {
  const open = { ...visit, gateOutAt: null, turnMs: null, visitMs: null };
  await marts.fill('truck_visits', [
    { ...open, gateInAt: '2026-03-11 23:30' },
    { ...open, gateInAt: '2026-03-11 12:00' },
    { ...open, gateInAt: '2026-03-11 12:01' },
    { ...visit, gateInAt: null, quality: 'NO_START', turnMs: null },
  ]);
  const { total } = await ask(turnTime);
  expect(total).toMatchObject([{ visits: 0, open: 3, censored: 1, noStart: 1 }]);
});

test('hinterland latency splits into yard, road and dock, by cluster', async () => {
  const delivery = {
    eventTime: '2026-03-11 06:00',
    container: 'C',
    facility: 'BLCT1',
    facilityGroup: 'Beilun',
    plant: 'P1',
    cluster: 'Cixi',
    gateOutAt: '2026-03-11 06:00',
    arrivedAt: '2026-03-11 08:00',
    latencyMs: 2 * HOUR_MS,
    yardMs: 72 * HOUR_MS,
    roadMs: 1 * HOUR_MS,
    dockMs: null,
    quality: 'COMPLETE',
    trafficDelayMs: 6 * MINUTE_MS,
    coverageTime: 0.5,
  };
  await marts.fill('hinterland_deliveries', [
    delivery,
    {
      ...delivery,
      latencyMs: 4 * HOUR_MS,
      roadMs: 3 * HOUR_MS,
      coverageTime: 0.9,
      dockMs: HOUR_MS,
    },
    { ...delivery, roadMs: null, coverageTime: null, quality: 'END_INFERRED' },
    { ...delivery, arrivedAt: null, latencyMs: null },
    { ...delivery, cluster: null, gateOutAt: '2026-03-13 06:00', arrivedAt: null },
    { ...delivery, gateOutAt: null, latencyMs: null, yardMs: null, quality: 'NO_START' },
  ]);
  const { rows } = await ask(hinterlandLatency);
  // Coverage is of time: (0.5 × 1 h + 0.9 × 3 h) / 4 h.
  expect(rows).toMatchObject([
    {
      cluster: 'Cixi',
      arrived: 3,
      open: 1,
      coverageShare: 0.8,
      latencyMedianHours: 2,
      yardMeanHours: 72,
      roadCount: 2,
      roadMeanHours: 2,
      dockCount: 1,
      dockP95Hours: 1,
      trafficDelayMedianMinutes: 6,
      noStart: 1,
    },
  ]);
});

test('throughput keeps quay and gate apart and leaves out restows, depots and other ports', async () => {
  const move = {
    eventTime: '2026-03-11 10:00',
    facility: 'BLCT1',
    facilityGroup: 'Beilun',
    teu: 2,
  };
  await marts.fill('quay_moves', [
    { ...move, container: 'A', move: 'DISC', trade: 'TRANSSHIPMENT' },
    { ...move, container: 'A', move: 'LOAD', trade: 'TRANSSHIPMENT' },
    { ...move, container: 'B', move: 'DISC', trade: null, teu: 1 },
    { ...move, container: 'X', move: 'DISC', trade: null, teu: null },
    { ...move, container: 'R', move: 'DISC', trade: 'RESTOW' },
    { ...move, container: 'E', move: 'DISC', trade: 'IMPORT', facility: 'NLRTM' },
    { ...move, container: 'F', move: 'DISC', trade: 'IMPORT', eventTime: '2026-03-12 00:00' },
  ]);
  await marts.fill('container_moves', [
    { ...move, container: 'B', move: 'GTOT', teu: 1 },
    { ...move, container: 'G', move: 'GTIN', facility: 'DEPOT1' },
    { ...move, container: 'A', move: 'DISC' },
  ]);
  const { rows, total } = await ask(throughput);
  expect(rows).toEqual([
    {
      terminal: 'BLCT1',
      side: 'gate',
      moves: 1,
      inward: 0,
      outward: 1,
      boxes: 1,
      teu: 1,
      boxesUnknownSize: 0,
    },
    {
      terminal: 'BLCT1',
      side: 'quay',
      moves: 4,
      inward: 3,
      outward: 1,
      boxes: 3,
      teu: 5,
      boxesUnknownSize: 1,
    },
  ]);
  expect(total.map(({ side, moves }) => [side, moves])).toEqual([
    ['gate', 1],
    ['quay', 4],
  ]);
});

test('a move over our quays without a terminal is in the total, under no terminal; one through a gate is not', async () => {
  const move = { eventTime: '2026-03-11 10:00', container: 'A', teu: 2 };
  const placed = { facility: 'BLCT1', facilityGroup: 'Beilun' };
  await marts.fill('quay_moves', [
    { ...move, ...placed, move: 'DISC' },
    { ...move, facility: null, facilityGroup: null, container: 'B', move: 'LOAD' },
  ]);
  await marts.fill('container_moves', [{ ...move, facility: null, move: 'GTIN' }]);
  const side = 'quay';
  for (const by of ['terminal', 'group']) {
    const { rows, total } = await ask(throughput, [by]);
    expect(rows).toMatchObject([
      { side, moves: 1, outward: 0 },
      { [by]: null, side, moves: 1, outward: 1 },
    ]);
    expect(total).toMatchObject([{ side, moves: 2, teu: 4 }]);
  }
});

test('a report of nothing has no rows, and a total of zeros', async () => {
  const { rows, total } = await ask(yardDwell);
  expect(rows).toEqual([]);
  expect(total).toMatchObject([{ left: 0, dwellCount: 0, dwellMeanHours: null }]);
});

test('a total has the figures of its rows, and of the dimensions only those it is always told apart by', async () => {
  const move = { facility: 'BLCT1', facilityGroup: 'Beilun', move: 'DISC', container: 'TEMU1' };
  await marts.fill('quay_moves', [
    { ...move, id: 'a', eventTime: '2026-03-11 08:00', teu: 1 },
    { ...move, id: 'b', eventTime: '2026-03-11 09:00', teu: 2, facility: 'BLTCT' },
  ]);
  const { rows, total } = await ask(throughput, ['terminal', 'hour']);
  expect(rows.map(({ terminal, hour, side, teu }) => [terminal, hour, side, teu])).toEqual([
    ['BLCT1', 8, 'quay', 1],
    ['BLTCT', 9, 'quay', 2],
  ]);
  expect(total).toMatchObject([{ side: 'quay', teu: 3 }]);
  const columns = Object.keys(rows[0] ?? {});
  expect(Object.keys(total[0] ?? {})).toEqual(
    columns.filter((name) => !['terminal', 'hour'].includes(name)),
  );
});

test('each source says how far it has come, and now is the latest of them', async () => {
  expect(await readCompleteness(marts.warehouse)).toEqual({
    sources: [],
    latestMs: undefined,
    deadLetters: {},
  });
  await marts.fill('sources', [
    { topic: 'gate.transactions', source: 'beilun', latestEventTime: '2026-03-11 09:00' },
    { topic: 'gate.transactions', source: 'daxie', latestEventTime: '2026-03-10 09:00' },
  ]);
  await marts.fill('dead_letters', [{ code: 'late' }, { code: 'late' }, { code: 'malformed' }]);
  const nine = Date.parse('2026-03-11T09:00+08:00');
  expect(await readCompleteness(marts.warehouse)).toEqual({
    sources: [
      { topic: 'gate.transactions', source: 'beilun', completeToMs: nine },
      { topic: 'gate.transactions', source: 'daxie', completeToMs: nine - 24 * HOUR_MS },
    ],
    latestMs: nine,
    deadLetters: { late: 2, malformed: 1 },
  });
});
