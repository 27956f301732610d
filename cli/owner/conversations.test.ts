import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createConnection, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { recordingTerminal } from '../recording-terminal.ts';
import { askOwner, findOwner } from './ask-owner.ts';
import { type Answer, messagesOf, PROTOCOL } from './protocol.ts';
import { type RunHere, serveOwner } from './serve-owner.ts';

const MIB = 1024 * 1024;
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lb-test-'));
  folders.push(folder);
  return folder;
}

async function askerAt(path: string): Promise<Socket> {
  const socket = createConnection(path);
  // An owner that gives it up may reset the connection.
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

function ask(socket: Socket): void {
  const asker = { typed: ['query'], cwd: '/', columns: 80, watched: false };
  socket.write(`${JSON.stringify({ kind: 'command', protocol: PROTOCOL, ...asker })}\n`);
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

/** How long the others have at the end: over when a test says so, or when all has ended. */
function lastWords() {
  const [begun, over] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  return {
    begun: begun.promise,
    over: () => over.resolve(),
    pause(_ms: number, signal?: AbortSignal): Promise<void> {
      signal?.addEventListener('abort', () => over.resolve());
      begun.resolve();
      return over.promise;
    },
  };
}

test('an asker that does not read holds the end up only for a while', async () => {
  let hasEnded = false;
  const talk: RunHere = async (_, terminal) => {
    while (!terminal.signal.aborted) await terminal.out('x'.repeat(MIB));
    hasEnded = true;
    return 130;
  };
  const time = lastWords();
  const server = await serveOwner(aFolder(), talk, time.pause);
  const socket = await askerAt(server.socket);
  const first = once(socket, 'readable');
  ask(socket);
  await first;
  // No more of it is read, as by a pager.
  const closing = server.close(AbortSignal.abort());
  await time.begun;
  expect(hasEnded).toBe(false);
  time.over();
  await closing;
  expect(hasEnded).toBe(true);
  socket.destroy();
});

test('an asker whose input does not come holds the end up until a stop that comes meanwhile', async () => {
  const asked = Promise.withResolvers<void>();
  const read: RunHere = async (_, terminal) => {
    const input = terminal.stdin()[Symbol.asyncIterator]();
    const next = input.next();
    asked.resolve();
    return (await next).done === true ? 130 : 0;
  };
  const time = lastWords();
  const server = await serveOwner(aFolder(), read, time.pause);
  const socket = await askerAt(server.socket);
  ask(socket);
  await asked.promise;
  const stop = new AbortController();
  const closing = server.close(stop.signal);
  stop.abort();
  await time.begun;
  time.over();
  await closing;
  socket.destroy();
});

test('an asker that reads slowly gets the last words of its command', async () => {
  const running = Promise.withResolvers<void>();
  const time = lastWords();
  const talk: RunHere = async (_, terminal) => {
    const stopped = once(terminal.signal, 'abort');
    running.resolve();
    await stopped;
    await terminal.out('x'.repeat(3 * MIB));
    return 130;
  };
  const server = await serveOwner(aFolder(), talk, time.pause);
  const socket = await askerAt(server.socket);
  ask(socket);
  await running.promise;
  const closing = server.close(AbortSignal.abort());
  await time.begun;
  const answers: Answer[] = [];
  for await (const answer of messagesOf<Answer>(socket)) {
    answers.push(answer);
    if (answer.kind === 'exit') break;
  }
  // The time that it has is not waited for once all has ended.
  await closing;
  expect(answers.at(-1)).toEqual({ kind: 'exit', status: 130 });
  expect(answers).toHaveLength(4);
});

test.each([true, false])(
  'a connection that has asked nothing is closed at the end (stop: %s)',
  async (stop) => {
    const server = await serveOwner(aFolder(), () => Promise.resolve(0), lastWords().pause);
    const silent = await askerAt(server.socket);
    const strange = await askerAt(server.socket);
    strange.write(`GET / HTTP/1.1\n${'x'.repeat(MIB)}`);
    await once(strange, 'readable');
    await server.close(stop ? AbortSignal.abort() : new AbortController().signal);
    silent.destroy();
    strange.destroy();
  },
);

test('an answer of any length arrives whole', async () => {
  const dataDir = aFolder();
  // From the second character on, every even place is the middle of one.
  const text = `a${'🚢'.repeat(17 * MIB)}`;
  const server = await serveOwner(dataDir, async (_, terminal) => {
    await terminal.err('reading\n');
    await terminal.out(text);
    return 0;
  });
  const found = await findOwner(dataDir);
  if (found.kind !== 'owner') throw new Error('no owner');
  const terminal = recordingTerminal();
  const pieces: string[] = [];
  const out = async (piece: string) => void pieces.push(piece);
  expect(await askOwner(found, ['query'], { ...terminal, out, watched: false })).toBe(0);
  expect(pieces.join('') === text).toBe(true);
  expect(pieces.filter((piece) => !piece.isWellFormed())).toEqual([]);
  expect(terminal.stderr()).toBe('reading\n');
  await server.close(new AbortController().signal);
});

test('a message in many chunks is put together once', async () => {
  const text = 'x'.repeat(2 * MIB);
  const line = Buffer.from(`${JSON.stringify({ kind: 'out', text })}\n{"kind":"more"}\n`);
  async function* chunks() {
    for (let start = 0; start < line.length; start += 4096)
      yield line.subarray(start, start + 4096);
  }
  const concat = vi.spyOn(Buffer, 'concat');
  const messages = await all(messagesOf<Answer>(chunks()));
  const copied = concat.mock.results.reduce((sum, { value }) => sum + value.length, 0);
  concat.mockRestore();
  expect(messages).toEqual([{ kind: 'out', text }, { kind: 'more' }]);
  expect(copied).toBeLessThanOrEqual(line.length);
});

test('nothing is read behind a line that is too long for a message', async () => {
  const chunk = Buffer.alloc(8 * MIB, 'x');
  let sent = 0;
  async function* endless() {
    for (; sent < 10; sent += 1) yield chunk;
  }
  expect(await all(messagesOf<Answer>(endless()))).toEqual([{ kind: 'unreadable' }]);
  expect(sent).toBeLessThan(10);
});

test('an answer that cannot be read is not taken for the end of the owner', async () => {
  const path = join(aFolder(), 'socket');
  const owner = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.write('{"kind":"out","text":"a\\n"}\nnot a message\n');
  }).listen(path);
  await once(owner, 'listening');
  const terminal = recordingTerminal();
  const socket = await askerAt(path);
  const status = await askOwner({ record: { pid: 4_000_000, socket: path }, socket }, ['query'], {
    ...terminal,
    watched: false,
  });
  expect(status).toBe(1);
  expect(terminal.stdout()).toBe('a\n');
  expect(terminal.stderr()).toContain('cannot read');
  expect(terminal.stderr()).not.toContain('ended');
  owner.close();
});
