import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { recordingTerminal } from '../recording-terminal.ts';
import { askOwner, findOwner } from './ask-owner.ts';
import { messagesOf } from './protocol.ts';
import { type RunHere, serveOwner } from './serve-owner.ts';
import { placeSocket, recordedOwner, recordOwner } from './socket-place.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function aFolder(name = ''): string {
  const folder = mkdtempSync(join(tmpdir(), 'lb-test-'));
  folders.push(folder);
  const dataDir = join(folder, name);
  mkdirSync(dataDir, { recursive: true });
  return dataDir;
}

async function ask(dataDir: string, typed: readonly string[], terminal = recordingTerminal()) {
  const found = await findOwner(dataDir);
  if (found.kind !== 'owner') throw new Error(`found ${found.kind}`);
  const status = await askOwner(found, typed, { ...terminal, watched: true });
  return { status, stdout: terminal.stdout(), stderr: terminal.stderr() };
}

const echo: RunHere = async (typed, terminal) => {
  await terminal.err('working\n');
  await terminal.out(
    `${JSON.stringify({ typed, cwd: terminal.cwd, columns: terminal.columns })}\n`,
  );
  return 3;
};

test('a command typed elsewhere runs in the owner and says there what it would say here', async () => {
  const dataDir = aFolder();
  const server = await serveOwner(dataDir, echo);
  const there = await ask(dataDir, ['report', 'yard-dwell']);
  const here = recordingTerminal();
  const status = await echo(['report', 'yard-dwell'], here);
  expect(there).toEqual({ status, stdout: here.stdout(), stderr: here.stderr() });
  await server.close(new AbortController().signal);
});

test('only the user may open the socket and its record', async () => {
  const dataDir = aFolder();
  const server = await serveOwner(dataDir, echo);
  expect(statSync(server.socket).mode & 0o777).toBe(0o600);
  expect(statSync(join(dataDir, 'owner.json')).mode & 0o777).toBe(0o600);
  await server.close(new AbortController().signal);
});

test('nothing is left in the folder after closing', async () => {
  const dataDir = aFolder();
  const server = await serveOwner(dataDir, echo);
  await server.close(new AbortController().signal);
  expect(await findOwner(dataDir)).toEqual({ kind: 'nobody' });
  expect(() => statSync(server.socket)).toThrow('ENOENT');
});

test('a folder with a long name gets a short socket elsewhere that is removed with its folder', async () => {
  const dataDir = aFolder('n'.repeat(120));
  const server = await serveOwner(dataDir, echo);
  expect(Buffer.byteLength(server.socket)).toBeLessThan(100);
  expect(statSync(dirname(server.socket)).mode & 0o777).toBe(0o700);
  expect((await ask(dataDir, ['topics'])).status).toBe(3);
  await server.close(new AbortController().signal);
  expect(() => statSync(dirname(server.socket))).toThrow('ENOENT');
});

test('what a killed owner left behind is known for that and gives way to the next owner', async () => {
  const dataDir = aFolder();
  const socket = placeSocket(dataDir);
  recordOwner(dataDir, { pid: 4_000_000, socket });
  expect(await findOwner(dataDir)).toEqual({
    kind: 'left-behind',
    record: { pid: 4_000_000, socket },
  });
  const server = await serveOwner(dataDir, echo);
  expect(recordedOwner(dataDir)?.pid).toBe(process.pid);
  expect((await ask(dataDir, ['topics'])).status).toBe(3);
  await server.close(new AbortController().signal);
});

test('standard input reaches the owner whole, a piece at a time', async () => {
  const dataDir = aFolder();
  const sizes: number[] = [];
  const server = await serveOwner(dataDir, async (_, terminal) => {
    for await (const chunk of terminal.stdin()) sizes.push(chunk.length);
    return 0;
  });
  let taken = 0;
  async function* pieces() {
    for (const size of [70_000, 1, 300_000]) {
      // The next piece is asked for only when the one before it has been used.
      expect(sizes.length).toBeGreaterThanOrEqual(taken - 1);
      taken += 1;
      yield Buffer.alloc(size, 7);
    }
  }
  const { status } = await ask(dataDir, ['ingest', '-'], recordingTerminal({ stdin: pieces }));
  expect(status).toBe(0);
  expect(sizes).toEqual([70_000, 1, 300_000]);
  await server.close(new AbortController().signal);
});

test('Ctrl-C at the asker stops the command in the owner and not the owner', async () => {
  const dataDir = aFolder();
  const server = await serveOwner(dataDir, async (typed, terminal) => {
    if (typed[0] === 'quick') return 0;
    const aborted = Promise.withResolvers<void>();
    terminal.signal.addEventListener('abort', () => aborted.resolve());
    await terminal.err('waiting\n');
    await aborted.promise;
    return 130;
  });
  const stop = new AbortController();
  const terminal = recordingTerminal({ signal: stop.signal, onErr: () => stop.abort() });
  expect((await ask(dataDir, ['slow'], terminal)).status).toBe(130);
  expect((await ask(dataDir, ['quick'])).status).toBe(0);
  await server.close(new AbortController().signal);
});

test('closing waits for a command that runs, and with `stop` asks it to end', async () => {
  const dataDir = aFolder();
  const started = Promise.withResolvers<void>();
  const server = await serveOwner(dataDir, async (_, terminal) => {
    started.resolve();
    const aborted = Promise.withResolvers<void>();
    terminal.signal.addEventListener('abort', () => aborted.resolve());
    await aborted.promise;
    return 130;
  });
  const asked = ask(dataDir, ['slow']);
  await started.promise;
  await server.close(AbortSignal.abort());
  expect((await asked).status).toBe(130);
});

test('an owner that dies in the middle is a failure with what to do next', async () => {
  const dataDir = aFolder();
  const server = await serveOwner(dataDir, () => Promise.resolve(0));
  const terminal = recordingTerminal();
  const found = await findOwner(dataDir);
  if (found.kind !== 'owner') throw new Error('no owner');
  found.socket.destroy();
  expect(await askOwner(found, ['topics'], { ...terminal, watched: false })).toBe(1);
  expect(terminal.stderr()).toContain('type the command again');
  await server.close(new AbortController().signal);
});

test('a connection that speaks something else is told so and closed', async () => {
  const dataDir = aFolder();
  const server = await serveOwner(dataDir, echo);
  for (const line of [
    'GET / HTTP/1.1\n',
    '{"kind":"command","protocol":99,"typed":[]}\n',
    '{}\n',
  ]) {
    const socket = createConnection(server.socket);
    socket.write(line);
    const answers: unknown[] = [];
    for await (const answer of messagesOf(socket)) answers.push(answer);
    expect(answers.at(-1), line).toEqual({ kind: 'exit', status: 1 });
  }
  await server.close(new AbortController().signal);
});
