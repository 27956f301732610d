import { defineConfig } from 'vitest/config';

const projects = [
  {
    name: 'unit',
    include: ['{schemas,infra,producers,processors,sinks,cli}/**/*.test.ts'],
    // A bound on what hangs, not on what is slow: a shared machine may take ten times as long as an idle one.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
  {
    name: 'system',
    include: ['test/{tidy,conformance,simulation}/**/*.test.ts'],
    testTimeout: 300_000,
    hookTimeout: 60_000,
  },
  {
    name: 'services',
    include: ['test/services/**/*.test.ts'],
    // One broker and one registry for all files; without them the suite fails.
    globalSetup: ['test/services/setup.ts'],
    testTimeout: 300_000,
    hookTimeout: 300_000,
    fileParallelism: false,
  },
].map((test) => ({
  extends: true as const,
  test: {
    setupFiles: ['infra/local/seed-tests.ts'],
    // As above: what is waited for comes late on a machine that is busy.
    expect: { poll: { timeout: 60_000 } },
    ...test,
  },
}));

// chDB must not live in a worker thread: the main thread hangs after the worker exits.
export default defineConfig({ test: { pool: 'forks', projects } });
