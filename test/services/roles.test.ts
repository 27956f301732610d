import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TableHash } from '@landbridge/cli';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CommandLines, Deployment } from './deployment.ts';

const SMALL = ['--simulate', '--scale', '0.02', '--history', '2'];
const FOLDED = 'processors_records_folded_total';
/** How many records must be folded before the first process goes, and before the second. */
const [STOP_AT, KILL_AT] = [10_000, 40_000];
/** Bounds on what hangs, not on what is slow. */
const SOON = { timeout: 200_000, interval: 200 };
const TEST_MS = 600_000;

const root = mkdtempSync(join(tmpdir(), 'landbridge-roles-'));
const embedded = new CommandLines(root);
let expected: readonly TableHash[];

beforeAll(async () => {
  await embedded.done('run', ...SMALL, '--data-dir', 'embedded');
  expected = await embedded.tables('embedded');
  expect(expected.filter(({ rows }) => rows > 0).length).toBeGreaterThan(20);
});
afterAll(async () => {
  await embedded[Symbol.asyncDispose]();
  rmSync(root, { recursive: true, force: true });
});

test('one process on Kafka ends by itself, with the tables of the embedded one', async () => {
  await using kafka = await Deployment.open(root);
  const run = [...SMALL, '--data-dir', 'all'];
  expect(await kafka.done('run', ...run)).toContain('turn-time, by group');
  expect(await kafka.tables('all')).toEqual(expected);
  expect(JSON.parse(await kafka.done('run', ...run, '--json'))).toMatchObject({ complete: true });
  expect(await kafka.tables('all')).toEqual(expected);
});

test.each([1, 2, 4])(
  'the tables are those of the embedded run with %i processors, one stopped and one killed',
  async (count) => {
    await using kafka = await Deployment.open(root);
    const here = (name: string) => ['--data-dir', `${count}-${name}`];
    const sinks = kafka.start('run', '--role', 'sinks', ...here('sinks'));
    await expect.poll(() => sinks.stderr, SOON).toContain('Ctrl-C ends it');
    const processor = (name: string) =>
      kafka.start('run', '--role', 'processors', '--health', '0', ...here(name));
    const names = Array.from({ length: count }, (_, i) => `processor-${i}`);
    const working = names.map(processor);
    const folded = async () => {
      const figures = await Promise.all(working.map((one) => one.figure(FOLDED)));
      return figures.reduce<number>((sum, figure) => sum + (figure ?? 0), 0);
    };
    const told = kafka.start('run', ...SMALL, '--role', 'sources', ...here('sources'));

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
    const landed = () => kafka.tables(`${count}-sinks`);
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
