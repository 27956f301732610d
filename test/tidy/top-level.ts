import { ROOMS } from './tree.ts';

const KNOWN: ReadonlySet<string> = new Set([
  ...ROOMS,
  ...['console', 'docs', '.ci', '.gitignore', '.npmrc', 'LICENSE'],
  ...['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'package.json', 'package-lock.json'],
  ...['turbo.json', 'biome.json', 'tsconfig.base.json', 'vitest.config.ts'],
]);

/** What lies in the root is set: everything else has a room, and what was left there by chance goes in with `git add -A`. */
export function topLevelBreaches(paths: readonly string[]): string[] {
  const entries = new Set(paths.map((path) => path.split('/')[0] ?? ''));
  return [...entries]
    .filter((entry) => !KNOWN.has(entry))
    .map((entry) => `${entry}: put it in a room, take it out of git, or name it in top-level.ts.`);
}
