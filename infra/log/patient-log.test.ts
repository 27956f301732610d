import { expect, test } from 'vitest';
import { PipelineError } from '../errors.ts';
import { inMemoryLog, manualClock } from '../testing/index.ts';
import { BatchBuilder } from './batch-builder.ts';
import { patientLog } from './patient-log.ts';
import { withMethods } from './with-methods.ts';

const DOWN = new PipelineError('registry-unavailable', 'It does not answer.', { retriable: true });
const GONE = new PipelineError('position-lost', 'It is gone.');

async function aLog(...failures: readonly Error[]) {
  const log = inMemoryLog({ partitions: 1, clock: manualClock(0) });
  const records = new BatchBuilder('a.b', 0);
  records.push(Buffer.from('k'), Buffer.from('v'));
  await log.append([records.seal()]);
  const left = [...failures];
  return withMethods(log, {
    read: async (...where) => {
      const failure = left.shift();
      if (failure !== undefined) throw failure;
      return await log.read(...where);
    },
  });
}

test('a reader waits until what passes has passed, and somebody hears of it', async () => {
  const [pauses, heard]: [number[], string[]] = [[], []];
  const log = patientLog(await aLog(...Array.from({ length: 8 }, () => DOWN)), {
    signal: new AbortController().signal,
    onWait: ({ code }) => heard.push(code),
    pause: async (ms) => void pauses.push(ms),
  });
  expect((await log.read('a.b', 0, 0, 1))?.count).toBe(1);
  expect(pauses).toEqual([100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000]);
  expect(heard).toHaveLength(8);
});

test('what does not pass is told at once, and the signal ends the waiting', async () => {
  const stop = new AbortController();
  const options = { signal: stop.signal, onWait: () => stop.abort(), pause: async () => undefined };
  const broken = patientLog(await aLog(GONE), options);
  await expect(broken.read('a.b', 0, 0, 1)).rejects.toBe(GONE);
  const down = patientLog(await aLog(DOWN, DOWN, DOWN), options);
  await expect(down.read('a.b', 0, 0, 1)).rejects.toBe(DOWN);
});
