import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SchemaRegistry } from '@kafkajs/confluent-schema-registry';
import {
  freshName,
  openFrameIds,
  openSchemaRegistry,
  registerSchemas,
  schemaChanges,
  subjectOf,
} from '@landbridge/infra';
import { startOwnRegistry } from '@landbridge/infra/services';
import { manualClock } from '@landbridge/infra/testing';
import {
  type AvroSchema,
  codecFor,
  embeddedSchemaId,
  type Topic,
  topics,
  truckPositions,
  truckTraversals,
} from '@landbridge/schemas';
import { aTruckPosition } from '@landbridge/schemas/testing';
import { expect, inject, onTestFinished, test } from 'vitest';

const registry = openSchemaRegistry({ url: inject('registry') });
const [V1] = truckPositions.schemas as [AvroSchema];
const NEXT: AvroSchema = {
  ...V1,
  fields: [...V1.fields, { name: 'driver', type: ['null', 'string'], default: null }],
};
const BROKEN: AvroSchema = { ...V1, fields: [...V1.fields, { name: 'driver', type: 'string' }] };

/** Truck positions under a name of their own, so that no test meets another's subject. */
function aTopic(...schemas: AvroSchema[]): Topic {
  const name = `truck.positions-${freshName()}`;
  return { ...truckPositions, name, schemas } as Topic;
}

function temporaryFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'landbridge-ids-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'schema-ids.json');
}

test('every schema of the catalog can be registered', async () => {
  for (const topic of topics) {
    const own = { ...topic, name: `${topic.name}-${freshName()}` };
    await registerSchemas(own, registry);
    expect(await schemaChanges(own, registry)).toEqual([]);
  }
});

test('the rule stands before the first version, and is kept', async () => {
  const topic = aTopic(V1);
  expect(await schemaChanges(topic, registry)).toMatchObject([
    { kind: 'rule', from: undefined },
    { kind: 'register', version: 1 },
  ]);
  await registerSchemas(topic, registry);
  expect(await registry.compatibility(subjectOf(topic.name))).toBe('BACKWARD_TRANSITIVE');
  await registerSchemas(topic, registry);
  expect(await schemaChanges(topic, registry)).toEqual([]);
});

test('a compatible version is taken, an incompatible one is refused by check and by registration', async () => {
  const topic = aTopic(V1, NEXT);
  await registerSchemas({ ...topic, schemas: [V1] }, registry);
  expect(await schemaChanges(topic, registry)).toMatchObject([{ kind: 'register', version: 2 }]);
  await registerSchemas(topic, registry);
  const broken = { ...topic, schemas: [V1, NEXT, BROKEN] };
  expect(await schemaChanges(broken, registry)).toMatchObject([{ kind: 'refused', version: 3 }]);
  await expect(registerSchemas(broken, registry)).rejects.toMatchObject({
    code: 'schema-incompatible',
  });
});

test('a version that reads the one before it but not the oldest is refused', async () => {
  const dropped = { ...V1, fields: V1.fields.filter(({ name }) => name !== 'speedKmh') };
  const topic = aTopic(V1, dropped);
  await registerSchemas(topic, registry);
  const field = V1.fields.find(({ name }) => name === 'speedKmh');
  expect(field).toBeDefined();
  const back = {
    ...dropped,
    fields: [...dropped.fields, { name: 'speedKmh', type: 'string', default: '' }],
  };
  expect(await schemaChanges({ ...topic, schemas: [V1, dropped, back] }, registry)).toMatchObject([
    { kind: 'refused', version: 3 },
  ]);
});

test('the same schema has one id under every subject', async () => {
  const [one, other] = [aTopic(V1), aTopic(V1)];
  await registerSchemas(one, registry);
  await registerSchemas(other, registry);
  const id = await registry.idOf(subjectOf(one.name), V1);
  expect(id).toBeGreaterThan(0);
  expect(await registry.idOf(subjectOf(other.name), V1)).toBe(id);
  expect(await registry.schemaOf(id ?? 0)).toEqual(V1);
});

