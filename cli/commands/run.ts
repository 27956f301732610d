import { realpathSync } from 'node:fs';
import { basename, join, relative, resolve, sep } from 'node:path';
import { PipelineError, readConfig, systemClock, systemPause } from '@landbridge/infra';
import {
  checkedSimulation,
  DEFAULT_DAY,
  simulatedPort,
  type WatchedFile,
  watchFolder,
} from '@landbridge/producers';
import { DAY_MS } from '@landbridge/schemas';
import { defineFolderCommand, FOLDER_OPTIONS } from '../command.ts';
import { EXIT } from '../exit-status.ts';
import { shanghaiDay, shanghaiDayStart } from '../format/shanghai.ts';
import { printable } from '../format/width.ts';
import { healthPlace, serveHealth } from '../health/serve-health.ts';
import { nextSteps, shellLine } from '../next-steps.ts';
import { UsageError } from '../parse-arguments.ts';
import type { Pipeline } from '../pipeline.ts';
import { orStopped } from '../progress.ts';
import { readCompleteness } from '../reports/completeness.ts';
import { lands, ROLES, takesIn } from '../roles.ts';
import { disturbOf } from '../simulation/disturb-option.ts';
import { metricLines } from '../simulation/metrics.ts';
import { disturbanceLines, letterLines, runLines } from '../simulation/show-result.ts';
import { type SimulationResult, simulate } from '../simulation/simulate.ts';
import type { Terminal } from '../terminal.ts';

/** How often a running pipeline looks whether all its stages are alive. */
const LOOK_MS = 1000;

export const runCommand = defineFolderCommand({
  name: 'run',
  about: 'Runs the pipeline: with a simulated port to its end, else until Ctrl-C.',
  usage: '',
  positionals: [0, 0],
  details: [
    'With --simulate it streams simulated days of the port through the real sources, prints the metrics and ends. The same options give the same deliveries: a second run finds the same facts, counts them as known and shows the same figures. What the simulation broke on purpose is set aside and does not change the exit status.',
    'With --watch it takes in every file that appears in a folder and moves it to done/ or failed/ there, once it has not changed for a second. Whoever writes more slowly gives the file another name until it is whole, such as NAME.part, and then renames it. Other commands work beside a running pipeline: query, report, ingest and so on.',
    'Ctrl-C ends it cleanly; the next start goes on from there.',
    'Where LANDBRIDGE_KAFKA_BROKERS names Kafka, any number of processes share the work, on any machines, each with a data folder of its own: --role says which part this one takes. Sources write, processors share the partitions, and each of the sinks lands everything in its own folder. With --simulate it ends when its own part is done.',
  ],
  options: {
    simulate: { type: 'flag', about: 'simulate a port, then end' },
    day: {
      type: 'text',
      value: 'DAY',
      about: `first simulated day in Shanghai (default ${DEFAULT_DAY})`,
    },
    days: { type: 'text', value: 'N', about: 'how many days (default 1)' },
    history: {
      type: 'text',
      value: 'N',
      about: 'days of history before the first, without positions (default 30)',
    },
    seed: { type: 'text', value: 'N', about: 'another seed is another day (default 1)' },
    scale: {
      type: 'text',
      value: 'X',
      about: '1 is a fortieth of the port; 0.005 to 100 (default 1)',
    },
    disturb: {
      type: 'list',
      value: 'WHAT',
      about:
        'all (default), none, or NAME=RATE: disorder, duplicates, corrections, retractions, backfill, outages, broken',
    },
    watch: { type: 'text', value: 'DIR', about: 'take in the files that appear in a folder' },
    role: {
      type: 'text',
      value: 'ROLE',
      about: 'on Kafka: the part of the work that this process takes',
      choices: ROLES,
      default: 'all',
    },
    health: {
      type: 'text',
      value: 'PORT',
      about:
        'answer /live, /ready and /metrics (Prometheus) on this port of this machine, or on HOST:PORT',
    },
    progress: { type: 'flag', about: 'progress as lines, even where stderr is no terminal' },
    json: {
      type: 'flag',
      about: 'with --simulate: what the run was, as JSON in place of the metrics',
    },
    'data-dir': FOLDER_OPTIONS['data-dir'],
  },
  examples: [
    'landbridge run --simulate',
    'landbridge run --simulate --seed 7 --scale 0.1 --disturb duplicates=0.2 --data-dir /tmp/day',
    'landbridge run --watch inbox',
    'landbridge run --role processors --health 9100 --data-dir /var/lib/landbridge',
  ],
  where: 'sole',
  makesFolder: true,
  async early({ values, terminal }) {
    if (values.watch !== undefined) {
      const dataDir = values['data-dir'] ?? readConfig().dataDir;
      assertApart(resolve(terminal.cwd, values.watch), resolve(terminal.cwd, dataDir));
    }
    if (values.health === undefined) return undefined;
    const health = await serveHealth(healthPlace(values.health));
    await terminal.err(`Health is told at port ${health.port}.\n`);
    return health;
  },
  check(values) {
    if (values.simulate && values.watch !== undefined) {
      throw new UsageError('run --simulate ends by itself and --watch does not: run one of them.');
    }
    if (!values.simulate) return assertNotSimulated(values);
    const simulation = simulationOf(values);
    assertPast(simulation);
    checkedSimulation(simulation);
  },
  async run({ values, terminal: here }, pipeline) {
    const terminal = values.progress ? withProgressLines(here) : here;
    assertRole(values, pipeline);
    if (!values.simulate) {
      const inbox = values.watch === undefined ? undefined : resolve(terminal.cwd, values.watch);
      return await runOn(pipeline, terminal, inbox);
    }
    const options = simulationOf(values);
    const port = simulatedPort({ ...options, reference: pipeline.reference });
    const { historyFromMs } = port;
    const result = await simulate(pipeline, { options, historyFromMs }, terminal);
    if (!result.complete) {
      await terminal.err(
        'Stopped. The next start goes on: what was acknowledged is there, the rest comes again.\n',
      );
      return EXIT.interrupted;
    }
    if (values.json) await terminal.out(`${JSON.stringify(result)}\n`);
    else {
      const days = { from: shanghaiDay(port.fromMs), to: shanghaiDay(port.untilMs - 1) };
      const lines = await summary(pipeline, result, { ...days, dataDir: values['data-dir'] });
      await terminal.out(`${lines.join('\n')}\n`);
    }
    return EXIT.done;
  },
});

