import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

const MAIN = join(import.meta.dirname, '..', '..', 'cli', 'main.ts');

export type End = { readonly status: number | null; readonly stdout: string };

/** A command line of Landbridge in a process of its own. */
export class LandbridgeProcess {
  readonly ended: Promise<End>;
  stderr = '';
  readonly #child: ChildProcess;

  constructor(typed: readonly string[], env: Readonly<Record<string, string>>) {
    const stdio: ['ignore', 'pipe', 'pipe'] = ['ignore', 'pipe', 'pipe'];
    const child = spawn(process.execPath, [MAIN, ...typed], { env, stdio });
    const ended = Promise.withResolvers<End>();
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
    });
    child.once('error', ended.reject);
    child.once('close', (status) => ended.resolve({ status, stdout }));
    this.ended = ended.promise;
    this.#child = child;
  }

  signal(signal: 'SIGTERM' | 'SIGKILL'): Promise<End> {
    this.#child.kill(signal);
    return this.ended;
  }

  /** A figure of its metrics, summed over labels; undefined where it does not tell. */
  async figure(name: string): Promise<number | undefined> {
    const port = /^Health is told at port (\d+)\.$/m.exec(this.stderr)?.[1];
    if (port === undefined) return undefined;
    try {
      const answer = await fetch(`http://127.0.0.1:${port}/metrics`);
      if (!answer.ok) return undefined;
      const lines = (await answer.text()).split('\n');
      const values = lines.filter((line) => /^\w+/.exec(line)?.[0] === name);
      return values.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
    } catch {
      return undefined;
    }
  }
}
