import { ChunkPool } from '@landbridge/infra';
import { inMemoryLog } from '@landbridge/infra/testing';
import { trafficConditions, truckPositions } from '@landbridge/schemas';
import { aTrafficCondition, aTruckPosition } from '@landbridge/schemas/testing';
import { expect, test } from 'vitest';
import { trafficConditionsTable } from '../traffic-conditions/traffic-conditions.ts';
import { truckPositionsTable } from '../truck-positions/truck-positions.ts';
import { SINK_LIMITS } from './limits.ts';
import { RoundReader } from './round-reader.ts';
import { appendEvents, TEST_CLOCK } from './testing.ts';

test('gives others their turn while it reads a long round', async () => {
  const log = inMemoryLog({ partitions: 1, clock: TEST_CLOCK, identity: 'reader' });
  const batch = Array.from({ length: 500 }, (_, i) => aTruckPosition({ id: `jsonl:P:${i}` }));
  for (let i = 0; i < 20; i++) await appendEvents(log, truckPositions, batch);
  const reader = new RoundReader({
    log,
    limits: { ...SINK_LIMITS, readBytes: 1 },
    pool: new ChunkPool(SINK_LIMITS.roundBytes),
    tables: [truckPositionsTable],
  });
  let hadTurn = false;
  setImmediate(() => {
    hadTurn = true;
  });
  const round = await reader.next();
  expect(round.loads.reduce((sum, load) => sum + load.rows, 0)).toBe(10_000);
  expect(hadTurn).toBe(true);
});

test('leaves tables of which few wait for later, and knows how many wait', async () => {
  const log = inMemoryLog({ partitions: 2, clock: TEST_CLOCK, identity: 'few' });
  const positions = Array.from({ length: 30 }, (_, i) =>
    aTruckPosition({ id: `P:${i}`, plate: `P${i}` }),
  );
  await appendEvents(log, truckPositions, positions);
  await appendEvents(log, trafficConditions, [aTrafficCondition({ id: 'T:1' })]);
  const reader = new RoundReader({
    log,
    limits: SINK_LIMITS,
    pool: new ChunkPool(SINK_LIMITS.roundBytes),
    tables: [truckPositionsTable, trafficConditionsTable],
  });
  expect(reader.arrivals()).toEqual({ arrived: 31, most: 30 });
  const rowsOf = async (least: number) =>
    (await reader.next(least)).loads.map(({ table, rows }) => [table.name, rows]);
  expect(await rowsOf(31)).toEqual([]);
  expect(await rowsOf(30)).toEqual([['truck_positions', 30]]);
  expect(reader.arrivals()).toEqual({ arrived: 31, most: 1 });
  expect(await rowsOf(1)).toEqual([['traffic_conditions', 1]]);
  expect(reader.arrivals()).toEqual({ arrived: 31, most: 0 });
});
