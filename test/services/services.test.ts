import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { type KafkaConfig, openTopicAdmin, readConfig } from '@landbridge/infra';
import { type BrokerPlace, startOwnKafka, startOwnRegistry } from '@landbridge/infra/services';
import { expect, inject, onTestFinished, test } from 'vitest';

test('the suite has a broker and a registry that answer', async () => {
  expect(await listens(inject('kafka'))).toBe(true);
  const subjects = await fetch(`${inject('registry')}/subjects`);
  expect(await subjects.json()).toBeInstanceOf(Array);
});

test('a broker of its own keeps its topics over a kill, and leaves nothing behind', async () => {
  const kafka = await startOwnKafka();
  const config = readConfig({
    LANDBRIDGE_KAFKA_BROKERS: kafka.brokers,
    LANDBRIDGE_REGISTRY_URL: inject('registry'),
  }).kafka as KafkaConfig;
  const spec = { name: 'a.b', partitions: 2, replication: 1, configs: {} };
  try {
    const before = await openTopicAdmin(config);
    await before.create([spec]);
    await before.close();
    const { pid } = kafka;
    await kafka.kill();
    expect(await listens(kafka.brokers)).toBe(false);
    await kafka.restart();
    expect(kafka.pid).not.toBe(pid);
    const after = await openTopicAdmin(config);
    expect((await after.describe(['a.b'])).get('a.b')).toMatchObject({ partitions: 2 });
    await after.close();
  } finally {
    await kafka.stop();
  }
  expect(await listens(kafka.brokers)).toBe(false);
  expect(isAlive(kafka.pid)).toBe(false);
});

test('a registry of its own keeps its schemas and their ids over a kill', async () => {
  const registry = await startOwnRegistry();
  try {
    const id = await post(`${registry.url}/subjects/a.b-value/versions`, '"long"');
    await registry.kill();
    await registry.restart();
    const schema = await fetch(`${registry.url}/schemas/ids/${id}`);
    expect(await schema.json()).toMatchObject({ schema: '"long"' });
    expect(await post(`${registry.url}/subjects/other-value/versions`, '"int"')).not.toBe(id);
  } finally {
    await registry.stop();
  }
  expect(isAlive(registry.pid)).toBe(false);
});

test('the command says what to do with them, and ends with Ctrl-C', async () => {
  const main = join(import.meta.dirname, '..', '..', 'cli', 'main.ts');
  const env = { KAFKA_BROKERS: inject('kafka'), SCHEMA_REGISTRY_URL: inject('registry') };
  const command = spawn(process.execPath, [main, 'services'], { env });
  onTestFinished(() => void command.kill('SIGKILL'));
  const [said] = await once(command.stdout, 'data');
  expect(String(said)).toContain(
    `export LANDBRIDGE_KAFKA_BROKERS=${inject('kafka')} LANDBRIDGE_REGISTRY_URL=${inject('registry')}\n`,
  );
  command.kill('SIGINT');
  expect(await once(command, 'exit')).toEqual([0, null]);
});

test('a broker whose settings are wrong says why', async () => {
  const nonsense = () => ({ 'process.roles': 'cook' });
  await expect(startOwnKafka(nonsense)).rejects.toThrow(/refused[\s\S]*process.roles/);
});

test('a broker that does not come up shows what it said', async () => {
  const other = createServer();
  onTestFinished(() => void other.close());
  const taken = ({ port }: BrokerPlace) => {
    other.listen(port, '127.0.0.1');
    return {};
  };
  await expect(startOwnKafka(taken)).rejects.toThrow(/Starting Kafka: it ended[\s\S]*in use/);
});

async function post(url: string, schema: string): Promise<unknown> {
  const headers = { 'content-type': 'application/vnd.schemaregistry.v1+json' };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ schema }) });
  return ((await answer.json()) as { id: unknown }).id;
}

function listens(address: string): Promise<boolean> {
  const [host = '', port = ''] = address.split(':');
  return new Promise((resolve) => {
    const socket = connect(Number(port), host);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
