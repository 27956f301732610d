import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from './tree.ts';

type Locked = { version?: string; optionalDependencies?: Record<string, string> };

/** Platform packages that a lock file names exactly and has no entry for: `npm ci` refuses such a file elsewhere. */
function lockBreaches(text: string): string[] {
  const packages: Record<string, Locked> = JSON.parse(text).packages;
  const paths = Object.keys(packages);
  return Object.values(packages).flatMap(({ optionalDependencies = {} }) =>
    Object.entries(optionalDependencies)
      .filter(([, version]) => /^\d/.test(version))
      .filter(([name, version]) => {
        const places = paths.filter((path) => path.endsWith(`node_modules/${name}`));
        return !places.some((path) => packages[path]?.version === version);
      })
      .map(([name]) => `package-lock.json lacks ${name}: run \`npm run lock\`.`),
  );
}

test('the lock file has an entry for every platform package', () => {
  expect(lockBreaches(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'))).toEqual([]);
});

test('the lock file names no registry', () => {
  expect(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).not.toContain('"resolved": "http');
});

test('a platform package without an entry is found', () => {
  const named = { 'node_modules/a': { optionalDependencies: { 'a-linux-x64': '1.0.0' } } };
  const entry = (version: string) => ({ 'node_modules/a-linux-x64': { version } });
  expect(lockBreaches(JSON.stringify({ packages: named }))).toEqual([
    'package-lock.json lacks a-linux-x64: run `npm run lock`.',
  ]);
  expect(lockBreaches(JSON.stringify({ packages: { ...named, ...entry('0.9.0') } }))).toHaveLength(
    1,
  );
  expect(lockBreaches(JSON.stringify({ packages: { ...named, ...entry('1.0.0') } }))).toEqual([]);
});