type Simulated = {
  readonly day: string | undefined;
  readonly days: string | undefined;
  readonly history: string | undefined;
  readonly seed: string | undefined;
  readonly scale: string | undefined;
  readonly disturb: readonly string[];
};

function simulationOf({ day = DEFAULT_DAY, days, history, seed, scale, disturb }: Simulated) {
  return {
    day,
    days: numberOf('days', days ?? '1'),
    seed: numberOf('seed', seed ?? '1'),
    scale: numberOf('scale', scale ?? '1'),
    disturb: disturbOf(disturb),
    ...(history === undefined ? {} : { historyDays: numberOf('history', history) }),
  };
}

/** What has not happened is refused one by one where it comes in: then nothing would be left of the day. */
function assertPast({ day, days }: { day: string; days: number }): void {
  const startMs = shanghaiDayStart(day);
  if (startMs === undefined) {
    throw new UsageError(`--day ${day}: there is no such day. It is one such as ${DEFAULT_DAY}.`);
  }
  if (startMs + days * DAY_MS <= systemClock.nowMs()) return;
  const today = shanghaiDay(systemClock.nowMs());
  throw new UsageError(
    `--day ${day}: what is simulated has ended before today, ${today}. Take an earlier day, or fewer of them.`,
  );
}

/** An option that would change nothing was meant to change something. */
function assertNotSimulated(values: Simulated & { readonly json: boolean }): void {
  const { day, days, history, seed, scale, disturb, json } = values;
  const typed = { day, days, history, seed, scale, disturb: disturb[0], json: json || undefined };
  const [first] = Object.entries(typed).find(([, value]) => value !== undefined) ?? [];
  if (first === undefined) return;
  throw new UsageError(`--${first} is of a simulation: type run --simulate, or leave it out.`);
}

/** Whoever takes facts in is a source, and who is alone in a folder does everything. */
function assertRole(
  {
    role,
    simulate: simulates,
    watch: inbox,
  }: { role: string; simulate: boolean; watch: string | undefined },
  pipeline: Pipeline,
): void {
  if (role !== pipeline.role) {
    throw new UsageError(
      `--role ${role}: a log in the data folder belongs to one process, which does everything. Set LANDBRIDGE_KAFKA_BROKERS to share the work.`,
    );
  }
  const taking = simulates ? '--simulate' : inbox === undefined ? undefined : '--watch';
  if (taking !== undefined && !takesIn(pipeline.role)) {
    throw new UsageError(`${taking} takes facts in: it goes with --role sources or all.`);
  }
}

