import { embeddedSchemaId } from '@landbridge/schemas';
import { expect, test } from 'vitest';
import { BatchBuilder } from '../log/batch-builder.ts';
import type { Log } from '../log/log.ts';
import { logContract, type MakeWorld, retentionContract } from '../log/log-contract.ts';
import { commitOf, taskContract } from '../log/task-contract.ts';
import { inMemoryLog, memoryDisk } from '../testing/in-memory-log.ts';
import { manualClock } from '../testing/manual-clock.ts';
import type { FrameIds } from './frame-ids.ts';
import { framedLog } from './framed-log.ts';
import { aTide, onWire, TIDE_V1, TIDE_V2, tides } from './tides.ts';

const topic = tides();
const [V1, V2] = [embeddedSchemaId(TIDE_V1), embeddedSchemaId(TIDE_V2)];
const ids: FrameIds = {
  of: (name) =>
    name === topic.name
      ? {
          outgoing: (schemaId) => (schemaId === V1 ? 1 : schemaId === V2 ? 2 : undefined),
          incoming: (id) =>
            id === 1 || id === 2 ? { kind: 'own', schemaId: id === 1 ? V1 : V2 } : undefined,
          learn: () => Promise.reject(new Error('The registry is down.')),
        }
      : undefined,
};

// What holds for a log holds for one with frames: topics of others pass through untouched.
const make: MakeWorld = () => {
  const clock = manualClock(1_000_000);
  const disk = memoryDisk();
  return {
    clock,
    open: async (options) =>
      framedLog(inMemoryLog({ partitions: 1, clock, disk, ...options }), ids),
  };
};

logContract(make);
retentionContract(make);
taskContract(make);

function open(): { inside: Log; outside: Log } {
  const outside = inMemoryLog({ partitions: 1, clock: manualClock(1), disk: memoryDisk() });
  return { inside: framedLog(outside, ids), outside };
}

function appendOf(...values: Buffer[]) {
  const builder = new BatchBuilder(topic.name, 0);
  for (const value of values) builder.push(Buffer.from('Zhenhai'), value);
  return builder.seal();
}

async function valuesOf(log: Log, from = 0): Promise<Buffer[]> {
  const batch = await log.read(topic.name, 0, from, 1 << 20);
  const { bytes, starts, values, count } = batch ?? appendOf();
  return Array.from({ length: count }, (_, i) => bytes.subarray(values[i], starts[i + 1]));
}

test('who is outside sees the ids of the registry, who is inside ours', async () => {
  const { inside, outside } = open();
  const value = topic.codec.toBytes(aTide());
  const append = appendOf(value, Buffer.alloc(0));
  await inside.append([append]);
  expect(await valuesOf(outside)).toEqual([onWire(value, 2), Buffer.alloc(0)]);
  expect(await valuesOf(inside)).toEqual([value, Buffer.alloc(0)]);
  expect(await valuesOf(inside)).toEqual([value, Buffer.alloc(0)]);
  expect(append.bytes.includes(value)).toBe(true);
});

test('a commit writes the ids of the registry to topics, and leaves state alone', async () => {
  const { inside, outside } = open();
  const value = topic.codec.toBytes(aTide());
  const task = await inside.openTask(0);
  await task.commit(
    commitOf({ appends: [appendOf(value)], puts: [{ key: Buffer.from('k'), value }] }),
  );
  expect(await valuesOf(outside)).toEqual([onWire(value, 2)]);
  expect(task.get(Buffer.from('k'))).toEqual(value);
});

test('a read that has to wait for the registry spoils nothing', async () => {
  const { inside, outside } = open();
  const value = topic.codec.toBytes(aTide());
  await outside.append([appendOf(onWire(value, 2), onWire(value, 9))]);
  await expect(valuesOf(inside)).rejects.toThrow('The registry is down.');
  expect(await valuesOf(outside)).toEqual([onWire(value, 2), onWire(value, 9)]);
});
