import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const here = import.meta.dirname;
const text = readFileSync(join(here, 'compose.yaml'), 'utf8');

/** The services' own lines, by name: each begins two columns in, and its settings are deeper. */
const services = new Map(
  [...text.matchAll(/^ {2}([a-z]+):\n((?: {4,}.*\n|\n)+)/gm)].map(([, name = '', lines = '']) => [
    name,
    lines,
  ]),
);

// No container engine is asked here: this compares what can be compared without one.
test('compose has Kafka, the registry and ClickHouse', () => {
  expect([...services.keys()]).toEqual(['kafka', 'registry', 'clickhouse']);
});

test.each([...services])('%s has a version, a health check and a volume', (_, lines) => {
  expect(lines).toMatch(/^ {4}image: [a-z/-]+:\d+\.\d+(?:\.\d+)*$/m);
  expect(lines).toMatch(/^ {4}healthcheck:\n {6}test:/m);
  expect(lines).toMatch(/^ {4}volumes: \['[a-z]+:\/var\/lib\//m);
});

test.each([...services])('%s listens on this machine alone', (_, lines) => {
  const [, ports = ''] = /^ {4}ports: \[(.*)\]$/m.exec(lines) ?? [];
  expect(ports).toMatch(/^'127\.0\.0\.1:\d+:\d+'$/);
});

test('clients are told the address that the port is open at', () => {
  const kafka = services.get('kafka') ?? '';
  const [, port] = /ports: \['([\d.]+:\d+):/.exec(kafka) ?? [];
  expect(kafka).toContain(`KAFKA_ADVERTISED_LISTENERS: OUTSIDE://${port},`);
  expect(text).toContain(`LANDBRIDGE_KAFKA_BROKERS=${port} `);
  const clickhouse = services.get('clickhouse') ?? '';
  const [, own] = /ports: \['([\d.]+:\d+):/.exec(clickhouse) ?? [];
  expect(text).toContain(`LANDBRIDGE_CLICKHOUSE_URL=http://${own} `);
  const [, password] = /CLICKHOUSE_PASSWORD: (.*)/.exec(clickhouse) ?? [];
  expect(text).toContain(`LANDBRIDGE_CLICKHOUSE_PASSWORD=${password} `);
});

test('containers and jars are of the same versions', () => {
  const containers = readFileSync(join(here, 'services', 'containers.ts'), 'utf8');
  for (const name of ['kafka', 'registry', 'clickhouse']) {
    const [, image = 'none'] = /image: (.*)/.exec(services.get(name) ?? '') ?? [];
    expect(containers).toContain(`'${image}'`);
  }
  const pom = readFileSync(join(here, 'services', 'kafka.pom.xml'), 'utf8');
  const [, kafka = 'none'] = /apache\/kafka:(.*)/.exec(text) ?? [];
  expect(pom.split(`<version>${kafka}</version>`)).toHaveLength(3);
  expect(readFileSync(join(here, 'services', 'kafka-node.ts'), 'utf8')).toContain(`kafka-${kafka}`);
  const [, registry = 'none'] = /apicurio-registry:(.*)/.exec(text) ?? [];
  const jars = readFileSync(join(here, 'services', 'registry-jars.ts'), 'utf8');
  expect(jars).toContain(`VERSION = '${registry}'`);
});
