import { expect, test } from 'vitest';
import { readConfig } from './config.ts';

const BROKERS = { LANDBRIDGE_KAFKA_BROKERS: 'one:9092, two:9093' };
const REGISTRY = { LANDBRIDGE_REGISTRY_URL: 'https://registry/apis/ccompat/v7' };
const KAFKA = { ...BROKERS, ...REGISTRY };

function refusal(environment: Readonly<Record<string, string>>): string {
  try {
    readConfig(environment);
  } catch (error) {
    return String(error);
  }
  throw new Error('was accepted');
}

test('Kafka needs its brokers and the registry; the rest has defaults', () => {
  expect(readConfig(KAFKA).kafka).toEqual({
    brokers: ['one:9092', 'two:9093'],
    tls: undefined,
    sasl: undefined,
    registry: { url: 'https://registry/apis/ccompat/v7', auth: undefined },
    deployment: 'landbridge',
    transactionTimeoutMs: 10_000,
  });
  expect(refusal(BROKERS)).toContain('LANDBRIDGE_REGISTRY_URL is needed');
});

test('without brokers the log is embedded, whatever else is set', () => {
  expect(readConfig({ ...REGISTRY, LANDBRIDGE_DEPLOYMENT: 'port' }).kafka).toBeUndefined();
});

test('reads TLS, logins and the name of the deployment', () => {
  const { kafka } = readConfig({
    ...KAFKA,
    LANDBRIDGE_KAFKA_TLS: 'on',
    LANDBRIDGE_KAFKA_TLS_CA: '/ca.pem',
    LANDBRIDGE_KAFKA_TLS_CERT: '/cert.pem',
    LANDBRIDGE_KAFKA_TLS_KEY: '/key.pem',
    LANDBRIDGE_KAFKA_SASL: 'scram-sha-512',
    LANDBRIDGE_KAFKA_USERNAME: 'port',
    LANDBRIDGE_KAFKA_PASSWORD: 'wharf',
    LANDBRIDGE_REGISTRY_USERNAME: 'reader',
    LANDBRIDGE_REGISTRY_PASSWORD: 'quay',
    LANDBRIDGE_DEPLOYMENT: 'beilun-2',
    LANDBRIDGE_KAFKA_TRANSACTION_TIMEOUT_MS: '60000',
  });
  expect(kafka).toMatchObject({
    tls: { ca: '/ca.pem', cert: '/cert.pem', key: '/key.pem' },
    sasl: { mechanism: 'scram-sha-512', username: 'port', password: 'wharf' },
    registry: { auth: { username: 'reader', password: 'quay' } },
    deployment: 'beilun-2',
    transactionTimeoutMs: 60_000,
  });
});

test('TLS without files trusts what the machine trusts', () => {
  const { kafka } = readConfig({ ...KAFKA, LANDBRIDGE_KAFKA_TLS: 'on' });
  expect(kafka?.tls).toEqual({ ca: undefined, cert: undefined, key: undefined });
});

test.each([
  [{ LANDBRIDGE_KAFKA_BROKERS: 'one' }, '"one" is not host:port'],
  [{ LANDBRIDGE_KAFKA_TLS: 'yes' }, 'it is on or off'],
  [{ LANDBRIDGE_KAFKA_TLS_CA: '/ca.pem' }, 'LANDBRIDGE_KAFKA_TLS=on only'],
  [{ LANDBRIDGE_KAFKA_TLS_CERT: '/c', LANDBRIDGE_KAFKA_TLS: 'on' }, 'go together'],
  [{ LANDBRIDGE_KAFKA_SASL: 'plain' }, 'goes with LANDBRIDGE_KAFKA_USERNAME'],
  [{ LANDBRIDGE_KAFKA_SASL: 'gssapi' }, 'plain, scram-sha-256, scram-sha-512'],
  [
    { LANDBRIDGE_KAFKA_USERNAME: 'port', LANDBRIDGE_KAFKA_PASSWORD: 'wharf' },
    'LANDBRIDGE_KAFKA_SASL (plain',
  ],
  [{ LANDBRIDGE_KAFKA_USERNAME: 'port' }, 'go together'],
  [{ LANDBRIDGE_REGISTRY_PASSWORD: 'wharf' }, 'go together'],
  [{ LANDBRIDGE_REGISTRY_URL: 'registry:8080' }, 'begins with http'],
  [{ LANDBRIDGE_REGISTRY_URL: 'https://port:wharf@registry' }, 'it names no user'],
  [{ LANDBRIDGE_DEPLOYMENT: 'Beilun 2' }, 'lower-case letters'],
  [{ LANDBRIDGE_KAFKA_TRANSACTION_TIMEOUT_MS: '10 s' }, 'from 1000 to 900000'],
  [{ LANDBRIDGE_KAFKA_TRANSACTION_TIMEOUT_MS: '999' }, 'from 1000 to 900000'],
  [{ LANDBRIDGE_KAFKA_TRANSACTION_TIMEOUT_MS: '900001' }, 'from 1000 to 900000'],
])('%o is refused, and no secret is told', (wrong, why) => {
  const said = refusal({ ...KAFKA, ...wrong });
  expect(said).toContain(why);
  expect(said).not.toContain('wharf');
});
