import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openChdbWarehouse, type Warehouse } from '@landbridge/infra';
import { LETTER_BYTES_MAX } from '@landbridge/producers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Pipeline } from '../pipeline.ts';
import { recordingTerminal } from '../recording-terminal.ts';
import { deadLettersCommand } from './dead-letters.ts';

const folder = mkdtempSync(join(tmpdir(), 'lb-dead-'));
let warehouse: Warehouse;

beforeAll(async () => {
  warehouse = await openChdbWarehouse({ folder });
  await warehouse.execute(`CREATE TABLE dead_letters (
    id String, revision UInt64, retracted Bool, eventTime DateTime64(3, 'UTC'), stage String, code String,
    reason String, topic Nullable(String), factId Nullable(String), factRevision Nullable(Int64),
    address Nullable(String), bytes String, ingestedAt DateTime64(3, 'UTC')
  ) ENGINE = ReplacingMergeTree(revision, retracted) ORDER BY (stage, id)`);
  await warehouse.execute(
    `INSERT INTO dead_letters (id, revision, retracted, stage, code, reason, address, bytes, ingestedAt, eventTime)
     VALUES ('L1', 1, false, 'source:jsonl', 'malformed', 'No JSON.', 'day.jsonl: line 3', '{"x', 0, 0)`,
  );
}, 60_000);
afterAll(async () => {
  await warehouse.close();
  rmSync(folder, { recursive: true, force: true });
});

async function type(
  positionals: readonly string[],
  values: Readonly<Record<string, unknown>> = {},
) {
  const terminal = recordingTerminal();
  if (deadLettersCommand.where === 'anywhere') throw new Error('letters need the folder');
  const typed = { limit: '20', all: false, json: false, ...values } as Readonly<
    Record<string, string | boolean>
  >;
  const pipeline = { warehouse, settled: async () => undefined } as unknown as Pipeline;
  const status = await deadLettersCommand.run({ positionals, values: typed, terminal }, pipeline);
  expect(status).toBe(0);
  return terminal.stdout();
}

test('list counts by stage and reason and names the newest', async () => {
  const text = await type(['list']);
  expect(text).toMatch(/^stage +reason +letters +last set aside \(Asia\/Shanghai\)\n/);
  expect(text).toMatch(/source:jsonl +malformed +1 +1970-01-01 08:00/);
  expect(text).toMatch(/L1 +malformed +day.jsonl: line 3 +No JSON\./);
  expect(await type(['list'], { code: 'late' })).toBe('No dead letters.\n');
});

test('list --json has the letters without their bytes, show --json with them', async () => {
  const [listed] = JSON.parse(await type(['list'], { json: true }));
  expect(listed).toMatchObject({ id: 'L1', code: 'malformed' });
  expect(listed).not.toHaveProperty('bytes');
  const [shown] = JSON.parse(await type(['show', 'L1'], { json: true }));
  expect(Buffer.from(shown.bytes, 'base64').toString()).toBe('{"x');
});

test('show prints a letter with what was received', async () => {
  const lines = (await type(['show', 'L1'])).split('\n');
  expect(lines[0]).toBe('L1');
  expect(lines).toContain('  reason    malformed: No JSON.');
  expect(lines).toContain('  set aside 1970-01-01 08:00 (Asia/Shanghai)');
  expect(lines).toContain('  │ {"x');
});

test('show says of a letter that it has only the beginning of its record', async () => {
  await warehouse.execute(
    `INSERT INTO dead_letters (id, revision, retracted, stage, code, bytes, ingestedAt, eventTime)
     VALUES ('L2', 1, false, 'source:jsonl', 'malformed', repeat('x', ${LETTER_BYTES_MAX}), 0, 0)`,
  );
  expect(await type(['show', 'L2'])).toContain('Deliver its file again.');
  expect(await type(['show', 'L1'])).not.toContain('cut here');
});

test('nothing that is meant is said to be none', async () => {
  expect(await type(['show', 'L1'], { code: 'late' })).toBe('No dead letters.\n');
  expect(await type(['redrive'], { stage: 'source:dsca' })).toBe('No dead letters.\n');
});

test('what cannot be done says what can', async () => {
  await expect(type(['delete'])).rejects.toThrow('list, show or redrive');
  await expect(type(['lsit'])).rejects.toThrow('Did you mean list?');
  await expect(type(['list', 'foo'])).rejects.toThrow('list takes no argument foo');
  await expect(type(['show'])).rejects.toThrow('needs the ID');
  await expect(type(['show', 'nothing'])).rejects.toThrow('no dead letter nothing.');
  await expect(type(['show', 'L1', 'nothing'])).rejects.toThrow('no dead letter nothing.');
  await expect(type(['redrive', 'L1', 'nothing'])).rejects.toThrow('no dead letter nothing.');
  await expect(type(['redrive'])).rejects.toThrow('--all');
  await expect(type(['list'], { limit: 'x' })).rejects.toThrow('--limit x');
});
