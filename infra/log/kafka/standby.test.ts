import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { askedOf, FETCH, fakeBroker, nothingFetched, OFFSETS, offsetFound } from './fake-broker.ts';
import { Link } from './link.ts';
import { Standby } from './standby.ts';
import { StateCache } from './state-cache.ts';

const CHANGELOG = { topic: 't', partition: 0 };
const EARLIEST = -2;

test('a copy that is ahead of a changelog whose last marker is missing still is kept', async () => {
  let asked = 0;
  const broker = await fakeBroker({
    ...{ topic: 't', partitions: 1 },
    on(request) {
      const { apiKey, answer } = request;
      if (apiKey === FETCH) answer(nothingFetched('t', 100));
      if (apiKey !== OFFSETS) return;
      asked++;
      answer(offsetFound('t', askedOf(request) === EARLIEST ? 0 : 100));
    },
  });
  onTestFinished(() => broker[Symbol.asyncDispose]());
  const folder = mkdtempSync(join(tmpdir(), 'landbridge-standby-'));
  const cache = new StateCache({ folder, identity: 'log-1', tasks: 1 });
  const link = new Link({ connection: { brokers: [broker.address] }, topics: ['t'] });
  const standby = new Standby({
    ...{ link, cache, changelogs: [CHANGELOG], nowMs: () => 1_000 },
    ...{ isFree: () => true, isBusy: () => false, hasTasks: () => false },
  });
  onTestFinished(async () => {
    await link.close();
    await standby.ended();
    await cache.close();
    rmSync(folder, { recursive: true });
  });
  // As a commit of this process left it, just before it handed the task over.
  cache.apply(0, [], { offset: 104, stampMs: 1_000 });
  standby.set([0]);
  await expect.poll(() => asked).toBeGreaterThan(3);
  expect(cache.positionOf(0)).toEqual({ offset: 104, stampMs: 1_000 });
});
