import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { PipelineError } from '../../errors.ts';
import { systemPause } from '../../pause.ts';

/** For programs that start more often than they work: the compiler that is quick, and no threads to collect garbage. */
export const QUICK_START = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'] as const;

export type JavaProgram = {
  /** For messages: `Kafka`. */
  readonly name: string;
  readonly args: readonly string[];
  readonly folder: string;
  /** Where its output goes. A pipe would stop the program when this process is busy. */
  readonly logFile: string;
  /** Whether it can be used, from what it has written so far. */
  ready(log: string): boolean | Promise<boolean>;
};

export type JavaProcess = {
  readonly pid: number;
  /** Asks it to end, and makes it end where it does not. */
  stop(): Promise<void>;
  /** SIGKILL. */
  kill(): Promise<void>;
};

const JAVA = 'java';
const READY_MS_MAX = 120_000;
const STOP_MS_MAX = 15_000;
const LOOK_AGAIN_MS = 100;
const LINES_SHOWN = 20;

/** Starts a program and resolves when it is ready; rejects with what it said where it ends before. */
export async function startJava(program: JavaProgram): Promise<JavaProcess> {
  const child = spawnJava(program);
  const leftBehind = () => child.kill('SIGKILL');
  process.once('exit', leftBehind);
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const end = async (signal: NodeJS.Signals) => {
    if (isRunning(child)) child.kill(signal);
    await exited;
    process.off('exit', leftBehind);
  };
  try {
    await becomesReady(program, child);
  } catch (error) {
    await end('SIGKILL');
    throw error;
  }
  return {
    pid: child.pid ?? 0,
    kill: () => end('SIGKILL'),
    async stop() {
      const patience = new AbortController();
      const impatient = systemPause(STOP_MS_MAX, patience.signal).then(() => {
        if (!patience.signal.aborted) child.kill('SIGKILL');
      });
      await end('SIGTERM');
      patience.abort();
      await impatient;
    },
  };
}

function spawnJava({ args, folder, logFile }: JavaProgram): ChildProcess {
  const log = openSync(logFile, 'w');
  try {
    return spawn(JAVA, args, { cwd: folder, stdio: ['ignore', log, log] });
  } finally {
    closeSync(log);
  }
}

async function becomesReady(program: JavaProgram, child: ChildProcess): Promise<void> {
  let failure: unknown;
  child.once('error', (error) => {
    failure = error;
  });
  for (let waited = 0; ; waited += LOOK_AGAIN_MS) {
    const log = readFileSync(program.logFile, 'utf8');
    if (isRunning(child) && (await program.ready(log))) return;
    if (!isRunning(child) || failure !== undefined || waited >= READY_MS_MAX) {
      const why = isRunning(child) ? `it was not ready after ${READY_MS_MAX / 1000} s` : 'it ended';
      throw new PipelineError(
        'service-unavailable',
        `Starting ${program.name}: ${why}. It says:\n${tellingLines(log)}`,
        { cause: failure },
      );
    }
    await systemPause(LOOK_AGAIN_MS);
  }
}

function isRunning(child: ChildProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

/** From the first error on, since a shutdown follows that is as long as it is dull; else the last. */
function tellingLines(log: string): string {
  const lines = log.trimEnd().split('\n');
  const error = lines.findIndex((line) => /\b(?:ERROR|FATAL)\b|Exception/.test(line));
  const from = error < 0 ? Math.max(0, lines.length - LINES_SHOWN) : error;
  return lines.slice(from, from + LINES_SHOWN).join('\n');
}
