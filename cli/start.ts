import { resolve } from 'node:path';
import { createLogger, PipelineError, readConfig, systemPause } from '@landbridge/infra';
import { catalog } from './catalog.ts';
import type { Command } from './command.ts';
import { EXIT } from './exit-status.ts';
import { kindOfFolder } from './folder-settings.ts';
import { helpOn } from './help.ts';
import { askOwner, findOwner } from './owner/ask-owner.ts';
import { serveOwner } from './owner/serve-owner.ts';
import { type Parsed, parseArguments, UsageError } from './parse-arguments.ts';
import { openPipeline, type Pipeline } from './pipeline.ts';
import { processTerminal } from './process-terminal.ts';
import { settledWithProgress } from './progress.ts';
import { rebuildProgress } from './rebuild/rebuild-progress.ts';
import { ROLES, type Role } from './roles.ts';
import type { StandardInput } from './standard-input.ts';
import type { Terminal } from './terminal.ts';

type WatchedTerminal = Terminal & { readonly watched: boolean };
type FolderCommand = Command & { where: 'owner' | 'sole' };
type OnFolder = {
  command: FolderCommand;
  parsed: Parsed;
  typed: readonly string[];
  dataDir: string;
  terminal: WatchedTerminal;
};

/** Another process may be opening or closing the folder this very moment: it is looked for so often, so far apart. */
const TRIES_MAX = 20;
const TRY_AGAIN_MS = 150;

/** The command line of this process. Answers the exit status. */
export async function main(typed: readonly string[], stdin: StandardInput): Promise<number> {
  const terminal = processTerminal(stdin);
  try {
    return await start(typed, terminal);
  } finally {
    terminal.close();
  }
}

/** Runs a command line wherever it has to run. */
export function start(typed: readonly string[], terminal: WatchedTerminal): Promise<number> {
  return answered(terminal, async () => {
    const parsed = parseArguments(catalog, typed);
    const { command } = parsed;
    if (parsed.help) {
      await terminal.out(helpOn(command));
      return EXIT.done;
    }
    if (command.where === 'anywhere') return await command.run({ ...parsed, terminal });
    const folder = textOf(parsed.values['data-dir']) ?? readConfig().dataDir;
    const dataDir = resolve(terminal.cwd, folder);
    return await runOnFolder({ command, parsed, typed, dataDir, terminal });
  });
}

async function runOnFolder(here: OnFolder): Promise<number> {
  const { command, dataDir, terminal } = here;
  for (let attempt = 1; ; attempt++) {
    const found = await findOwner(dataDir);
    if (found.kind === 'owner') {
      if (command.where === 'owner') return await askOwner(found, here.typed, terminal);
      found.socket.destroy();
      throw inUse(dataDir, found.record.pid);
    }
    assertFolder(command, dataDir);
    const left = found.kind === 'left-behind' ? found.record.pid : undefined;
    try {
      return await runAsOwner(here, left);
    } catch (error) {
      const inBetween = error instanceof PipelineError && error.code === 'data-dir-in-use';
      if (!inBetween || attempt === TRIES_MAX || terminal.signal.aborted) throw error;
    }
    await systemPause(TRY_AGAIN_MS, terminal.signal);
  }
}

/** Refuses, before anything is changed, a folder that is not there for this command, or is somebody else's. */
function assertFolder(command: Command, dataDir: string): void {
  const kind = kindOfFolder(dataDir);
  if (kind === 'ours') return;
  const onKafka = readConfig().kafka !== undefined;
  const makes = command.makesFolder === 'on-kafka' ? onKafka : command.makesFolder === true;
  if (makes && kind === 'foreign') throw foreignFolder(dataDir);
  // On Kafka an empty folder is filled with tables from the log.
  if (makes || (onKafka && kind === 'empty')) return;
  throw kind === 'absent' ? noFolder(dataDir) : notOurs(dataDir);
}

