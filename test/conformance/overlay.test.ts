import { expect, test } from 'vitest';
import { blocksOf, withLines } from './overlay.ts';

test('blocks that name a file are read, others are not', () => {
  const page =
    '# Page\n\n```sh\nnpm ci\n```\n\n```ts a/b.ts\nconst x = 1;\n```\n\n```diff a/catalog.ts\n+x\n```\n';
  expect(blocksOf(page)).toEqual([
    { language: 'ts', path: 'a/b.ts', text: 'const x = 1;\n' },
    { language: 'diff', path: 'a/catalog.ts', text: '+x\n' },
  ]);
});

const LINES = "+import { c } from './c/c.ts';\n+  c,\n";

test.each([
  [
    'export const all = [a, b];\n',
    "import { c } from './c/c.ts';\nexport const all = [a, b,\n  c,\n];\n",
  ],
  [
    'export const all = [\n  a,\n];\n',
    "import { c } from './c/c.ts';\nexport const all = [\n  a,\n  c,\n];\n",
  ],
  ['export const all = [];\n', "import { c } from './c/c.ts';\nexport const all = [\n  c,\n];\n"],
])('a line goes into the list of %j', (catalog, expected) => {
  expect(withLines(catalog, LINES)).toBe(expected);
});

test('an export goes below', () => {
  expect(withLines('// All.\n', "+export * from './c/c.ts';\n")).toBe(
    "// All.\nexport * from './c/c.ts';\n",
  );
});
