import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SchemaRegistry } from '@kafkajs/confluent-schema-registry';
import {
  BatchBuilder,
  encodeMark,
  framedLog,
  freshName,
  type Log,
  openFrameIds,
  openKafkaLog,
  openSchemaRegistry,
  openTopicAdmin,
  patientLog,
  registerSchemas,
  systemClock,
  topicSpecs,
} from '@landbridge/infra';
import { type AvroSchema, truckPositions } from '@landbridge/schemas';
import { aTruckPosition } from '@landbridge/schemas/testing';
import kafkajs, { type KafkaMessage, type Message } from 'kafkajs';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';

// Whoever is outside uses kafkajs and the registry's client as they come, and knows nothing of us.
const brokers = inject('kafka').split(',');
const kafka = new kafkajs.Kafka({ brokers, logLevel: kafkajs.logLevel.NOTHING });
const client = new SchemaRegistry({ host: inject('registry') });

const deployment = `outsiders-${freshName()}`;
/** Under this name on the cluster, so that this suite may be run again on the same one. */
const onCluster = `${deployment}.${truckPositions.name}`;
const folder = mkdtempSync(join(tmpdir(), 'landbridge-outsiders-'));
const registry = openSchemaRegistry({ url: inject('registry') });
let log: Log;

beforeAll(async () => {
  await makeTopics();
  await registerSchemas(truckPositions, registry);
  const file = join(folder, 'schema-ids.json');
  const ids = await openFrameIds({ registry, topics: [truckPositions], file });
  const inside = await openKafkaLog({
    connection: { brokers },
    topics: [truckPositions.name],
    topicPrefix: `${deployment}.`,
    deployment,
    partitions: 1,
    folder,
    clock: systemClock,
  });
  // An id that nobody gave out is waited for some seconds.
  const { signal } = new AbortController();
  log = patientLog(framedLog(inside, ids), { signal, onWait: () => undefined });
});

afterAll(async () => {
  await log?.close();
  rmSync(folder, { recursive: true });
});

test('any consumer with the registry reads what we write; marks have no value', async () => {
  const positions = [aTruckPosition({ id: 'a' }), aTruckPosition({ id: 'b', eventTime: 7 })];
  const builder = new BatchBuilder(truckPositions.name, 0);
  for (const position of positions) {
    const key = Buffer.from(truckPositions.key(position));
    builder.push(key, truckPositions.codec.toBytes(position));
  }
  builder.push(encodeMark({ task: 0, boundMs: 5 }), Buffer.alloc(0));
  await log.append([builder.seal()]);
  const messages = await consumed(3);
  const values = await Promise.all(
    messages.map(({ value }) => (value?.length ? client.decode(value) : undefined)),
  );
  expect(values.slice(0, 2).map((value) => JSON.parse(JSON.stringify(value)))).toEqual(
    JSON.parse(JSON.stringify(positions)),
  );
  expect(values[2]).toBeUndefined();
  expect(String(messages[0]?.key)).toBe(truckPositions.key(aTruckPosition()));
});

test("an outside producer's records are read, whatever their schema, codec and state", async () => {
  const position = aTruckPosition({ id: 'from-outside' });
  const id = await client.getLatestSchemaId('truck.positions-value');
  const [ours] = truckPositions.schemas as [AvroSchema];
  const fields = [...ours.fields, { name: 'driver', type: 'string', default: '' }];
  const theirs = await registry.register('truck.positions-value', { ...ours, fields });
  const from = log.extent(truckPositions.name, 0).end;
  await produce([
    { key: 'k', value: await client.encode(id, position) },
    { key: 'k', value: await client.encode(theirs, { ...position, driver: 'Li' }) },
    { key: 'k', value: Buffer.from('poison') },
    { key: 'k', value: null },
    { key: 'k', value: Buffer.concat([Buffer.from([0, 0x7f, 0, 0, 1]), Buffer.from('poison')]) },
  ]);
  const values = await read(from, 5);
  const { codec } = truckPositions;
  for (const value of values.slice(0, 2)) {
    expect(codec.decode(value, 0, value.length)).toEqual(position);
  }
  expect(values[2]).toEqual(Buffer.from('poison'));
  expect(values[3]).toHaveLength(0);
  const [, , , , strange = Buffer.alloc(0)] = values;
  expect(() => codec.decode(strange, 0, strange.length)).toThrow('not one of this topic');
});

async function makeTopics(): Promise<void> {
  const admin = await openTopicAdmin({
    ...{ brokers, deployment, tls: undefined, sasl: undefined },
    registry: { url: inject('registry'), auth: undefined },
    transactionTimeoutMs: 10_000,
  });
  try {
    const specs = topicSpecs({ ...{ topics: [truckPositions], deployment }, ...ONE });
    await admin.create(
      specs.map((spec) =>
        spec.name === truckPositions.name ? { ...spec, name: onCluster } : spec,
      ),
    );
  } finally {
    await admin.close();
  }
}

const ONE = { partitions: 1, replication: 1 };

async function consumed(count: number): Promise<KafkaMessage[]> {
  const consumer = kafka.consumer({ groupId: freshName() });
  await consumer.connect();
  await consumer.subscribe({ topic: onCluster, fromBeginning: true });
  const messages: KafkaMessage[] = [];
  await new Promise<void>((resolve, reject) => {
    // On a broker that has just started, a group's coordinator is still loading: then it starts again by itself.
    consumer.on('consumer.crash', ({ payload }) => payload.restart || reject(payload.error));
    consumer
      .run({
        eachMessage: async ({ message }) => {
          if (messages.push(message) === count) resolve();
        },
      })
      .catch(reject);
  });
  await consumer.disconnect();
  return messages;
}

async function produce(messages: Message[]): Promise<void> {
  const producer = kafka.producer({ idempotent: true });
  await producer.connect();
  const compression = kafkajs.CompressionTypes.GZIP;
  await producer.send({ topic: onCluster, messages, compression });
  await producer.disconnect();
}

/** The values of the next records, as they come. */
async function read(from: number, count: number): Promise<Buffer[]> {
  const values: Buffer[] = [];
  for (let at = from; values.length < count; ) {
    const batch = await log.read(truckPositions.name, 0, at, 1 << 20);
    if (batch === undefined) {
      await new Promise<void>((resolve) => {
        const stop = log.onAppend(() => {
          stop();
          resolve();
        });
      });
      continue;
    }
    for (let i = 0; i < batch.count; i++) {
      values.push(Buffer.from(batch.bytes.subarray(batch.values[i], batch.starts[i + 1])));
    }
    at += batch.count;
  }
  return values;
}
