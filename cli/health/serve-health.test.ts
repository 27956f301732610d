import { once } from 'node:events';
import { createServer } from 'node:net';
import { loadReference } from '@landbridge/infra';
import { inMemoryLog, manualClock } from '@landbridge/infra/testing';
import { openTasks, topologyOf } from '@landbridge/processors';
import { openIngestion } from '@landbridge/producers';
import { expect, onTestFinished, test } from 'vitest';
import { noSinks } from '../roles.ts';
import type { Watched } from './metrics-text.ts';
import { healthPlace, serveHealth } from './serve-health.ts';

const clock = manualClock(0);
const reference = loadReference();
const ANY = { host: '127.0.0.1', port: 0 };

async function aPipeline(isOpen = true, outages: readonly string[] = []): Promise<Watched> {
  const log = inMemoryLog({ partitions: 2, clock });
  const topology = topologyOf({ processors: [], topics: [], referenceHash: '' });
  const tasks = await openTasks({ log, topology, context: { reference }, clock, owned: [] });
  const lag = { consumer: 'task:1', topic: 'a.b', partition: 1, records: 7 };
  const groupLag = { topic: 'a.b', partition: 0, records: 70 };
  const counts = { commits: 3, commitsFailed: 1, commitMs: 50, commitMsMax: 30 };
  const restores = new Map([[1, { task: 1, done: 4, total: 9, bytes: 100 }]]);
  return {
    role: 'all',
    tasks: { ...tasks, owned: () => new Map([[1, isOpen]]) },
    sinks: noSinks(),
    ingestion: openIngestion({ log, reference, clock }),
    figures: () => ({
      ...{ ...counts, lags: [lag], groupLags: [groupLag], rebalances: 2, restores },
      outages: new Set(outages),
      standbys: () => [{ task: 0, offsets: 12 }],
    }),
  };
}

async function asked(pipeline: Watched | undefined, path: string, method = 'GET') {
  await using health = await serveHealth(ANY);
  health.show(pipeline);
  const answer = await fetch(`http://127.0.0.1:${health.port}${path}`, { method });
  return { status: answer.status, text: await answer.text() };
}

test('a process that answers is live', async () => {
  expect(await asked(await aPipeline(), '/live')).toEqual({ status: 200, text: 'live\n' });
});

test('a process whose start waits for something is live, and not ready', async () => {
  expect((await asked(undefined, '/live')).status).toBe(200);
  for (const path of ['/ready', '/metrics'])
    expect((await asked(undefined, path)).status).toBe(503);
});

test('it is ready when every partition that it has is restored', async () => {
  expect((await asked(await aPipeline(), '/ready')).status).toBe(200);
  const restoring = await asked(await aPipeline(false), '/ready');
  expect(restoring).toEqual({ status: 503, text: 'restoring partitions 1\n' });
});

test('it is not ready while Kafka does not answer', async () => {
  const asking = await asked(await aPipeline(true, ['Following the log']), '/ready');
  expect(asking).toEqual({ status: 503, text: 'Kafka does not answer: Following the log\n' });
});

test('figures are told as Prometheus reads them', async () => {
  const { text } = await asked(await aPipeline(), '/metrics?x=1');
  expect(text).toContain('# TYPE infra_log_lag_records gauge\n');
  expect(text).toContain('infra_log_lag_records{consumer="task:1",topic="a.b",partition="1"} 7\n');
  expect(text).toContain('infra_log_group_lag_records{topic="a.b",partition="0"} 70\n');
  expect(text).toContain('infra_log_commits_total 3\n');
  expect(text).toContain('infra_log_commit_milliseconds_total 50\n');
  expect(text).toContain('infra_log_rebalances_total 2\n');
  expect(text).toContain('infra_log_restore_done_offsets{task="1"} 4\n');
  expect(text).toContain('infra_log_standby_lag_offsets{task="0"} 12\n');
  expect(text).toContain('processors_letters_total{code="late"} 0\n');
  for (const line of text.trimEnd().split('\n')) {
    expect(line).toMatch(/^(?:# (?:HELP|TYPE) \w+ .+|\w+(?:\{[^}]+\})? -?[\d.]+)$/);
  }
});

test('nothing else is answered', async () => {
  expect((await asked(await aPipeline(), '/')).status).toBe(404);
  expect((await asked(await aPipeline(), '/live', 'POST')).status).toBe(405);
});

test('a port is one of this machine, unless an address is named', () => {
  expect(healthPlace('9100')).toEqual({ host: '127.0.0.1', port: 9100 });
  expect(healthPlace('0.0.0.0:9100')).toEqual({ host: '0.0.0.0', port: 9100 });
  expect(healthPlace('[::]:9100')).toEqual({ host: '::', port: 9100 });
  for (const typed of ['', 'x', '70000', 'localhost', '-1']) {
    expect(() => healthPlace(typed)).toThrow(`--health ${typed}`);
  }
});

test('a port that is taken is told', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void other.close());
  await once(other, 'listening');
  const { port } = other.address() as { port: number };
  await expect(serveHealth({ ...ANY, port })).rejects.toMatchObject({
    code: 'config-invalid',
  });
});