async function summary(
  pipeline: Pipeline,
  result: SimulationResult,
  { dataDir, ...days }: { from: string; to: string; dataDir: string | undefined },
): Promise<string[]> {
  const span = days.from === days.to ? days.from : `${days.from} to ${days.to}`;
  const told = [`The simulated port, ${span}`, '', ...runLines(result), ''];
  if (!lands(pipeline.role)) return [...told, ...disturbanceLines(result)];
  const { deadLetters } = await readCompleteness(pipeline.warehouse);
  const [example] = await pipeline.warehouse.query<{ id: string }>(
    'SELECT id FROM mart_hinterland_deliveries WHERE arrivedAt IS NOT NULL ORDER BY causeCount DESC, id LIMIT 1',
  );
  const steps = nextSteps({ day: days.from, row: example?.id, dataDir });
  return [
    ...told,
    ...(await metricLines(pipeline, days)),
    ...disturbanceLines(result),
    ...letterLines(deadLetters),
    '',
    'Try next:',
    ...steps.map(({ typed, about }) => `  ${shellLine(typed)}\n      ${about}`),
  ];
}

/** What is watched is emptied: that must not be the data folder, nor anything around it or in it. */
function assertApart(inbox: string, dataDir: string): void {
  const [watched, data] = [realPath(inbox), realPath(dataDir)];
  if (!isWithin(watched, data) && !isWithin(data, watched)) return;
  throw new PipelineError(
    'config-invalid',
    `--watch ${inbox}: files are moved away there, and the data folder is ${dataDir}. Watch a folder that neither lies in it nor holds it, or take another --data-dir.`,
  );
}

function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`);
}

/** Without links, as far as it is there: the data folder may only be made. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const above = resolve(path, '..');
    return above === path ? path : join(realPath(above), basename(path));
  }
}

/** Works until the person stops it, or a stage does. */
async function runOn(
  pipeline: Pipeline,
  terminal: Terminal,
  inbox: string | undefined,
): Promise<number> {
  const watching = inbox === undefined ? '' : `, taking in what appears in ${inbox}`;
  await terminal.err(`Running on ${pipeline.dataDir}${watching}. Ctrl-C ends it.\n`);
  const watched = inbox === undefined ? undefined : watch(pipeline, terminal, inbox);
  const stopped = aborted(terminal);
  const ends = watched === undefined ? [stopped] : [stopped, watched.failed];
  while (!terminal.signal.aborted) {
    await systemPause(LOOK_MS, terminal.signal);
    // Rejects with the reason where a stage has stopped, such as a full disk.
    if (!terminal.signal.aborted) await Promise.race([pipeline.settled(), ...ends]);
  }
  await watched?.ended;
  await terminal.err('Stopped. The next start goes on from here.\n');
  return EXIT.done;
}

/**
 * Takes in files until the person stops it, and tells of each when the engine has found what of it was known: until then
 * all of it counts as new. `failed` only ever rejects: the folder has gone, the disk is full.
 */
function watch(
  pipeline: Pick<Pipeline, 'ingestion' | 'settled'>,
  terminal: Terminal,
  folder: string,
): { ended: Promise<void>; failed: Promise<never> } {
  const { ingestion } = pipeline;
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => undefined);
  let told = Promise.resolve();
  const onFile = (file: WatchedFile) => {
    told = told.then(async () => terminal.err(await lineOf(file, pipeline, terminal)));
  };
  const ended = watchFolder({ ingestion, folder, onFile }).run(terminal.signal);
  return { ended: ended.catch(failed.reject).then(() => told), failed: failed.promise };
}

async function lineOf(
  { name, moved, report }: WatchedFile,
  { settled }: Pick<Pipeline, 'settled'>,
  { signal }: Terminal,
): Promise<string> {
  const isKnown = await orStopped(settled(), signal).then(
    () => true,
    () => false,
  );
  const { accepted, duplicates, deadLettered } = report;
  // Who stops, or is stopped by a full disk, does not wait for the engine.
  const taken = isKnown
    ? `${accepted} accepted, ${duplicates} duplicates`
    : `${accepted + duplicates} taken in`;
  return `${printable(name)}: ${taken}, ${deadLettered} set aside; moved to ${moved}.\n`;
}

function aborted({ signal }: Terminal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (signal.aborted) resolve();
  signal.addEventListener('abort', () => resolve(), { once: true });
  return promise;
}

function withProgressLines(terminal: Terminal): Terminal {
  return { ...terminal, progress: (text) => void terminal.err(`${text}\n`) };
}

function numberOf(option: string, typed: string): number {
  const value = Number(typed);
  if (typed.trim() === '' || Number.isNaN(value)) {
    throw new UsageError(`--${option} ${typed}: it is a number.`);
  }
  return value;
}
