import type { Terminal } from './terminal.ts';

export type RecordingTerminal = Terminal & {
  stdout(): string;
  stderr(): string;
  /** The progress lines, one each. */
  progressed(): readonly string[];
};

/** A terminal that remembers what was written: for tests and for commands that run others. */
export function recordingTerminal(
  options: {
    stdin?: () => AsyncIterable<Uint8Array>;
    signal?: AbortSignal;
    cwd?: string;
    onErr?: (text: string) => void;
  } = {},
): RecordingTerminal {
  const out: string[] = [];
  const err: string[] = [];
  const progress: string[] = [];
  return {
    out(text) {
      out.push(text);
      return Promise.resolve();
    },
    err(text) {
      err.push(text);
      options.onErr?.(text);
      return Promise.resolve();
    },
    progress: (text) => void progress.push(text),
    stdin: options.stdin ?? noInput,
    columns: 100,
    cwd: options.cwd ?? process.cwd(),
    signal: options.signal ?? new AbortController().signal,
    stdout: () => out.join(''),
    stderr: () => err.join(''),
    progressed: () => progress,
  };
}

async function* noInput(): AsyncGenerator<Uint8Array> {}
