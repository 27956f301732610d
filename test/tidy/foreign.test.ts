import { expect, test } from 'vitest';
import { foreignBreaches } from './foreign.ts';
import { readTree } from './tree.ts';

test('foreign packages are imported in their home only', () => {
  expect(foreignBreaches(readTree())).toEqual([]);
});

test.each([
  ['processors/engine/chunk.ts', 'avsc'],
  ['infra/log/log.ts', 'lmdb'],
  ['sinks/runtime/sink.ts', 'chdb'],
  ['cli/main.ts', 'pino'],
  ['infra/log/embedded/log.ts', 'kafkajs'],
  ['infra/log/embedded/log.ts', 'left-pad'],
  ['infra/log/embedded/log.ts', 'fs'],
  ['schemas/codec.ts', 'fast-check'],
  ['infra/warehouse/server/client.ts', '@elsewhere/client'],
])('%s may not import %s', (path, specifier) => {
  for (const text of [`import x from '${specifier}';`, `import x from "${specifier}";`]) {
    expect(foreignBreaches([{ path, text }])).toHaveLength(1);
  }
});

test('a package is known by its name, whichever part of it is imported', () => {
  const text = `import x from 'avsc/lib/types.js';`;
  expect(foreignBreaches([{ path: 'infra/errors.ts', text }])).toHaveLength(1);
  expect(foreignBreaches([{ path: 'schemas/codec.ts', text }])).toEqual([]);
});

test('test tools are for tests, and for setting them up', () => {
  const text = `import { test } from 'vitest';`;
  expect(foreignBreaches([{ path: 'sinks/table.test.ts', text }])).toEqual([]);
  expect(foreignBreaches([{ path: 'vitest.config.ts', text }])).toEqual([]);
});
