import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withoutServers } from '@landbridge/infra';
import { afterAll, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'lb-stdin-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const MAIN = join(import.meta.dirname, 'main.ts');
const UNIT = join(import.meta.dirname, 'standard-input.ts');

/** Says what descriptor 0 is afterwards, and where it was told to read, what it read. */
const PROBE = `
import { fstatSync } from 'node:fs';
import { takeStandardInput } from ${JSON.stringify(UNIT)};
const stdin = takeStandardInput();
const empty = fstatSync(0).isCharacterDevice();
let text = '';
if (process.argv[2] === 'read') for await (const chunk of stdin()) text += chunk;
process.stdout.write(JSON.stringify({ empty, text }));
`;
writeFileSync(join(folder, 'probe.ts'), PROBE);
const LINE = JSON.stringify({
  topic: 'gate.transactions',
  eventTime: '2026-03-11T09:20:00+08:00',
  recordedAt: '2026-03-11T09:21:00+08:00',
  direction: 'IN',
  plate: '浙B12345-2',
  facilityText: 'BLCT6',
});
writeFileSync(join(folder, 'gate.log'), `${LINE}\n`);

type Ended = { status: number; stdout: string; stderr: string };

/** Runs a line of shell, in which `$node` is this one. */
function shell(line: string): Promise<Ended> {
  const { promise, resolve } = Promise.withResolvers<Ended>();
  const env = { ...withoutServers(), node: process.execPath, MAIN };
  execFile('/bin/sh', ['-c', line], { cwd: folder, env }, (error, stdout, stderr) => {
    resolve({ status: error === null ? 0 : Number(error.code), stdout, stderr });
  });
  return promise;
}

test.each([
  ['a pipe', 'printf abc | "$node" probe.ts read', 'abc'],
  [
    'a pipe whose writer is slow',
    '{ printf a; sleep 1; printf bc; } | "$node" probe.ts read',
    'abc',
  ],
  ['a file', 'printf abc > f; "$node" probe.ts read < f', 'abc'],
  [
    'the rest of a file',
    'printf "abc\\ndef\\n" > f; { read l; "$node" probe.ts read; } < f',
    'def\n',
  ],
  ['a named pipe', 'mkfifo p; printf abc > p & "$node" probe.ts read < p', 'abc'],
])(
  'reads %s, and leaves descriptor 0 empty',
  async (_, line, text) => {
    const { stdout, stderr } = await shell(line);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual({ empty: true, text });
  },
  60_000,
);

test('leaves in a pipe what no command reads', async () => {
  const { stdout } = await shell(
    'printf "a\\nb\\n" | while read f; do echo "$f"; "$node" probe.ts; done',
  );
  const probed = '{"empty":true,"text":""}';
  expect(stdout).toBe(`a\n${probed}b\n${probed}`);
}, 60_000);

test('a fresh folder takes facts in from a pipe, and by name while a pipe waits', async () => {
  const ended = await Promise.all([
    shell('cat gate.log | "$node" "$MAIN" ingest - --json --data-dir a'),
    shell('ls gate.log | "$node" "$MAIN" ingest gate.log --json --data-dir b'),
  ]);
  for (const { status, stdout, stderr } of ended) {
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject({ accepted: 1, deadLettered: 0 });
    expect(status).toBe(0);
  }
}, 120_000);
