import { expect, test } from 'vitest';
import { completed, type Lock, missingEntries } from './complete-lock.ts';

const LOCK: Lock = {
  packages: {
    '': {},
    'node_modules/engine': {
      version: '3.4.0',
      optionalDependencies: {
        '@engine/lib-darwin-arm64': '26.7.3-stable.1',
        '@engine/lib-linux-x64-gnu': '26.7.3-stable.1',
        '@engine/lib-linux-arm64-musl': '26.7.3-stable.1',
        helper: '^3.0.2',
      },
    },
    'node_modules/@engine/lib-linux-x64-gnu': { version: '26.7.3-stable.1', optional: true },
  },
};

test('every exact platform package without an entry gets one, told by its name', () => {
  expect(missingEntries(LOCK)).toEqual({
    'node_modules/@engine/lib-darwin-arm64': {
      version: '26.7.3-stable.1',
      os: ['darwin'],
      cpu: ['arm64'],
      optional: true,
    },
    'node_modules/@engine/lib-linux-arm64-musl': {
      version: '26.7.3-stable.1',
      os: ['linux'],
      cpu: ['arm64'],
      libc: ['musl'],
      optional: true,
    },
  });
});

test('a completed lock file lacks nothing, and keeps the order of npm', () => {
  const lock = completed(LOCK);
  expect(missingEntries(lock)).toEqual({});
  expect(Object.keys(lock.packages)).toEqual([
    '',
    'node_modules/@engine/lib-darwin-arm64',
    'node_modules/@engine/lib-linux-arm64-musl',
    'node_modules/@engine/lib-linux-x64-gnu',
    'node_modules/engine',
  ]);
  expect(completed(lock)).toEqual(lock);
});

test('another version at the root leaves the root alone: the entry lies in its dependent', () => {
  const lock: Lock = {
    packages: {
      ...LOCK.packages,
      'node_modules/@engine/lib-linux-x64-gnu': { version: '25.0.0' },
      'node_modules/@engine/lib-darwin-arm64': { version: '26.7.3-stable.1' },
      'node_modules/@engine/lib-linux-arm64-musl': { version: '26.7.3-stable.1' },
    },
  };
  expect(Object.keys(missingEntries(lock))).toEqual([
    'node_modules/engine/node_modules/@engine/lib-linux-x64-gnu',
  ]);
});

test('an entry within another package does not count', () => {
  const lock: Lock = {
    packages: {
      'node_modules/engine': { optionalDependencies: { 'lib-darwin-x64': '1.0.0' } },
      'node_modules/other/node_modules/lib-darwin-x64': { version: '1.0.0' },
    },
  };
  expect(Object.keys(missingEntries(lock))).toEqual(['node_modules/lib-darwin-x64']);
});

test('a name that does not tell its platform is refused, not guessed', () => {
  const lock: Lock = {
    packages: { 'node_modules/engine': { optionalDependencies: { 'engine-fast': '1.0.0' } } },
  };
  expect(() => missingEntries(lock)).toThrow("'engine-fast' does not say what it runs on");
});
