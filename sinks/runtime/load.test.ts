import { ChunkPool, type RecordBatch } from '@landbridge/infra';
import { inMemoryLog } from '@landbridge/infra/testing';
import { trafficConditions } from '@landbridge/schemas';
import { aTrafficCondition } from '@landbridge/schemas/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { trafficConditionsTable } from '../traffic-conditions/traffic-conditions.ts';
import { Load, rankOf } from './load.ts';
import { readExactly } from './round-reader.ts';
import { appendEvents, appendValues, TEST_CLOCK } from './testing.ts';

const load = () => new Load(trafficConditionsTable, new ChunkPool(1 << 20));

async function batchOf(count: number): Promise<RecordBatch> {
  const log = inMemoryLog({ partitions: 1, clock: TEST_CLOCK });
  const events = Array.from({ length: count }, (_, i) => aTrafficCondition({ id: `c${i}` }));
  await appendEvents(log, trafficConditions, events);
  const batch = await log.read(trafficConditions.name, 0, 0, 1 << 20);
  if (batch === undefined) throw new Error('the log has a batch');
  return batch;
}

test('orders versions of one revision as the engine does: withdrawal, digest', () => {
  const version = fc.tuple(fc.boolean(), fc.nat({ max: 2 ** 32 - 1 }));
  fc.assert(
    fc.property(version, version, ([a, digestA], [b, digestB]) => {
      const order = rankOf({ retracted: a }, digestA) - rankOf({ retracted: b }, digestB);
      const byDigest = Math.sign((digestA >>> 23) - (digestB >>> 23));
      expect(Math.sign(order)).toBe(Number(a) - Number(b) || byDigest);
    }),
  );
  expect(rankOf({ retracted: true }, 0xffffffff)).toBe(1023);
});

test('takes no record behind the end of its range', async () => {
  const taken = load();
  taken.take(await batchOf(10), 6);
  expect(taken).toMatchObject({ rows: 7, ranges: [{ partition: 0, min: 0, max: 6 }] });
});

test('joins runs of one partition into one range', async () => {
  const taken = load();
  const batch = await batchOf(4);
  taken.take(batch, 3);
  taken.take({ ...batch, baseOffset: 4 }, 7);
  taken.take({ ...batch, partition: 1 }, 3);
  expect(taken.ranges).toEqual([
    { partition: 0, min: 0, max: 7 },
    { partition: 1, min: 0, max: 3 },
  ]);
});

test('is the same when it is built again from its ranges', async () => {
  const log = inMemoryLog({ partitions: 1, clock: TEST_CLOCK });
  for (let i = 0; i < 5; i++) {
    await appendEvents(log, trafficConditions, [aTrafficCondition({ id: `c${i}` })]);
    await appendValues(log, trafficConditions, [{ key: 'k', value: Buffer.from('broken') }]);
  }
  const [once, again] = [load(), load()];
  const ranges = [{ partition: 0, min: 2, max: 7 }];
  await readExactly(log, once, ranges);
  await readExactly(log, again, ranges);
  expect(once.ranges).toEqual(ranges);
  expect(once).toMatchObject({ rows: 3, bytes: again.bytes });
  expect(again.refused.map((refused) => refused.offset)).toEqual([3, 5, 7]);
  expect(once.refused).toEqual(again.refused);
});

test('counts nothing any more once it is cleared', async () => {
  const taken = load();
  taken.take(await batchOf(3), 2);
  expect([...taken.files.values()].map((file) => file.count)).toEqual([3]);
  taken.clear();
  expect(taken.files.size).toBe(0);
});
