import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { KafkaConfig } from '../config-kafka.ts';
import { connectionOf } from './kafka-connection.ts';

const PLAIN: KafkaConfig = {
  brokers: ['one:9092'],
  tls: undefined,
  sasl: undefined,
  registry: { url: 'http://registry', auth: undefined },
  deployment: 'beilun',
  transactionTimeoutMs: 10_000,
};

test('a plain connection says who it is by the name of the deployment', () => {
  expect(connectionOf(PLAIN)).toEqual({ brokers: ['one:9092'], clientId: 'beilun' });
});

test('certificates are read from their files; without any, TLS trusts what the machine trusts', () => {
  const folder = mkdtempSync(join(tmpdir(), 'landbridge-tls-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const ca = join(folder, 'ca.pem');
  writeFileSync(ca, 'a certificate');
  const none = { ca: undefined, cert: undefined, key: undefined };
  expect(connectionOf({ ...PLAIN, tls: { ...none, ca } }).tls).toEqual({ ca: 'a certificate' });
  expect(connectionOf({ ...PLAIN, tls: none }).tls).toBe(true);
});

test('a certificate that cannot be read is told with its setting', () => {
  const tls = { ca: '/nowhere/ca.pem', cert: undefined, key: undefined };
  expect(() => connectionOf({ ...PLAIN, tls })).toThrow(
    'LANDBRIDGE_KAFKA_TLS_CA is "/nowhere/ca.pem"',
  );
});
