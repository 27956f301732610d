import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { manualClock } from '../../testing/manual-clock.ts';
import { seededRandom } from '../../testing/seeded-random.ts';
import type { Log } from '../log.ts';
import { RECORDS_A_ROUND } from './crash-child.ts';
import { openEmbeddedLog } from './embedded-log.ts';

const seed = Number(process.env['SEED'] ?? 1);
const root = mkdtempSync(join(tmpdir(), 'landbridge-crash-'));
const program = fileURLToPath(new URL('./crash-child.ts', import.meta.url));
const children = new Set<ChildProcess>();

afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(root, { recursive: true });
});

function start(folder: string): { child: ChildProcess; lines: AsyncIterableIterator<string> } {
  const child = spawn(process.execPath, [program, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.add(child);
  child.once('exit', () => children.delete(child));
  const { stdout } = child;
  if (!stdout) throw new Error('stdout is piped');
  return { child, lines: createInterface({ input: stdout })[Symbol.asyncIterator]() };
}

/** Lets a child work until it has told so many lines, then kills it wherever it is; answers all that it told. */
async function killAfter(folder: string, linesMin: number): Promise<string[]> {
  const { child, lines } = start(folder);
  const exited = once(child, 'exit');
  const told: string[] = [];
  for await (const line of lines) {
    told.push(line);
    if (told.length === linesMin) child.kill('SIGKILL');
  }
  await exited;
  return told;
}

/** What was acknowledged is there, rounds are whole, and the commit stands at one round in all its parts. */
async function checkWhole(log: Log, told: readonly string[]): Promise<void> {
  const rounds = log.extent('in.facts', 0).end / RECORDS_A_ROUND;
  const committed = log.extent('out.rows', 0).end;
  const toldOf = (verb: string) => told.filter((line) => line.startsWith(verb)).at(-1);
  expect(Number.isInteger(rounds)).toBe(true);
  expect(rounds - 1).toBeGreaterThanOrEqual(Number(toldOf('appended')?.split(' ')[1] ?? -1));
  expect(committed - 1).toBeGreaterThanOrEqual(Number(toldOf('committed')?.split(' ')[1] ?? -1));
  expect([rounds, rounds - 1]).toContain(committed);
  for (let at = 0; at < rounds * RECORDS_A_ROUND; ) {
    const batch = await log.read('in.facts', 0, at, 1);
    expect(batch?.count).toBe(RECORDS_A_ROUND);
    expect(batch?.bytes.toString('utf8', 0, batch.values[0])).toBe(`fact-${at / RECORDS_A_ROUND}`);
    at += RECORDS_A_ROUND;
  }
  const task = await log.openTask(0);
  expect(task.checkpoint()?.toString()).toBe(committed === 0 ? undefined : String(committed - 1));
  let values = 0;
  task.scan(Buffer.from('state-'), (_, value) => {
    values++;
    expect(new Set(value)).toEqual(new Set([(committed - 1) % 256]));
    return true;
  });
  expect(values).toBe(committed === 0 ? 0 : 50);
}

test(`survives kill -9 at any moment of appends and commits (SEED=${seed})`, async () => {
  const random = seededRandom(seed);
  const folder = join(root, 'killed');
  let endedInAppend = 0;
  for (let kill = 0; kill < 12; kill++) {
    const told = await killAfter(folder, 1 + Math.floor(random.next() * 12));
    expect(told.at(-1)).toMatch(/^(appended|committed) /);
    if (told.at(-1)?.startsWith('appended')) endedInAppend++;
    const log = await openEmbeddedLog({ folder, clock: manualClock(0) });
    await checkWhole(log, told);
    await log.close();
  }
  expect(endedInAppend).toBeGreaterThan(0);
  expect(endedInAppend).toBeLessThan(12);
}, 120_000);

test('refuses a second process, naming the owner, and lets it in when the owner was killed', async () => {
  const folder = join(root, 'owned');
  const owner = start(folder);
  await owner.lines.next();
  const second = start(folder);
  const { value } = await second.lines.next();
  expect(value).toMatch(/^refused data-dir-in-use /);
  expect(value).toContain(`process ${owner.child.pid} `);
  await expect(openEmbeddedLog({ folder, clock: manualClock(0) })).rejects.toMatchObject({
    code: 'data-dir-in-use',
  });
  owner.child.kill('SIGKILL');
  await once(owner.child, 'exit');
  const log = await openEmbeddedLog({ folder, clock: manualClock(0) });
  expect(log.extent('in.facts', 0).end).toBeGreaterThan(0);
  await expect(openEmbeddedLog({ folder, clock: manualClock(0) })).rejects.toThrow(
    `process ${process.pid} `,
  );
  await log.close();
}, 60_000);
