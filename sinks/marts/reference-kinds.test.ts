import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadReference, openChdbWarehouse, type Warehouse } from '@landbridge/infra';
import { inMemoryLog } from '@landbridge/infra/testing';
import {
  DAY_MS,
  HOUR_MS,
  MINUTE_MS,
  traversalDelays,
  truckTraversals,
  truckVisits,
} from '@landbridge/schemas';
import { aTraversalDelay, aTruckTraversal, aTruckVisit, at } from '@landbridge/schemas/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeMarts } from '../runtime/describe-marts.ts';
import { openSinks, type Sinks } from '../runtime/open-sinks.ts';
import { appendEvents, NO_PAUSE, TEST_CLOCK } from '../runtime/testing.ts';

const segment = 'G1504-01-a';
const reference = loadReference();
const road = reference.segment(segment);
const folder = mkdtempSync(join(tmpdir(), 'landbridge-kinds-'));
const log = inMemoryLog({ partitions: 1, clock: TEST_CLOCK });
let warehouse: Warehouse;
let sinks: Sinks;

/** A kilometre at a speed, entered some weeks before a moment of Wednesday morning. */
function passed(weeksBefore: number, kmh: number, moment = '08:20') {
  const eventTime = at(moment) - weeksBefore * 7 * DAY_MS;
  const travelMs = Math.round(3_600_000 / kmh);
  return aTruckTraversal({
    segment,
    eventTime,
    leftAt: eventTime + travelMs,
    travelMs,
    lengthM: 1_000,
  });
}

beforeAll(async () => {
  warehouse = await openChdbWarehouse({ folder });
  sinks = await openSinks({ log, warehouse, clock: TEST_CLOCK, reference, pause: NO_PAUSE });
  await appendEvents(log, truckTraversals, [
    // Of the hour of the week the median is 50 km/h; of another hour there are too few.
    ...[60, 40, 50, 30, 90].map((kmh, week) => passed(week, kmh)),
    passed(0, 20, '09:30'),
    // At night: the 85th percentile of 60, 70 and 80 lies at rank 1.7 of 0 to 2.
    ...[60, 70, 80].map((kmh, week) => passed(week, kmh, '23:00')),
  ]);
  const delayed = (moment: string, set: Parameters<typeof aTraversalDelay>[0]) =>
    aTraversalDelay({
      ...{ segment, eventTime: at(moment), lengthM: 1_000, travelMs: 240_000 },
      ...{ leftAt: at(moment) + 240_000, referenceMs: 36_000, trafficDelayMs: 144_000, ...set },
    });
  await appendEvents(log, traversalDelays, [
    // The feed explains three of the four minutes.
    delayed('08:20', { speedKmh: 20 }),
    delayed('09:30', { speedKmh: 20 }),
    delayed('08:40', { attributed: false, trafficDelayMs: null }),
    delayed('08:50', { speedKmh: 0, travelMs: HOUR_MS, trafficDelayMs: HOUR_MS - 36_000 }),
    delayed('08:55', { speedKmh: null, level: 4, trafficDelayMs: 64_000 }),
  ]);
  await appendEvents(
    log,
    truckVisits,
    Array.from({ length: 101 }, (_, n) => {
      const gateInAt = at('2026-03-10 08:00') + n * MINUTE_MS;
      const turnMs = n === 100 ? 14 * HOUR_MS : (20 + n) * MINUTE_MS;
      return aTruckVisit({ gateInAt, gateOutAt: gateInAt + turnMs });
    }),
  );
  await sinks.idle();
}, 60_000);
afterAll(async () => {
  await sinks.stop();
  await warehouse.close();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

const delays = () =>
  warehouse.query<Record<string, number | null>>(
    `SELECT * EXCEPT (segment, trip, leftAt, enteredAt), formatDateTime(enteredAt, '%R', 'Asia/Shanghai') AS entered FROM mart_delays_by_reference ORDER BY entered`,
  );

test('historical median by hour of week: delay is what a truck lost against its usual speed there', async () => {
  const usual = await warehouse.query(
    `SELECT hourOfWeek, traversals, usualKmh FROM mart_usual_speeds ORDER BY hourOfWeek`,
  );
  // Wednesday, the third day of the week, at eight.
  expect(usual[0]).toMatchObject({ hourOfWeek: 2 * 24 + 8, traversals: 5 });
  expect((usual[0] as { usualKmh: number }).usualKmh).toBeCloseTo(50, 3);
  const [first, , , , later] = await delays();
  expect(first).toMatchObject({ entered: '08:20', explainedMs: 180_000, usualDelayMs: 108_000 });
  expect(later).toMatchObject({ entered: '09:30', usualKmh: null, usualDelayMs: null });
});

test('posted limit and threshold: the same time against other speeds, at most 900 s of the threshold', async () => {
  expect(road?.limitKmh).toBe(90);
  const [first, unknown, stood] = await delays();
  // A kilometre takes 40 s at 90 km/h, and 66.7 s at 60 % of it.
  expect(first).toMatchObject({
    freeFlowDelayMs: 144_000,
    limitDelayMs: 140_000,
    thresholdDelayMs: 113_333,
  });
  expect(unknown).toMatchObject({ explainedMs: null, limitDelayMs: null, thresholdDelayMs: null });
  expect(stood).toMatchObject({ explainedMs: HOUR_MS, thresholdDelayMs: 900_000 });
});

test('only a level: what the middle of its band explains counts against every reference', async () => {
  const level = (await delays())[3];
  expect(level).toMatchObject({ entered: '08:55', explainedMs: 100_000, usualDelayMs: 28_000 });
});

test('free flow as the 85th percentile of off-peak truck speeds stands beside that of the snapshot', async () => {
  const [seen] = await warehouse.query<Record<string, number>>(
    'SELECT * FROM mart_truck_free_flows',
  );
  expect(seen).toMatchObject({ segment, traversals: 3, snapshotKmh: road?.freeFlowKmh });
  expect(seen?.['freeFlowKmh']).toBeCloseTo(77, 1);
});

test('overnight parking is not subtracted: the view is capped at P99, and the visit is kept as it is', async () => {
  const [longest, next] = await warehouse.query<Record<string, unknown>>(
    'SELECT turnMs, cappedTurnMs, capped = true AS isCapped FROM mart_turn_times ORDER BY turnMs DESC LIMIT 2',
  );
  // Of 101 visits the 99th percentile is the second longest.
  expect(longest).toEqual({ turnMs: 14 * HOUR_MS, cappedTurnMs: 119 * MINUTE_MS, isCapped: 1 });
  expect(next).toEqual({ turnMs: 119 * MINUTE_MS, cappedTurnMs: 119 * MINUTE_MS, isCapped: 0 });
});

test('depots have gates too: the mart of turn times holds their visits, capped apart, and says so', async () => {
  const depot = { facility: 'NBDEP1', gateInAt: at('08:00'), gateOutAt: at('08:06') };
  await appendEvents(log, truckVisits, [aTruckVisit(depot)]);
  await sinks.idle();
  const [shortest] = await warehouse.query<Record<string, unknown>>(
    'SELECT terminal, cappedTurnMs FROM mart_turn_times ORDER BY turnMs LIMIT 1',
  );
  expect(shortest).toEqual({ terminal: 'NBDEP1', cappedTurnMs: 6 * MINUTE_MS });
  const mart = (await describeMarts(warehouse)).find(({ name }) => name === 'mart_turn_times');
  expect(mart?.comment).toContain('visits to terminals and depots');
});
