import { ChunkPool } from '@landbridge/infra';
import { inMemoryLog } from '@landbridge/infra/testing';
import { truckPositions } from '@landbridge/schemas';
import { aTruckPosition } from '@landbridge/schemas/testing';
import { expect, test } from 'vitest';
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
