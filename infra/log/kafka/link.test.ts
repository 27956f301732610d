import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { beforeEach, expect, test } from 'vitest';
import { Link, type LinkOptions } from './link.ts';
import { Transactions } from './transactions.ts';

/** Longer than a test may take: who waits so long fails it. */
const PATIENCE_MS = 3_600_000;
const UNAVAILABLE = { code: 'log-unavailable', retriable: true };
let options: LinkOptions;

beforeEach(async () => {
  const gone = createServer().listen(0, '127.0.0.1');
  await once(gone, 'listening');
  const { port } = gone.address() as AddressInfo;
  await once(gone.close(), 'close');
  const connection = { brokers: [`127.0.0.1:${port}`] };
  options = { connection, topics: ['t'], patienceMs: PATIENCE_MS };
});

test('who stops does not wait for brokers that do not answer, whatever he was doing', async () => {
  const stopping = new AbortController();
  const link = new Link({ ...options, stopping: stopping.signal });
  const asked = link.use('Asking', (cluster) => cluster.connect());
  setImmediate(() => stopping.abort());
  await expect(asked).rejects.toMatchObject(UNAVAILABLE);
  await link.close();
});

test('a task that is being opened while its log is closed lets go of the brokers', async () => {
  const closing = new AbortController();
  const opening = Transactions.open({
    ...{ ...options, transactionalId: 'task-0', groupId: 'g', timeoutMs: 10_000 },
    ...{ compressionOf: () => 'none', closing: closing.signal },
  });
  setImmediate(() => closing.abort());
  await expect(opening).rejects.toMatchObject(UNAVAILABLE);
});
