import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PipelineError } from '@landbridge/infra';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exit-status.ts';
import { counted } from '../format/numbers.ts';
import { runChild } from '../prove/child.ts';
import { compareRuns, type Run, verdictLines } from '../prove/compare.ts';
import type { TableHash } from '../table-hashes.ts';
import type { Terminal } from '../terminal.ts';

/** How the small day is disturbed. All of it is harmless: the same facts remain. */
const RUNS = [
  { name: 'clean', disturb: ['none'], killed: false },
  { name: 'shuffled', disturb: ['disorder=0.5', 'backfill=0.3'], killed: false },
  { name: 'doubled', disturb: ['duplicates=0.5'], killed: false },
  { name: 'corrected', disturb: ['corrections=0.3', 'retractions=0.1'], killed: false },
  {
    name: 'killed',
    disturb: ['disorder=0.1', 'duplicates=0.1', 'corrections=0.1', 'retractions=0.05'],
    killed: true,
  },
] as const;

/** A killed process gets so many more lines of progress than the one before it: each gets further. */
const LINES_MORE = 3;

type Plan = {
  terminal: Terminal;
  folder: string;
  day: readonly string[];
  seed: number;
  killsMax: number;
};

export const proveCommand = defineCommand({
  name: 'prove',
  about:
    'Proves on a small day that disorder, duplicates, corrections and kill -9 change no table.',
  usage: '',
  positionals: [0, 0],
  details: [
    'It runs a small simulated day clean, shuffled, doubled, corrected and with its process killed again and again, each in a folder and in processes of its own, and prints the hashes of all tables side by side. A hash is over ids and content; it leaves out revisions, addresses and when we took a fact in. Exit status 0 only where all are equal.',
  ],
  options: {
    seed: { type: 'text', value: 'N', about: 'which day, and when processes die', default: '1' },
    scale: {
      type: 'text',
      value: 'X',
      about: 'size of the day; 1 is that of npm start',
      default: '0.05',
    },
    kills: { type: 'text', value: 'N', about: 'how often the process is killed', default: '5' },
    json: { type: 'flag', about: '{equal, kills, tables: [{table, rows, hashes, equal}]}' },
  },
  examples: ['landbridge prove', 'landbridge prove --seed 7 --kills 20'],
  async run({ values, terminal }) {
    const folder = mkdtempSync(join(tmpdir(), 'landbridge-prove-'));
    const { seed, scale } = values;
    const day = ['--seed', seed, '--scale', scale, '--history', '3'];
    const plan = { terminal, folder, day, seed: Number(seed), killsMax: Number(values.kills) };
    try {
      const runs: Run[] = [];
      let kills = 0;
      for (const run of RUNS) {
        kills += await oneRun(plan, run);
        runs.push({ name: run.name, tables: await tablesOf(plan, run.name) });
      }
      return await tell(terminal, { runs, kills, asJson: values.json });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
});

async function tell(
  terminal: Terminal,
  { runs, kills, asJson }: { runs: readonly Run[]; kills: number; asJson: boolean },
): Promise<number> {
  const verdicts = compareRuns(runs);
  const different = verdicts.filter(({ equal }) => !equal).length;
  const equal = different === 0 && verdicts.length > 0;
  if (asJson) {
    await terminal.out(`${JSON.stringify({ equal, kills, tables: verdicts })}\n`);
  } else {
    const said = equal
      ? `Equal: ${counted(verdicts.length, 'table')} in ${runs.length} runs, with ${counted(kills, 'process', 'processes')} killed.`
      : `NOT equal: ${counted(different, 'table')} of ${verdicts.length}. This is a fault in Landbridge: please report it with the seed.`;
    await terminal.out(`${[...verdictLines(runs, verdicts), '', said].join('\n')}\n`);
  }
  return equal ? EXIT.done : EXIT.failed;
}

/** Runs the day until it is done; answers how many processes were killed on the way. */
async function oneRun(plan: Plan, run: (typeof RUNS)[number]): Promise<number> {
  const { terminal } = plan;
  const disturb = run.disturb.flatMap((one) => ['--disturb', one]);
  const dataDir = ['--data-dir', join(plan.folder, run.name)];
  const typed = ['run', '--simulate', '--progress', ...plan.day, ...disturb, ...dataDir];
  let kills = 0;
  for (;;) {
    const mayKill = run.killed && kills < plan.killsMax;
    // Drawn from the seed; the processes' own pace makes the places differ between machines.
    const killAt = 2 + kills * LINES_MORE + ((plan.seed * 7_919 + kills * 104_729) % 5);
    let lines = 0;
    const end = await runChild(typed, {
      signal: terminal.signal,
      onLine(line) {
        lines += 1;
        terminal.progress(`${run.name}${run.killed ? `, ${kills} killed` : ''}: ${line}`);
        return mayKill && lines >= killAt ? 'kill' : 'go-on';
      },
    });
    terminal.signal.throwIfAborted();
    if (end.status === null) kills += 1;
    else if (end.status === EXIT.done || end.status === EXIT.deadLettered) return kills;
    else throw childFailed(run.name, end.stderr);
  }
}

async function tablesOf(plan: Plan, name: string): Promise<readonly TableHash[]> {
  const typed = ['tables', '--json', '--data-dir', join(plan.folder, name)];
  const end = await runChild(typed, { signal: plan.terminal.signal });
  if (end.status !== EXIT.done) throw childFailed(name, end.stderr);
  return JSON.parse(end.stdout) as TableHash[];
}

function childFailed(name: string, stderr: string): PipelineError {
  return new PipelineError(
    'not-found',
    `Proving, the run ${name} did not end well. It said:\n${stderr}\n`,
  );
}