test('a client that knows nothing of us reads our values, and we read its own', async () => {
  const client = new SchemaRegistry({ host: inject('registry') });
  const topic = aTopic(V1);
  await registerSchemas(topic, registry);
  const ids = await openFrameIds({ registry, topics: [topic], file: temporaryFile() });
  const frames = ids.of(topic.name);
  const position = aTruckPosition();
  const ours = truckPositions.codec.toBytes(position);
  ours.writeUInt32BE(frames?.outgoing(embeddedSchemaId(V1)) ?? 0, 1);
  expect(await client.decode(ours)).toMatchObject(JSON.parse(JSON.stringify(position)));
  const id = await client.getLatestSchemaId(subjectOf(topic.name));
  const theirs = await client.encode(id, position);
  expect(theirs).toEqual(ours);
  expect(frames?.incoming(id)).toEqual({ kind: 'own', schemaId: embeddedSchemaId(V1) });
});

test('an outside producer with a compatible schema of its own is understood', async () => {
  const topic = aTopic(V1);
  await registerSchemas(topic, registry);
  const theirs = { ...V1, fields: [...V1.fields, { name: 'driver', type: 'string', default: '' }] };
  const id = await registry.register(subjectOf(topic.name), theirs);
  const ids = await openFrameIds({ registry, topics: [topic], file: temporaryFile() });
  const reading = await ids.of(topic.name)?.learn(id);
  if (reading?.kind !== 'foreign') throw new Error(`It is ${reading?.kind}.`);
  const position = aTruckPosition();
  const value = codecFor<typeof position & { driver: string }>([theirs], 3).toBytes({
    ...position,
    driver: 'Li',
  });
  value.writeUInt32BE(id, 1);
  const read = reading.rewrite(value);
  expect(read && truckPositions.codec.decode(read, 0, read.length)).toEqual(position);
});

test('a schema of another kind of record, and an id that nobody has, are unknown', async () => {
  const topic = aTopic(V1);
  await registerSchemas(topic, registry);
  const [traversal] = truckTraversals.schemas as [AvroSchema];
  const other = await registry.register(`other-${freshName()}`, traversal);
  const clock = manualClock(0);
  const ids = await openFrameIds({ registry, topics: [topic], file: temporaryFile(), clock });
  const frames = ids.of(topic.name);
  expect(frames?.outgoing(embeddedSchemaId(V1))).toBe(
    await registry.idOf(subjectOf(topic.name), V1),
  );
  expect(await frames?.learn(other)).toEqual({ kind: 'unknown' });
  await expect(frames?.learn(1_000_000_000)).rejects.toMatchObject({ retriable: true });
  clock.advance(10_000);
  expect(await frames?.learn(1_000_000_000)).toEqual({ kind: 'unknown' });
});

test('a pipeline starts and reads while the registry is away, and gets to know new ids when it is back', async () => {
  const own = await startOwnRegistry();
  onTestFinished(() => own.stop());
  const there = openSchemaRegistry({ url: own.url });
  const topic = aTopic(V1);
  await registerSchemas(topic, there);
  const next = await there.register(subjectOf(topic.name), NEXT);
  const file = temporaryFile();
  await openFrameIds({ registry: there, topics: [topic], file });
  const away = openSchemaRegistry({ url: own.url, timeoutMs: 2_000 });
  const options = { registry: away, topics: [topic], file };
  await own.kill();
  const frames = (await openFrameIds(options)).of(topic.name);
  expect(frames?.outgoing(embeddedSchemaId(V1))).toBeGreaterThan(0);
  await expect(frames?.learn(next)).rejects.toMatchObject({
    code: 'registry-unavailable',
    retriable: true,
  });
  // Stopped in its tracks it takes connections and never answers.
  await own.restart();
  process.kill(own.pid, 'SIGSTOP');
  await expect(frames?.learn(next)).rejects.toMatchObject({ code: 'registry-unavailable' });
  process.kill(own.pid, 'SIGCONT');
  // Whoever waits for it asks again: it may take its time to come back.
  const learned = () => frames?.learn(next).catch(() => undefined);
  await expect.poll(async () => (await learned())?.kind).toBe('foreign');
});
