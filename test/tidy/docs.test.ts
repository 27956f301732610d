import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commandBreaches, linkBreaches } from './docs.ts';
import { ROOT, readTree, type SourceFile } from './tree.ts';

const tree = readTree();

test('links between pages lead somewhere', () => {
  expect(linkBreaches(tree, (path) => existsSync(join(ROOT, path)))).toEqual([]);
});

test('every command that a page or a message prints exists', () => {
  const printed = tree.filter((file) => /\.md$|^cli\/.*(?<!\.test)\.ts$/.test(file.path));
  const manifest = tree.find((file) => file.path === 'package.json')?.text ?? '{}';
  const scripts = Object.keys(JSON.parse(manifest).scripts);
  expect(commandBreaches(printed, { scripts, commands: commandNames() })).toEqual([]);
});

/** Names in the declarations of the command line, read as text: what is listed there is what can be typed. */
function commandNames(): string[] {
  return tree
    .filter((file) => /^cli\/(?:commands|[^/]+)\/.*(?<!\.test)\.ts$/.test(file.path))
    .flatMap((file) => [
      ...file.text.matchAll(/define\w*Command\w*\(\{\s*name: (['"])([a-z-]+)\1/g),
    ])
    .flatMap(([, , name = '']) => name)
    .concat('help');
}

const page = (text: string): SourceFile[] => [
  { path: 'docs/page.md', text },
  { path: 'README.md', text: '# Landbridge\n\n## Where to read on?\n' },
];
const exists = (path: string) => ['docs/page.md', 'README.md', 'docs'].includes(path);

test('a link into nowhere is found', () => {
  expect(linkBreaches(page('[a](gone.md)'), exists)).toHaveLength(1);
  expect(linkBreaches(page('![a](../gone.png "title")'), exists)).toHaveLength(1);
  expect(linkBreaches(page('[a](../README.md#gone)'), exists)).toHaveLength(1);
  expect(linkBreaches(page('[a](#gone)'), exists)).toHaveLength(1);
});

test('a link to a page, a heading or another site is fine, and code is no link', () => {
  const text = [
    '[a](../README.md) [b](../README.md#where-to-read-on) [c](https://example.org/x)',
    '```ts\nconst x = y[0](gone);\n```',
    '`[x](gone.md)`',
  ].join('\n');
  expect(linkBreaches(page(text), exists)).toEqual([]);
});

const known = { scripts: ['check', 'start', 'landbridge'], commands: ['ingest'] };

test.each([
  'npm run chek',
  'npx landbridge ingst FILE',
  'npm run landbridge -- ingst FILE',
  'npm chek',
  'npm test',
])('a command that does not exist is found: %s', (text) => {
  expect(commandBreaches(page(`Type \`${text}\`.`), known)).toHaveLength(1);
});

test('commands that exist are fine', () => {
  const text =
    'npm ci && npm start; npm run check; npx landbridge ingest a.json; npm exec -- node x';
  expect(commandBreaches(page(text), known)).toEqual([]);
});
