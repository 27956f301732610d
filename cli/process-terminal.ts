import type { Readable } from 'node:stream';
import { PipelineError, systemClock } from '@landbridge/infra';
import { EXIT } from './exit-status.ts';
import type { StandardInput } from './standard-input.ts';
import type { Terminal } from './terminal.ts';

const COLUMNS = 100;
const SAME_SIGNAL_MS = 1500;
const CLEAR_LINE = '\r\u001b[2K';

/** The terminal of this process. Ctrl-C asks the command to end; a second one ends the process as it is. */
export function processTerminal(openStdin: StandardInput): Terminal & {
  readonly watched: boolean;
  /** Lets go of the process's streams and signals, so that nothing keeps it alive. */
  close(): void;
} {
  const { stdout, stderr } = process;
  const stop = new AbortController();
  let firstMs = Number.POSITIVE_INFINITY;
  const onSignal = () => {
    // One Ctrl-C arrives twice under npm: from the terminal, and passed on by npm.
    if (systemClock.nowMs() - firstMs > SAME_SIGNAL_MS) process.exit(EXIT.interrupted);
    firstMs = Math.min(firstMs, systemClock.nowMs());
    stop.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  // A reader such as `head` that has seen enough: the rest has nowhere to go, and that is not an error.
  stdout.on('error', (error) => {
    if (isReaderGone(error)) stop.abort();
  });
  stderr.on('error', () => stop.abort());
  let progress = '';
  let stdin: Readable | undefined;
  const clear = () => {
    if (progress !== '') stderr.write(CLEAR_LINE);
    progress = '';
  };
  return {
    out(text) {
      clear();
      return written(stdout, text).catch((error: unknown) => {
        if (!stop.signal.aborted && !isReaderGone(error)) throw outputLost(error);
      });
    },
    err(text) {
      clear();
      return written(stderr, text).catch(() => undefined);
    },
    progress(text) {
      if (!stderr.isTTY || text === progress) return;
      progress = text;
      stderr.write(CLEAR_LINE + text.slice(0, (stderr.columns ?? COLUMNS) - 1));
    },
    stdin() {
      stdin ??= openStdin();
      return stdin;
    },
    columns: stdout.columns ?? COLUMNS,
    cwd: process.cwd(),
    signal: stop.signal,
    watched: stderr.isTTY === true,
    close() {
      clear();
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
      stdin?.destroy();
    },
  };
}

function written(stream: NodeJS.WriteStream, text: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  stream.write(text, (error) => (error ? reject(error) : resolve()));
  return promise;
}

function isReaderGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EPIPE';
}

function outputLost(cause: unknown): PipelineError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new PipelineError(
    'output-lost',
    `Writing the result: standard output takes nothing more (${why}). What came out is not whole; write it elsewhere.`,
    { cause },
  );
}
