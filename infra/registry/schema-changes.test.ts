import { expect, test } from 'vitest';
import { memoryRegistry } from '../testing/memory-registry.ts';
import { registerSchemas, schemaChanges } from './schema-changes.ts';
import { TIDE_V1, TIDE_V2, tides } from './tides.ts';

const at = { topic: 'tide.levels', subject: 'tide.levels-value' };

test('a new subject gets its rule before its first schema', async () => {
  const registry = memoryRegistry();
  expect(await schemaChanges(tides(), registry)).toEqual([
    { ...at, kind: 'rule', from: undefined },
    { ...at, kind: 'register', version: 1 },
    { ...at, kind: 'register', version: 2 },
  ]);
  expect(registry.calls).not.toContain('register');
  await registerSchemas(tides(), registry);
  const changing = registry.calls.filter((call) => /^set|^register/.test(call));
  expect(changing).toEqual(['setCompatibility', 'register', 'register']);
  expect(await schemaChanges(tides(), registry)).toEqual([]);
});

test('of a subject that is there only the new version is registered', async () => {
  const registry = memoryRegistry();
  await registerSchemas(tides([TIDE_V1]), registry);
  expect(await schemaChanges(tides(), registry)).toEqual([{ ...at, kind: 'register', version: 2 }]);
});

test('another rule is told, and so is a version that the registry would not take', async () => {
  const registry = memoryRegistry();
  await registerSchemas(tides([TIDE_V1]), registry);
  await registry.setCompatibility(at.subject, 'FORWARD');
  registry.refused.add(TIDE_V2);
  expect(await schemaChanges(tides(), registry)).toEqual([
    { ...at, kind: 'rule', from: 'FORWARD' },
    { ...at, kind: 'refused', version: 2 },
  ]);
});