async function runAsOwner(
  { command, parsed, dataDir, terminal }: OnFolder,
  left: number | undefined,
): Promise<number> {
  const {
    kafka,
    clickhouse,
    pseudonymKey,
    logLevel: level,
    logFormat: format,
    ...store
  } = readConfig();
  await using early = await command.early?.({ ...parsed, terminal });
  await using pipeline = await openPipeline({
    ...{ dataDir, kafka, role: kafka === undefined ? 'all' : roleOf(command, parsed) },
    ...{ store, clickhouse, pseudonymKey },
    logger: createLogger({ level, format }),
    signal: terminal.signal,
    rebuild: command.rebuilds && {
      ...command.rebuilds(parsed.values),
      onProgress: rebuildProgress(terminal),
      signal: terminal.signal,
    },
    reference: textOf(parsed.values['reference']),
    // What may make a folder decides what it is run with; the others only ask.
    keepsReference: command.makesFolder !== undefined,
    partitions: textOf(parsed.values['partitions']),
    cwd: terminal.cwd,
  });
  if (left !== undefined) {
    const said = `Process ${left} ended without closing ${dataDir}. What it had acknowledged is there; going on from it.\n`;
    await terminal.err(said);
  }
  const server = await serveOwner(dataDir, (typed, other) => runForOther(pipeline, typed, other));
  try {
    early?.show(pipeline);
    // What a process left unfinished is finished before anything is said about it.
    if (command.where === 'owner') await settledWithProgress(pipeline, terminal, 'Catching up');
    return await command.run({ ...parsed, terminal }, pipeline);
  } finally {
    early?.show(undefined);
    await server.close(terminal.signal);
  }
}

function roleOf(command: Command, { values }: Parsed): Role {
  return ROLES.find((role) => role === values['role']) ?? command.role ?? 'sinks';
}

/** A command that another process sent to this one. */
function runForOther(
  pipeline: Pipeline,
  typed: readonly string[],
  terminal: Terminal,
): Promise<number> {
  return answered(terminal, async () => {
    const parsed = parseArguments(catalog, typed);
    const { command } = parsed;
    if (command.where !== 'owner') {
      throw new UsageError(`${command.name} does not run in another process.`);
    }
    return await command.run({ ...parsed, terminal }, pipeline);
  });
}

/** Turns what a command throws into a sentence on stderr and a status. */
export async function answered(terminal: Terminal, run: () => Promise<number>): Promise<number> {
  try {
    return await run();
  } catch (thrown) {
    const error = firstOf(thrown);
    if (error instanceof UsageError) {
      await terminal.err(`${error.message}\n`);
      return EXIT.usage;
    }
    if (error instanceof PipelineError) {
      await terminal.err(`${error.message} (${error.code})\n`);
      return EXIT.failed;
    }
    if (terminal.signal.aborted) {
      await terminal.err(
        'Stopped. Nothing acknowledged is lost; the next start goes on from here.\n',
      );
      return EXIT.interrupted;
    }
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    await terminal.err(`This is a fault in Landbridge, not in your data.\n${stack}\n`);
    return EXIT.failed;
  }
}

/** Where closing failed too, the first failure is what happened. */
function firstOf(error: unknown): unknown {
  return error instanceof SuppressedError ? firstOf(error.suppressed) : error;
}

function inUse(dataDir: string, pid: number): PipelineError {
  return new PipelineError(
    'data-dir-in-use',
    `Process ${pid} owns ${dataDir} and runs on. Stop it first (Ctrl-C there), or take another folder: --data-dir DIR. ` +
      'query, report, ingest and the like work beside it.',
  );
}

const HOW_TO_FILL =
  '`npm start` fills one with a simulated day, `npx landbridge ingest FILE` with yours';

function noFolder(dataDir: string): PipelineError {
  return new PipelineError('not-found', `There is no data folder ${dataDir} yet. ${HOW_TO_FILL}.`);
}

function notOurs(dataDir: string): PipelineError {
  return new PipelineError(
    'not-found',
    `${dataDir} is no data folder of Landbridge: there is no settings.json in it. Name one with --data-dir DIR; ${HOW_TO_FILL}.`,
  );
}

function foreignFolder(dataDir: string): PipelineError {
  return new PipelineError(
    'config-invalid',
    `${dataDir} is no data folder of Landbridge, and something else lies there; nothing was changed. ` +
      'Name one that is empty or not there yet with --data-dir DIR.',
  );
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
