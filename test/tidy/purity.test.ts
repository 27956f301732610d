import { expect, test } from 'vitest';
import { clockBreaches, engineBreaches, environmentBreaches, reminderBreaches } from './purity.ts';
import { readTree } from './tree.ts';

const tree = readTree();

test('the engine imports nothing that does I/O', () => {
  expect(engineBreaches(tree)).toEqual([]);
});

test('the environment is read in infra/config.ts only', () => {
  expect(environmentBreaches(tree)).toEqual([]);
});

test('only infra asks the machine for the time or for chance', () => {
  expect(clockBreaches(tree)).toEqual([]);
});

test('no comment is a reminder', () => {
  expect(reminderBreaches(tree)).toEqual([]);
});

test.each([
  `import { readFileSync } from 'node:fs';`,
  `import { readFileSync } from "node:fs";`,
  `import { openLog } from '@landbridge/infra';`,
  `import * as infra from "@landbridge/infra";`,
  `import { drive } from '../runtime/drive.ts';`,
  `import { open } from 'lmdb';`,
])('the engine may not: %s', (text) => {
  expect(engineBreaches([{ path: 'processors/engine/task.ts', text }])).toHaveLength(1);
});

test.each([
  `import type { Log } from '@landbridge/infra';`,
  `import { PipelineError, type Log } from '@landbridge/infra';`,
  `import { avroType } from '@landbridge/schemas';`,
  `import { createHash } from 'node:crypto';`,
])('the engine may: %s', (text) => {
  expect(engineBreaches([{ path: 'processors/engine/task.ts', text }])).toEqual([]);
});

test.each([
  `const brokers = process.env.KAFKA_BROKERS;`,
  `const brokers = process.env['KAFKA_BROKERS'];`,
  `const { env } = process;`,
  `import { env } from "node:process";`,
])('a processor may not read the environment: %s', (text) => {
  expect(environmentBreaches([{ path: 'processors/processor.ts', text }])).toHaveLength(1);
  expect(environmentBreaches([{ path: 'infra/config.ts', text }])).toEqual([]);
});

test('the entry may set the thread pool and nothing else, and nobody else may', () => {
  const set = "process.env['UV_THREADPOOL_SIZE'] ??= '16';";
  const inFile = (path: string, text: string) => environmentBreaches([{ path, text }]);
  expect(inFile('cli/main.ts', set)).toEqual([]);
  expect(inFile('cli/main.ts', "const level = process.env['LANDBRIDGE_LOG_LEVEL'];")).toHaveLength(
    1,
  );
  expect(inFile('cli/main.ts', "const size = process.env['UV_THREADPOOL_SIZE'];")).toHaveLength(1);
  expect(inFile('cli/start.ts', set)).toHaveLength(1);
});

test('a test may read its seed and nothing else', () => {
  const breaches = (name: string) =>
    [`process.env['${name}']`, `process.env["${name}"]`].flatMap((text) =>
      environmentBreaches([{ path: 'processors/engine/task.property.test.ts', text }]),
    );
  expect(breaches('SEED')).toEqual([]);
  expect(breaches('HOME')).toHaveLength(2);
});

test.each([
  'const now = Date.now();',
  'const now = new Date();',
  'const now = new Date;',
  'const t = performance.now();',
  'const t = process.hrtime.bigint();',
  'const x = Math.random();',
  'const id = randomUUID();',
  'setTimeout(go, 5);',
  'setInterval(go, 5);',
  `import { setTimeout as pause } from "node:timers/promises";`,
])('a processor may not: %s', (text) => {
  expect(clockBreaches([{ path: 'processors/processor.ts', text }]).length).toBeGreaterThan(0);
  expect(clockBreaches([{ path: 'infra/clock.ts', text }])).toEqual([]);
});

test.each([
  'const at = new Date(eventTime);',
  'const at = Date.parse(text);',
  `const text = 'Date.now() is for infra';`,
  '// Math.random() would not repeat.',
])('a processor may: %s', (text) => {
  expect(clockBreaches([{ path: 'processors/processor.ts', text }])).toEqual([]);
});

test('a reminder is found in comments, not in data', () => {
  const breaches = (text: string) => reminderBreaches([{ path: 'cli/main.ts', text }]);
  expect(breaches('// TODO: later')).toHaveLength(1);
  expect(breaches('/** FIXME */')).toEqual(['cli/main.ts:1: do it now, or open an issue for it.']);
  expect(breaches(`const plate = 'XXX';`)).toEqual([]);
});
