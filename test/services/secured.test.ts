import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type BrokerPlace, type OwnKafka, startOwnKafka } from '@landbridge/infra/services';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type End, LandbridgeProcess } from './landbridge-process.ts';

const run = promisify(execFile);

const [USER, PASSWORD, STORE_PASSWORD] = ['landbridge', 'a-secret', 'of-the-store'];
const SMALL = ['--simulate', '--scale', '0.01', '--history', '1'];
const TEST_MS = 600_000;
const root = mkdtempSync(join(tmpdir(), 'landbridge-secured-'));
const [store, certificate, admin] = ['broker.p12', 'broker.pem', 'admin.properties'].map((name) =>
  join(root, name),
) as [string, string, string];
let kafka: OwnKafka;

beforeAll(async () => {
  await makeCertificate();
  kafka = await startOwnKafka(secured);
  await addScramUser();
});
afterAll(async () => {
  await kafka?.stop();
  rmSync(root, { recursive: true, force: true });
});

test.each(['plain', 'scram-sha-512'])(
  'a day runs over TLS by a user who says who he is by %s',
  async (mechanism) => {
    const settings = {
      LANDBRIDGE_KAFKA_SASL: mechanism,
      LANDBRIDGE_DEPLOYMENT: `secured-${mechanism}`,
      LANDBRIDGE_DATA_DIR: join(root, mechanism),
    };
    const { applied, ran } = {
      applied: await landbridge(settings, 'topics', 'apply', '--partitions', '2'),
      ran: await landbridge(settings, 'run', ...SMALL, '--json'),
    };
    expect(applied.status, applied.stderr).toBe(0);
    expect(ran.status, ran.stderr).toBe(0);
    expect(JSON.parse(ran.stdout)).toMatchObject({ complete: true });
  },
  TEST_MS,
);

test('a wrong password is refused, and said to be', async () => {
  const { status, stderr } = await landbridge(
    { LANDBRIDGE_KAFKA_SASL: 'plain', LANDBRIDGE_KAFKA_PASSWORD: 'another' },
    ...['topics', 'diff'],
  );
  expect(status).not.toBe(0);
  expect(stderr).toContain('LANDBRIDGE_KAFKA_PASSWORD');
});

test('a broker whose certificate nobody vouches for is not talked to', async () => {
  const { status, stderr } = await landbridge(
    { LANDBRIDGE_KAFKA_SASL: 'plain', LANDBRIDGE_KAFKA_TLS_CA: '' },
    ...['topics', 'diff'],
  );
  expect(status).not.toBe(0);
  expect(stderr).toContain('self-signed certificate');
});

async function landbridge(
  settings: Readonly<Record<string, string>>,
  ...typed: string[]
): Promise<End & { readonly stderr: string }> {
  const env = {
    LANDBRIDGE_KAFKA_BROKERS: kafka.brokers,
    LANDBRIDGE_KAFKA_TLS: 'on',
    LANDBRIDGE_KAFKA_TLS_CA: certificate,
    LANDBRIDGE_KAFKA_USERNAME: USER,
    LANDBRIDGE_KAFKA_PASSWORD: PASSWORD,
    LANDBRIDGE_REGISTRY_URL: inject('registry'),
    ...settings,
  };
  const named = Object.entries(env).filter(([, value]) => value !== '');
  const process = new LandbridgeProcess(typed, Object.fromEntries(named));
  return { ...(await process.ended), stderr: process.stderr };
}

/** A key of the broker's own, and the certificate that says so by itself. */
async function makeCertificate(): Promise<void> {
  const of = ['-alias', 'broker', '-keystore', store, '-storepass', STORE_PASSWORD];
  await run('keytool', [
    ...['-genkeypair', ...of, '-storetype', 'PKCS12', '-keyalg', 'RSA', '-keysize', '2048'],
    ...['-dname', 'CN=broker', '-ext', 'san=ip:127.0.0.1', '-validity', '2'],
  ]);
  await run('keytool', ['-exportcert', '-rfc', ...of, '-file', certificate]);
}

/** The broker lets nobody in who does not say who he is; it talks to itself as everybody does. */
function secured({ port, controllerPort }: BrokerPlace): Record<string, string> {
  const login = 'org.apache.kafka.common.security';
  return {
    listeners: `SASL_SSL://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'listener.security.protocol.map': 'SASL_SSL:SASL_SSL,CONTROLLER:PLAINTEXT',
    'inter.broker.listener.name': 'SASL_SSL',
    'sasl.mechanism.inter.broker.protocol': 'PLAIN',
    'sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-512',
    'listener.name.sasl_ssl.plain.sasl.jaas.config':
      `${login}.plain.PlainLoginModule required username="${USER}" password="${PASSWORD}" ` +
      `user_${USER}="${PASSWORD}";`,
    'listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config': `${login}.scram.ScramLoginModule required;`,
    'ssl.keystore.type': 'PKCS12',
    'ssl.keystore.location': store,
    'ssl.keystore.password': STORE_PASSWORD,
    'ssl.truststore.type': 'PEM',
    'ssl.truststore.location': certificate,
  };
}

/** Brokers keep users of SCRAM themselves; somebody who is let in already adds them. */
async function addScramUser(): Promise<void> {
  const settings = {
    'security.protocol': 'SASL_SSL',
    'sasl.mechanism': 'PLAIN',
    'sasl.jaas.config': `org.apache.kafka.common.security.plain.PlainLoginModule required username="${USER}" password="${PASSWORD}";`,
    'ssl.truststore.type': 'PEM',
    'ssl.truststore.location': certificate,
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
  writeFileSync(admin, lines.join(''));
  await run('java', [
    ...['-cp', kafka.classPath, 'kafka.admin.ConfigCommand'],
    ...['--bootstrap-server', kafka.brokers, '--command-config', admin],
    ...['--alter', '--add-config', `SCRAM-SHA-512=[password=${PASSWORD}]`],
    ...['--entity-type', 'users', '--entity-name', USER],
  ]);
}
