import { loadReference } from '@landbridge/infra';
import { inMemoryLog, manualClock } from '@landbridge/infra/testing';
import { topologyOf } from '@landbridge/processors';
import { expect, test } from 'vitest';
import { rebuildBeside } from './rebuild-beside.ts';

function aPipeline(owns: () => Promise<void>) {
  const done: string[] = [];
  const clock = manualClock(0);
  const log = inMemoryLog({ partitions: 2, clock });
  const tasks = {
    disown: async (partitions: readonly number[]) => void done.push(`rest ${partitions}`),
    own: async (partitions: readonly number[]) => {
      done.push(`own ${partitions}`);
      await owns();
    },
  };
  const topology = topologyOf({ processors: [], topics: [], referenceHash: '' });
  const context = { reference: loadReference() };
  return { done, beside: rebuildBeside(tasks, { log, topology, context, clock }) };
}

test('tasks rest while a rebuild runs, one rebuild after the other', async () => {
  const { done, beside } = aPipeline(async () => undefined);
  await Promise.all([beside.rebuild({}), beside.rebuild({})]);
  await beside.whileWorking(async () => undefined);
  expect(done).toEqual(['rest 0,1', 'own 0,1', 'rest 0,1', 'own 0,1']);
});

test('after a rebuild that was refused the tasks go on', async () => {
  const { done, beside } = aPipeline(async () => undefined);
  await expect(beside.rebuild({ processors: ['nobody'] })).rejects.toThrow('nobody');
  await beside.whileWorking(async () => undefined);
  expect(done).toEqual(['rest 0,1', 'own 0,1']);
});

test('tasks that cannot go on are told of to whoever asks, and no rebuild is tried on them', async () => {
  const { beside } = aPipeline(() => Promise.reject(new Error('a rebuild was begun')));
  await beside.rebuild({}).catch(() => undefined);
  await expect(beside.whileWorking(async () => undefined)).rejects.toThrow('a rebuild was begun');
  await expect(beside.rebuild({})).rejects.toThrow('a rebuild was begun');
});

test('who waits for tasks that are let rest meanwhile waits for them again', async () => {
  const { done, beside } = aPipeline(async () => undefined);
  await beside.whileWorking(async () => {
    done.push('wait');
    if (done.length === 1) await beside.rebuild({});
  });
  expect(done).toEqual(['wait', 'rest 0,1', 'own 0,1', 'wait']);
});
