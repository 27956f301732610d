import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openTopicAdmin, readConfig } from '@landbridge/infra';
import {
  type BrokerPlace,
  type OwnKafka,
  type OwnRegistry,
  startOwnKafka,
  startOwnRegistry,
} from '@landbridge/infra/services';
import { containerEvents, truckPositions } from '@landbridge/schemas';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LandbridgeProcess } from './landbridge-process.ts';

const run = promisify(execFile);
const MAIN = join(import.meta.dirname, '..', '..', 'cli', 'main.ts');
const PASSWORD = 'behind-the-wharf';
const SOON = { timeout: 60_000, interval: 200 };

let folder: string;
let kafka: OwnKafka;
let registry: OwnRegistry;

/** A broker that lets in over TLS alone, and only who says a user and a password. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'landbridge-topics-'));
  await makeCertificate(folder);
  [kafka, registry] = await Promise.all([startOwnKafka(locked), startOwnRegistry()]);
});

afterAll(async () => {
  await Promise.all([kafka?.stop(), registry?.stop()]);
  rmSync(folder, { recursive: true });
});

test('diff tells everything that is missing, and changes nothing', async () => {
  for (let again = 0; again < 2; again++) {
    const { status, stdout } = await landbridge('topics', 'diff', '--json');
    expect(status).toBe(1);
    const differences: { topic: string; change: string }[] = JSON.parse(stdout);
    const ofPositions = differences.filter(({ topic }) => topic === 'truck.positions');
    expect(ofPositions.map(({ change }) => change)).toEqual(['create', 'rule', 'register']);
    expect(differences.map(({ topic }) => topic)).toContain('beilun.changelog');
  }
});

test('apply makes topics, settings and schemas as declared, once', async () => {
  const applied = await landbridge('topics', 'apply', '--partitions', '3');
  expect(applied).toMatchObject({ status: 0, stderr: expect.stringContaining('Done') });
  await usingAdmin(async (admin) => {
    const topics = await admin.describe([
      'truck.positions',
      'container.events.received',
      'beilun.changelog',
    ]);
    expect(topics.get('truck.positions')).toMatchObject({
      partitions: 3,
      replication: 1,
      configs: {
        'retention.ms': String(truckPositions.retentionMs),
        'message.timestamp.type': 'LogAppendTime',
        'min.insync.replicas': '1',
      },
    });
    expect(topics.get('container.events.received')?.partitions).toBe(3);
    expect(topics.get('beilun.changelog')?.configs).toMatchObject({ 'cleanup.policy': 'compact' });
  });
  expect(await landbridge('topics', 'diff')).toMatchObject({ status: 0 });
  expect(await landbridge('topics', 'apply', '--json')).toMatchObject({
    status: 0,
    stdout: '[]\n',
  });
});

test('a setting that somebody changed is put right, and others of theirs stay', async () => {
  await usingAdmin((admin) =>
    admin.configure(containerEvents.name, { 'retention.ms': '60000', 'segment.bytes': '2097152' }),
  );
  const { status, stdout } = await landbridge('topics', 'diff', '--json');
  expect(status).toBe(1);
  expect(JSON.parse(stdout)).toEqual([
    {
      topic: 'container.events',
      change: 'set',
      what: 'retention.ms',
      from: '60000',
      to: String(containerEvents.retentionMs),
    },
  ]);
  expect((await landbridge('topics', 'apply')).status).toBe(0);
  await usingAdmin(async (admin) => {
    const found = (await admin.describe([containerEvents.name])).get(containerEvents.name);
    expect(found?.configs).toMatchObject({
      'retention.ms': String(containerEvents.retentionMs),
      'segment.bytes': '2097152',
      'message.timestamp.type': 'LogAppendTime',
    });
  });
});

test('another number of partitions is refused, and nothing is changed', async () => {
  const { status, stdout, stderr } = await landbridge('topics', 'apply', '--partitions', '5');
  expect(status).toBe(1);
  expect(stdout).toContain('it has 3 partitions where the deployment has 5');
  expect(stderr).toContain('Nothing was changed');
});

test('what Kafka does not take is told with the topic', async () => {
  await usingAdmin(async (admin) => {
    const wrong = { name: 'too.many', partitions: 1, replication: 3, configs: {} };
    await expect(admin.create([wrong])).rejects.toMatchObject({
      code: 'topics-refused',
      message: expect.stringContaining('too.many'),
    });
    await expect(
      admin.configure(containerEvents.name, { 'cleanup.policy': 'sweep' }),
    ).rejects.toMatchObject({ code: 'topics-refused' });
    const there = { name: containerEvents.name, partitions: 9, replication: 1, configs: {} };
    const fresh = { name: 'another.topic', partitions: 2, replication: 1, configs: {} };
    await admin.create([there, fresh]);
    const found = await admin.describe([there.name, fresh.name]);
    expect([found.get(there.name)?.partitions, found.get(fresh.name)?.partitions]).toEqual([3, 2]);
  });
});

test('who is not let in is told so, and no password is', async () => {
  const { status, stdout, stderr } = await landbridge('topics', 'diff', {
    LANDBRIDGE_KAFKA_PASSWORD: 'wrong-but-secret',
  });
  expect(status).toBe(1);
  expect(stderr).toContain('Kafka does not let us in');
  expect(stdout + stderr).not.toMatch(/wrong-but-secret|behind-the-wharf/);
});

test('a broker whose certificate is not trusted, or that is not there, is told', async () => {
  const untrusted = await landbridge('topics', 'diff', { LANDBRIDGE_KAFKA_TLS_CA: '' });
  expect(untrusted).toMatchObject({ status: 1, stderr: expect.stringContaining('certificate') });
  const away = await landbridge('topics', 'diff', { LANDBRIDGE_KAFKA_BROKERS: 'localhost:1' });
  expect(away).toMatchObject({ status: 1, stderr: expect.stringContaining('log-unavailable') });
  const elsewhere = { LANDBRIDGE_REGISTRY_URL: 'http://127.0.0.1:1/apis' };
  const down = await landbridge('topics', 'diff', elsewhere);
  expect(down).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('registry-unavailable'),
  });
});

test('a machine that was never here waits until the registry is back, and says for what', async () => {
  const start = (name: string) => {
    mkdirSync(join(folder, name));
    return new LandbridgeProcess(['tables', '--data-dir', join(folder, name)], environment());
  };
  await registry.kill();
  const [patient, stopped] = [start('patient'), start('stopped')];
  for (const process of [patient, stopped]) {
    await expect.poll(() => process.stderr, SOON).toContain('Waiting for the schema registry');
  }
  expect((await stopped.signal('SIGTERM')).status).toBe(1);
  expect(stopped.stderr).toContain('registry-unavailable');
  await registry.restart();
  expect((await patient.ended).status, patient.stderr).toBe(0);
});

type Environment = Readonly<Record<string, string>>;

function environment(): Environment {
  return {
    LANDBRIDGE_KAFKA_BROKERS: kafka.brokers.replace('127.0.0.1', 'localhost'),
    LANDBRIDGE_KAFKA_TLS: 'on',
    LANDBRIDGE_KAFKA_TLS_CA: join(folder, 'ca.pem'),
    LANDBRIDGE_KAFKA_SASL: 'plain',
    LANDBRIDGE_KAFKA_USERNAME: 'port',
    LANDBRIDGE_KAFKA_PASSWORD: PASSWORD,
    LANDBRIDGE_REGISTRY_URL: registry.url,
    LANDBRIDGE_DEPLOYMENT: 'beilun',
  };
}

async function landbridge(...typed: (string | Environment)[]) {
  const args = typed.filter((word) => typeof word === 'string');
  const other = Object.assign({}, ...typed.filter((word) => typeof word !== 'string'));
  const env = { ...environment(), ...other };
  try {
    return { status: 0, ...(await run(process.execPath, [MAIN, ...args], { env })) };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { status: code, stdout, stderr };
  }
}

async function usingAdmin(
  use: (admin: Awaited<ReturnType<typeof openTopicAdmin>>) => Promise<void>,
) {
  const { kafka: config } = readConfig(environment());
  if (config === undefined) throw new Error('Kafka is configured.');
  const admin = await openTopicAdmin(config);
  try {
    await use(admin);
  } finally {
    await admin.close();
  }
}

/** The key of the broker, with which it signed its own certificate. */
async function makeCertificate(into: string): Promise<void> {
  const store = ['-alias', 'kafka', '-keystore', join(into, 'broker.p12'), '-storepass', PASSWORD];
  const names = ['-dname', 'CN=localhost', '-ext', 'san=dns:localhost,ip:127.0.0.1'];
  await run('keytool', ['-genkeypair', '-keyalg', 'RSA', '-validity', '2', ...names, ...store]);
  const { stdout } = await run('keytool', ['-exportcert', '-rfc', ...store]);
  writeFileSync(join(into, 'ca.pem'), stdout);
}

function locked({ port, controllerPort }: BrokerPlace): Environment {
  const users = `username="broker" password="${PASSWORD}" user_broker="${PASSWORD}" user_port="${PASSWORD}"`;
  return {
    listeners: `SASL_SSL://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `SASL_SSL://localhost:${port}`,
    'listener.security.protocol.map': 'SASL_SSL:SASL_SSL,CONTROLLER:PLAINTEXT',
    'inter.broker.listener.name': 'SASL_SSL',
    'sasl.enabled.mechanisms': 'PLAIN',
    'sasl.mechanism.inter.broker.protocol': 'PLAIN',
    'listener.name.sasl_ssl.plain.sasl.jaas.config': `org.apache.kafka.common.security.plain.PlainLoginModule required ${users};`,
    'ssl.keystore.location': join(folder, 'broker.p12'),
    'ssl.keystore.password': PASSWORD,
    'ssl.truststore.location': join(folder, 'broker.p12'),
    'ssl.truststore.password': PASSWORD,
  };
}
