import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ServerConnection } from './connection.ts';
import { Lease } from './lease.ts';

const BEAT_MS = 7_500;

beforeEach(() => {
  // Beats come when a test says so; the network keeps its own timers.
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A server that answers nothing of its own, and nothing at all while it hangs. */
async function aServer() {
  const [asked, hanging]: [string[], ServerResponse[]] = [[], []];
  let [hangs, begins, givenUp] = [false, false, 0];
  const server = createServer(async (request, answer) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece);
    asked.push(Buffer.concat(pieces).toString());
    if (!hangs) return void answer.end();
    hanging.push(answer);
    answer.once('close', () => {
      givenUp += 1;
    });
    if (begins) answer.write('{');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const place = { url: `http://127.0.0.1:${port}`, login: undefined, database: 'landbridge' };
  const connection = new ServerConnection(place, (text) => text);
  return {
    connection,
    asked,
    givenUp: () => givenUp,
    hang(how: { begins: boolean } = { begins: false }) {
      [hangs, begins] = [true, how.begins];
      asked.length = 0;
    },
    recover() {
      hangs = false;
      for (const answer of hanging.splice(0)) answer.destroy();
    },
    async [Symbol.asyncDispose]() {
      await connection.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Time-outs that run out when a test says so. */
function timeouts() {
  const waiting: { ms: number; end: () => void }[] = [];
  return {
    pause(ms: number, signal?: AbortSignal): Promise<void> {
      const { promise, resolve } = Promise.withResolvers<void>();
      const one = { ms, end: resolve };
      waiting.push(one);
      const over = () => void waiting.splice(waiting.indexOf(one), 1);
      signal?.addEventListener('abort', () => resolve());
      return promise.then(over);
    },
    lengths: () => waiting.map(({ ms }) => ms),
    runOut() {
      for (const { end } of [...waiting]) end();
    },
  };
}

test('while the server hangs, one beat waits and no more come', async () => {
  await using server = await aServer();
  const time = timeouts();
  const lease = new Lease(server.connection, 'landbridge', time.pause);
  await lease.take();
  server.hang();
  for (let beat = 1; beat <= 20; beat += 1) vi.advanceTimersByTime(BEAT_MS);
  await expect.poll(() => server.asked.length).toBe(1);
  time.runOut();
  await expect.poll(server.givenUp).toBe(1);
  // The next beat finds the server as it is then.
  server.recover();
  await expect.poll(time.lengths).toEqual([]);
  vi.advanceTimersByTime(BEAT_MS);
  await expect.poll(() => server.asked.at(-1)).toContain('INSERT INTO ops.lander');
  expect(server.asked).toHaveLength(3);
  await lease.release();
});

test.each([false, true])(
  'the end gives up the beat under way and waits for one time-out (answer begun: %s)',
  async (begins) => {
    await using server = await aServer();
    const time = timeouts();
    const lease = new Lease(server.connection, 'landbridge', time.pause);
    await lease.take();
    server.hang({ begins });
    vi.advanceTimersByTime(BEAT_MS);
    await expect.poll(() => server.asked.length).toBe(1);
    const released = lease.release();
    // Without a time-out, the beat makes way for the last word.
    await expect.poll(() => server.asked.length).toBe(2);
    expect(server.asked[1]).toContain(', true\n');
    expect(time.lengths()).toHaveLength(1);
    time.runOut();
    await released;
    expect(server.asked).toHaveLength(2);
    expect(vi.getTimerCount()).toBe(0);
  },
);

test('who writes while the server hangs is told so well before others think it gone', async () => {
  await using server = await aServer();
  const time = timeouts();
  const lease = new Lease(server.connection, 'landbridge', time.pause);
  await lease.take();
  server.hang();
  const nowMs = performance.now();
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => nowMs + 20_000);
  const writing = expect(lease.assert()).rejects.toMatchObject({
    ...{ code: 'warehouse-unavailable', retriable: true },
    message: expect.stringMatching(
      /^Asking who lands: the server has not answered in 10 s\. .* tries again\.$/,
    ),
  });
  await expect.poll(() => server.asked.length).toBe(1);
  expect(Math.max(...time.lengths())).toBeLessThan(30_000 / 2);
  time.runOut();
  await writing;
  clock.mockRestore();
  server.recover();
  await lease.release();
});
