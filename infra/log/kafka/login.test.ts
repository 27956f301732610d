import { expect, onTestFinished, test } from 'vitest';
import { Extents } from './extents.ts';
import {
  AUTHENTICATE,
  authenticated,
  FETCH,
  fakeBroker,
  HANDSHAKE,
  handshaken,
  nothingFetched,
} from './fake-broker.ts';
import { CODES, isTransient } from './kafka-error.ts';
import { Link } from './link.ts';
import type { Login } from './login.ts';
import { openKafkaTopicAdmin } from './topic-admin.ts';

const PLACE = { topic: 't', partition: 0 };

type World = { next: ('dies' | 'refuses')[]; logins: number; end: number };

/** A broker that lets in whoever comes by himself, once it has done what is next; a link to it, and the broker's connections. */
async function aBroker(mechanism: Login['mechanism'], next: World['next'] = []) {
  const world: World = { next, logins: 0, end: 1 };
  const broker = await fakeBroker({
    ...{ topic: 't', partitions: 1, sasl: true },
    on({ apiKey, answer, socket }) {
      if (apiKey === HANDSHAKE) answer(handshaken(mechanism.toUpperCase()));
      if (apiKey === FETCH) setTimeout(() => answer(nothingFetched('t', world.end)), 20);
      if (apiKey !== AUTHENTICATE) return;
      world.logins++;
      const what = world.next.shift();
      if (what === 'dies') socket.end();
      else answer(authenticated(what === 'refuses' ? CODES.saslFailed : 0));
    },
  });
  onTestFinished(() => broker[Symbol.asyncDispose]());
  const sasl = { mechanism, username: 'port', password: 'wharf' };
  const connection = { brokers: [broker.address], sasl };
  const link = new Link({ connection, topics: ['t'], patienceMs: 5_000 });
  onTestFinished(() => link.close());
  const ask = () => link.use('Asking', async (of) => of.findTopicPartitionMetadata('t').length);
  return { world, connection, sockets: broker.sockets, link, ask };
}

test('a broker that goes away while it lets us in is tried again', async () => {
  const { ask, world } = await aBroker('plain', ['dies', 'dies', 'dies', 'dies']);
  expect(await ask()).toBe(1);
  expect(world.logins).toBe(5);
});

test.each(['plain', 'scram-sha-256', 'scram-sha-512'] as const)(
  'a login by %s that is cut off is no refusal',
  async (mechanism) => {
    const { link } = await aBroker(mechanism, ['dies', 'dies', 'dies']);
    const error: unknown = await link.once(async () => 0).catch((cause: unknown) => cause);
    expect(isTransient(error), String(error)).toBe(true);
  },
);

test('a login that is refused is said to be, and not tried again by itself', async () => {
  const { ask, world } = await aBroker('plain', ['refuses']);
  await expect(ask()).rejects.toMatchObject({
    code: 'config-invalid',
    message: expect.stringContaining('LANDBRIDGE_KAFKA_PASSWORD'),
  });
  expect(world.logins).toBe(1);
});

test('who was refused may ask again, and gets in when the password is right', async () => {
  const { ask, link } = await aBroker('plain', ['refuses', 'refuses']);
  await expect(link.once(async () => 0)).rejects.toThrow('authentication failed');
  await expect(ask()).rejects.toMatchObject({ code: 'config-invalid' });
  expect(await ask()).toBe(1);
});

test('an administrator whose login was cut off is not told that the password is wrong', async () => {
  const { connection, world } = await aBroker('plain', ['dies']);
  await (await openKafkaTopicAdmin(connection)).close();
  world.next.push('refuses');
  await expect(openKafkaTopicAdmin(connection)).rejects.toMatchObject({ code: 'config-invalid' });
});

test('who follows the log hears of new records after a restart that cut his login off', async () => {
  const { world, link, sockets } = await aBroker('plain');
  const extents = new Extents(link, [PLACE]);
  extents.watch(PLACE);
  extents.follow();
  await expect.poll(() => extents.of(PLACE)?.end).toBe(1);
  const before = world.logins;
  world.next.push('dies', 'refuses');
  for (const socket of sockets) socket.destroy();
  world.end = 7;
  await expect.poll(() => extents.of(PLACE)?.end, { timeout: 10_000 }).toBe(7);
  expect(world.logins).toBeGreaterThan(before + 2);
});
