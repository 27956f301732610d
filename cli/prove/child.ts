import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { withoutServers } from '@landbridge/infra';

export type ChildEnd = {
  /** Null where it was killed. */
  readonly status: number | null;
  readonly stdout: string;
  /** The last lines that it said to a person. */
  readonly stderr: string;
};

const MAIN = join(import.meta.dirname, '..', 'main.ts');
const LINES_KEPT = 20;
const STDOUT_MAX = 64 << 20;

/**
 * Runs a command line of Landbridge in a process of its own. `onLine` sees each line that it says on stderr and kills
 * it, as `kill -9` does, by answering `kill`. Its log is its own, wherever that of this process is.
 */
export async function runChild(
  typed: readonly string[],
  options: { signal: AbortSignal; onLine?: (line: string) => 'kill' | 'go-on'; main?: string },
): Promise<ChildEnd> {
  const main = options.main ?? MAIN;
  const child = spawn(process.execPath, [main, ...typed], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: withoutServers(),
  });
  const ended = Promise.withResolvers<number | null>();
  child.once('error', ended.reject);
  child.once('close', (status) => ended.resolve(status));
  const stop = () => void child.kill('SIGTERM');
  options.signal.addEventListener('abort', stop);
  const out: Buffer[] = [];
  let size = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= STDOUT_MAX) out.push(chunk);
  });
  const said: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    said.push(line);
    if (said.length > LINES_KEPT) said.shift();
    if (options.onLine?.(line) === 'kill') child.kill('SIGKILL');
  });
  try {
    const status = await ended.promise;
    return { status, stdout: Buffer.concat(out).toString('utf8'), stderr: said.join('\n') };
  } finally {
    options.signal.removeEventListener('abort', stop);
  }
}
