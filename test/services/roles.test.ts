import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TableHash } from '@landbridge/cli';
import { type OwnKafka, startOwnKafka } from '@landbridge/infra/services';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { LandbridgeProcess } from './landbridge-process.ts';

const SMALL = ['--simulate', '--scale', '0.02', '--history', '2'];
const PARTITIONS = '4';
const FOLDED = 'processors_records_folded_total';
/** How many records must be folded before the first process goes, and before the second. */
const [STOP_AT, KILL_AT] = [10_000, 40_000];
/** Bounds on what hangs, not on what is slow. */
const SOON = { timeout: 200_000, interval: 200 };
const TEST_MS = 600_000;

const root = mkdtempSync(join(tmpdir(), 'landbridge-roles-'));
const started: LandbridgeProcess[] = [];
let expected: readonly TableHash[];

beforeAll(async () => {
  const embedded = landbridge({}, 'run', ...SMALL, '--data-dir', 'embedded');
  expect((await embedded.ended).status, embedded.stderr).toBe(0);
  expected = await tablesIn({}, 'embedded');
  expect(expected.filter(({ rows }) => rows > 0).length).toBeGreaterThan(20);
});
afterAll(async () => {
  await Promise.all(started.map((one) => one.signal('SIGKILL')));
  rmSync(root, { recursive: true, force: true });
});

test('one process on Kafka ends by itself, with the tables of the embedded one', async () => {
  await using kafka = await aDeployment();
  const run = kafka.landbridge('run', ...SMALL, '--data-dir', 'all');
  const { status, stdout } = await run.ended;
  expect(status, run.stderr).toBe(0);
  expect(stdout).toContain('turn-time, by group');
  expect(await tablesIn(kafka.env, 'all')).toEqual(expected);
  const again = kafka.landbridge('run', ...SMALL, '--data-dir', 'all', '--json');
  expect(JSON.parse((await again.ended).stdout)).toMatchObject({ complete: true });
  expect(await tablesIn(kafka.env, 'all')).toEqual(expected);
});

test.each([1, 2, 4])(
  'the tables are those of the embedded run with %i processors, one stopped and one killed',
  async (count) => {
    await using kafka = await aDeployment();
    const here = (name: string) => ['--data-dir', `${count}-${name}`];
    const sinks = kafka.landbridge('run', '--role', 'sinks', ...here('sinks'));
    await expect.poll(() => sinks.stderr, SOON).toContain('Ctrl-C ends it');
    const processor = (name: string) =>
      kafka.landbridge('run', '--role', 'processors', '--health', '0', ...here(name));
    const names = Array.from({ length: count }, (_, i) => `processor-${i}`);
    const working = names.map(processor);
    const folded = async () => {
      const figures = await Promise.all(working.map((one) => one.figure(FOLDED)));
      return figures.reduce<number>((sum, figure) => sum + (figure ?? 0), 0);
    };
    const told = kafka.landbridge('run', ...SMALL, '--role', 'sources', ...here('sources'));

    await expect.poll(folded, SOON).toBeGreaterThan(STOP_AT);
    const stopped = working.shift();
    const end = await stopped?.signal('SIGTERM');
    expect(end?.status, stopped?.stderr).toBe(0);
    expect(stopped?.stderr).toContain('Stopped. The next start goes on from here.');
    if (count === 1) working.push(processor('processor-0'));

    await expect.poll(folded, SOON).toBeGreaterThan(KILL_AT);
    await working.pop()?.signal('SIGKILL');
    // It comes back to the state that it had cached, and to what others have changed since.
    working.push(processor(names.at(-1) ?? ''));

    expect((await told.ended).status, told.stderr).toBe(0);
    const landed = () => tablesIn(kafka.env, `${count}-sinks`);
    await expect.poll(landed, { ...SOON, interval: 1_000 }).toEqual(expected);
    for (const one of [...working, sinks]) {
      const { status } = await one.signal('SIGTERM');
      expect(status, one.stderr).toBe(0);
    }
    // What nobody works on any more is as it was when all had ended.
    expect(await landed()).toEqual(expected);
  },
  TEST_MS,
);

type Environment = Readonly<Record<string, string>>;

/** A broker of its own with the topics of a deployment, and command lines on it. */
async function aDeployment() {
  const kafka: OwnKafka = await startOwnKafka();
  const env: Environment = {
    LANDBRIDGE_KAFKA_BROKERS: kafka.brokers,
    LANDBRIDGE_REGISTRY_URL: inject('registry'),
  };
  const running: LandbridgeProcess[] = [];
  const here = {
    env,
    landbridge(...typed: string[]) {
      const process = landbridge(env, ...typed);
      running.push(process);
      return process;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(running.map((one) => one.signal('SIGKILL')));
      await kafka.stop();
    },
  };
  const applied = here.landbridge('topics', 'apply', '--partitions', PARTITIONS);
  expect((await applied.ended).status, applied.stderr).toBe(0);
  return here;
}

function landbridge(env: Environment, ...typed: string[]): LandbridgeProcess {
  const at = typed.indexOf('--data-dir') + 1;
  const placed = typed.map((word, i) => (at > 0 && i === at ? join(root, word) : word));
  const process = new LandbridgeProcess(placed, env);
  started.push(process);
  return process;
}

async function tablesIn(env: Environment, folder: string): Promise<readonly TableHash[]> {
  const { stdout } = await landbridge(env, 'tables', '--json', '--data-dir', folder).ended;
  return JSON.parse(stdout);
}
