import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock, systemPause } from '@landbridge/infra';
import { type Random, seededRandom } from '@landbridge/infra/testing';
import type { LandedRow, LandedTable } from './landed.ts';
import type { Life } from './live-through.ts';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));

/** What a run left behind. */
export type Outcome = {
  readonly name: string;
  readonly tables: readonly LandedTable[];
  /** By topic; empty where the run was not asked for them. */
  readonly rows: Readonly<Record<string, readonly LandedRow[]>>;
  /** How many processes were killed on the way, and how many of them before the whole day was in the log. */
  readonly kills: number;
  readonly killsWhileTelling: number;
};

export type Plan = Omit<Life, 'folder' | 'partitions' | 'feedByFeed' | 'withRows'> &
  Partial<Life> & {
    readonly name: string;
    /** So many processes are killed before one may end. */
    readonly kills?: number;
  };

/** Lives through the day in processes of their own, one after the other until one has ended well. */
export async function outcomeOf(
  { name, kills = 0, ...plan }: Plan,
  { under, stop }: { under: string; stop: AbortSignal },
): Promise<Outcome> {
  const folder = join(under, name);
  mkdirSync(folder);
  const life: Life = { partitions: 1, feedByFeed: false, withRows: false, ...plan, folder };
  const random = seededRandom(plan.seed);
  let [killed, killsWhileTelling, startMs] = [0, 0, 1_000];
  for (;;) {
    stop.throwIfAborted();
    const doom = killed < kills ? momentOf(random, startMs) : undefined;
    const end = await runLife(life, doom, stop);
    if (end.openedMs !== undefined) startMs = end.openedMs;
    if (end.status === 'done') {
      // It outran its death: the day begins anew, and finds everything there.
      if (killed === kills) break;
      continue;
    }
    killed += 1;
    if (!end.said.includes('told')) killsWhileTelling += 1;
  }
  const tables: LandedTable[] = JSON.parse(readFileSync(join(folder, 'tables.json'), 'utf8'));
  const rows = life.withRows ? JSON.parse(readFileSync(join(folder, 'rows.json'), 'utf8')) : {};
  return { name, tables, rows, kills: killed, killsWhileTelling };
}

/** When a process dies: so long after it opened the folder, or after it was started. */
type Doom = { readonly after: 'start' | 'open'; readonly ms: number };

const LIFE_MS_MAX = 900;

/** One in five dies while it starts and puts right what the one before it left, the others at work. */
function momentOf(random: Random, startMs: number): Doom {
  const after = random.next() < 0.2 ? 'start' : 'open';
  return { after, ms: random.next() * (after === 'start' ? startMs : LIFE_MS_MAX) };
}

type End = {
  readonly status: 'done' | 'killed';
  readonly said: string;
  /** How long it took to open the folder. */
  readonly openedMs: number | undefined;
};

async function runLife(life: Life, doom: Doom | undefined, stop: AbortSignal): Promise<End> {
  const startedMs = systemClock.nowMs();
  const child = spawn(process.execPath, [MAIN, JSON.stringify(life)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { UV_THREADPOOL_SIZE: '16' },
  });
  const over = new AbortController();
  stop.addEventListener('abort', () => child.kill('SIGKILL'), { signal: over.signal });
  const kill = async (ms: number) => {
    await systemPause(ms, over.signal);
    child.kill('SIGKILL');
  };
  const closed = Promise.withResolvers<{ code: number | null; signal: string | null }>();
  child.once('error', closed.reject);
  child.once('close', (code, signal) => closed.resolve({ code, signal }));
  let [said, complaint] = ['', ''];
  let openedMs: number | undefined;
  let dying = doom?.after === 'start' ? kill(doom.ms) : Promise.resolve();
  child.stdout.on('data', (text: Buffer) => {
    said += text.toString();
    if (openedMs !== undefined || !said.includes('open')) return;
    openedMs = systemClock.nowMs() - startedMs;
    if (doom?.after === 'open') dying = kill(doom.ms);
  });
  child.stderr.on('data', (text: Buffer) => {
    complaint += text.toString();
  });
  const { code, signal } = await closed.promise;
  over.abort();
  await dying;
  if (signal === 'SIGKILL' && doom !== undefined) return { status: 'killed', said, openedMs };
  if (code === 0) return { status: 'done', said, openedMs };
  throw new Error(`A process ended with ${code ?? signal}: ${complaint}`);
}
