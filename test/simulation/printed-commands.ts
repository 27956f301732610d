import { execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');
const MAIN = join(ROOT, 'cli', 'main.ts');

/** Scripts of the root package.json that are the command line under another name, and what they put in front. */
const SCRIPTS: Readonly<Record<string, readonly string[]>> = { landbridge: [], bench: ['bench'] };
/** What the whole suite, or whoever installed the project to run it, has run already. */
const DONE_BEFORE = new Set(['npm ci', 'npm start', 'npm test', 'npm ci && npm start']);

/** A line that a page tells people to type, and what stands after `landbridge` in it. */
export type Printed = { readonly line: string; readonly typed: readonly string[] };

/** Every command of npm and npx in a page's blocks and inline code. Throws at one that nobody would run. */
export function commandsOf(page: string): Printed[] {
  const inline = [...page.replaceAll(/^```[\s\S]*?^```/gm, '').matchAll(/`([^`\n]+)`/g)];
  return printedIn([...blockLines(page, 'sh'), ...inline.map(([, text = '']) => text)]);
}

/** The commands in a page's blocks that are marked as needing Kafka: the suite on services runs those. */
export function kafkaCommandsOf(page: string): Printed[] {
  return printedIn(blockLines(page, 'sh kafka'));
}

function blockLines(page: string, fence: string): string[] {
  return [...page.matchAll(/^```(.*)\n([\s\S]*?)^```/gm)].flatMap(([, mark, text = '']) =>
    mark === fence ? text.split('\n') : [],
  );
}

function printedIn(texts: readonly string[]): Printed[] {
  const lines = texts
    .map((line) => line.replace(/\s+# .*$/, '').trim())
    .filter((line) => /^np[mx] /.test(line) && !DONE_BEFORE.has(line));
  return [...new Set(lines)].map((line) => ({ line, typed: typedIn(line) }));
}

/** The words after `landbridge`, as a shell splits them. */
function typedIn(line: string): string[] {
  const [, direct, script = '', rest = ''] =
    /^(?:(npx landbridge)|npm run ([\w:-]+) --)(?: (.*))?$/.exec(line) ?? [];
  const first = direct === undefined ? SCRIPTS[script] : [];
  if (first === undefined)
    throw new Error(`Nothing runs \`${line}\`: leave it out, or run it here.`);
  if (/[<>|;&]/.test(rest.replaceAll(/'[^']*'|"[^"]*"/g, ''))) {
    throw new Error(
      `\`${line}\` is more than one command of Landbridge: say it without the shell.`,
    );
  }
  const words = execFileSync('sh', ['-c', `printf '%s\\0' ${rest}`], { encoding: 'utf8' });
  return [...first, ...words.split('\0').slice(0, -1)];
}

export type End = {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
};

/** Runs a command line in a process of its own, from the root; ends one that waits for Ctrl-C once it does. */
export async function runTyped(
  typed: readonly string[],
  env?: Readonly<Record<string, string>>,
): Promise<End> {
  const child = spawn(process.execPath, [MAIN, ...typed], {
    ...{ cwd: ROOT, ...(env && { env }) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = Promise.withResolvers<number | null>();
  child.once('error', ended.reject);
  child.once('close', (status) => ended.resolve(status));
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    if (/^Ctrl-C ends both/m.test(stdout)) child.kill('SIGINT');
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    if (/^Running on .* Ctrl-C ends it\.$/m.test(stderr)) child.kill('SIGINT');
  });
  const status = await ended.promise;
  return { status, stdout, stderr };
}
