import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type OwnKafka, startOwnKafka } from '@landbridge/infra/services';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { kafkaCommandsOf, runTyped } from '../simulation/printed-commands.ts';

const printed = kafkaCommandsOf(
  readFileSync(join(import.meta.dirname, '..', '..', 'README.md'), 'utf8'),
);
const folder = mkdtempSync(join(tmpdir(), 'landbridge-printed-kafka-'));
let kafka: OwnKafka;

beforeAll(async () => {
  kafka = await startOwnKafka();
});
afterAll(async () => {
  await kafka?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('the README shows how to run on Kafka in three commands', () => {
  expect(printed.slice(0, 3).map(({ typed }) => typed.slice(0, 2).join(' '))).toEqual([
    'services',
    'topics apply',
    'run --simulate',
  ]);
});

test.each(printed.map(({ line, typed }) => [line, typed] as const))(
  'does what it is printed for: %s',
  async (_line, typed) => {
    const { status, stdout, stderr } = await runTyped(here(typed), {
      KAFKA_BROKERS: kafka.brokers,
      SCHEMA_REGISTRY_URL: inject('registry'),
      LANDBRIDGE_KAFKA_BROKERS: kafka.brokers,
      LANDBRIDGE_REGISTRY_URL: inject('registry'),
      LANDBRIDGE_DATA_DIR: join(folder, 'data'),
    });
    expect(status, stderr).toBe(0);
    expect(stdout + stderr).not.toBe('');
  },
);

/** The same words on less, on folders and a port of this test's own. */
function here(typed: readonly string[]): string[] {
  return typed.map((word, i) => {
    if (word === 'inbox') mkdirSync(join(folder, word), { recursive: true });
    if (word === 'inbox' || word.startsWith('/var/lib/')) return join(folder, word);
    if (typed[i - 1] === '--scale') return '0.01';
    return typed[i - 1] === '--health' ? '0' : word;
  });
}
