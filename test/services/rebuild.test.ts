import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NINGBO_FOLDER, openTopicAdmin, readConfig } from '@landbridge/infra';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CommandLines, Deployment } from './deployment.ts';

const SMALL = ['--simulate', '--scale', '0.02', '--history', '2'];
/** Bounds on what hangs, not on what is slow. */
const SOON = { timeout: 60_000, interval: 100 };
const TEST_MS = 1_200_000;

const root = mkdtempSync(join(tmpdir(), 'landbridge-rebuild-'));
const reference = join(root, 'other-port');
const embedded = new CommandLines(root);
const REBUILD = ['rebuild', '--reference', reference, '--json'];

/** Another factor for diesel: all that looks at reference data is folded anew, and trips' emissions are others. */
beforeAll(() => {
  cpSync(NINGBO_FOLDER, reference, { recursive: true });
  const file = join(reference, 'emissions.json');
  const content = JSON.parse(readFileSync(file, 'utf8')) as {
    factors: { kgCo2ePerUnit: number }[];
  };
  for (const factor of content.factors) factor.kgCo2ePerUnit += 0.1;
  writeFileSync(file, JSON.stringify(content));
});
afterAll(async () => {
  await embedded[Symbol.asyncDispose]();
  rmSync(root, { recursive: true, force: true });
});

test(
  'a rebuild on Kafka, killed on the way, gives the tables of one on a folder',
  async () => {
    await embedded.done('run', ...SMALL, '--data-dir', 'embedded');
    const before = await embedded.tables('embedded');
    await embedded.done(...REBUILD, '--data-dir', 'embedded');
    const expected = await embedded.tables('embedded');
    expect(expected).not.toEqual(before);

    await using kafka = await Deployment.open(root);
    await kafka.done('run', ...SMALL, '--data-dir', 'tables');
    expect(await kafka.tables('tables')).toEqual(before);
    await expectRefusals(kafka);

    await using admin = await adminOf(kafka);
    const killed = kafka.start(...REBUILD, '--data-dir', 'rebuild');
    await expect.poll(() => admin.has('yard.dwells.rebuilt'), SOON).toBe(true);
    await killed.signal('SIGKILL');
    const report = JSON.parse(await kafka.done(...REBUILD, '--data-dir', 'elsewhere'));
    expect(report.rebuilt).toContain('trip-delays');
    expect(report.kept).toContain('settle-gate-transactions');
    expect(await admin.has('yard.dwells.rebuilt')).toBe(false);

    // From here on the deployment is of these reference data; the facts are known.
    const again = [...SMALL, '--reference', reference, '--data-dir', 'tables'];
    await kafka.done('run', ...again);
    expect(await kafka.tables('tables')).toEqual(expected);
    await expectRedriven(kafka, () => kafka.done('run', ...again));
  },
  TEST_MS,
);

/** While somebody works on the deployment nobody rebuilds it, and with other reference data nobody works on it. */
async function expectRefusals(kafka: Deployment): Promise<void> {
  const processors = (name: string, ...more: string[]) =>
    kafka.start('run', '--role', 'processors', '--health', '0', ...more, '--data-dir', name);
  const worker = processors('worker');
  const rebalances = () => worker.figure('infra_log_rebalances_total');
  await expect.poll(rebalances, SOON).toBeGreaterThan(0);
  const rebuild = kafka.start(...REBUILD, '--data-dir', 'rebuild');
  expect((await rebuild.ended).status).toBe(1);
  expect(rebuild.stderr).toContain('1 process works on its partitions');
  await worker.signal('SIGTERM');
  const other = processors('other', '--reference', reference);
  expect((await other.ended).status).toBe(1);
  expect(other.stderr).toContain('Stop all processors and run `npx landbridge rebuild`');
}

/** A visit of long before is late, until its letters are driven again: then it is as if it had come in time. */
async function expectRedriven(kafka: Deployment, fold: () => Promise<string>): Promise<void> {
  const file = join(root, 'late.jsonl');
  const gates = ['IN', 'OUT'].map((direction, i) =>
    JSON.stringify({
      ...{ topic: 'gate.transactions', id: `late-${direction}`, direction, facility: 'BLCT1' },
      eventTime: `2026-02-10T08:${i}0:00+08:00`,
      recordedAt: `2026-02-10T08:${i}0:05+08:00`,
      ...{ plate: '浙B98765-2', boxes: [{ container: 'CSQU3054383', sizeType: '22G1' }] },
    }),
  );
  writeFileSync(file, `${gates.join('\n')}\n`);
  const here = ['--data-dir', 'tables'];
  const sql = `SELECT count() AS n FROM mart_truck_visits WHERE toDate(gateInAt, 'Asia/Shanghai') = '2026-02-10'`;
  const visits = async (): Promise<number> =>
    Number(JSON.parse(await kafka.done('query', '--json', sql, ...here))[0]?.n);
  await kafka.done('ingest', file, ...here);
  await fold();
  expect(await visits()).toBe(0);
  const redriven = await kafka.done('dead-letters', 'redrive', '--code', 'late', '--json', ...here);
  expect(JSON.parse(redriven)).toEqual({ redriven: 2, refused: 0, cut: 0, left: 0 });
  expect(await visits()).toBe(1);
  const letters = await kafka.done('dead-letters', 'list', '--json', ...here);
  expect(letters).not.toContain('"late"');
}

async function adminOf({ env }: Deployment) {
  const { kafka } = readConfig(env);
  if (kafka === undefined) throw new Error('The deployment is on Kafka.');
  const admin = await openTopicAdmin(kafka);
  return {
    has: async (topic: string) => (await admin.describe([topic])).has(topic),
    [Symbol.asyncDispose]: () => admin.close(),
  };
}
