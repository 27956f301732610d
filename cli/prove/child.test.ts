import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runChild } from './child.ts';

const folder = mkdtempSync(join(tmpdir(), 'lb-child-'));
afterAll(() => rmSync(folder, { recursive: true }));
const { signal } = new AbortController();

function script(name: string, text: string): string {
  const path = join(folder, `${name}.mjs`);
  writeFileSync(path, text);
  return path;
}

test('answers what a child printed and how it ended', async () => {
  const main = script(
    'ends',
    'console.log(process.argv.slice(2).join()); console.error("a\\nb"); process.exitCode = 3;',
  );
  expect(await runChild(['x', 'y'], { signal, main })).toEqual({
    status: 3,
    stdout: 'x,y\n',
    stderr: 'a\nb',
  });
});

test('kills a child at the line that says so, and it gets no chance to tidy up', async () => {
  const main = script(
    'talks',
    'process.on("SIGTERM", () => console.log("tidied")); setInterval(() => console.error("line"), 1);',
  );
  let lines = 0;
  const onLine = () => (++lines === 3 ? 'kill' : 'go-on');
  const end = await runChild([], { signal, main, onLine });
  expect(end).toMatchObject({ status: null, stdout: '' });
});

test('a child is asked to end when the person wants to stop', async () => {
  const main = script(
    'waits',
    'process.on("SIGTERM", () => process.exit(7)); console.error("ready"); setInterval(() => {}, 1000);',
  );
  const stop = new AbortController();
  const onLine = () => {
    stop.abort();
    return 'go-on' as const;
  };
  expect((await runChild([], { signal: stop.signal, main, onLine })).status).toBe(7);
});
