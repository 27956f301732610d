import { expect, test } from 'vitest';
import { depthBreaches, fileNameBreaches, lengthBreaches, readmeBreaches } from './limits.ts';
import { readTree } from './tree.ts';

const tree = readTree();

test('no file is longer than 400 lines', () => {
  expect(lengthBreaches(tree)).toEqual([]);
});

test('no code lies deeper than three folders', () => {
  expect(depthBreaches(tree)).toEqual([]);
});

test('files and folders are kebab-case', () => {
  expect(fileNameBreaches(tree)).toEqual([]);
});

test('no README of a room is longer than 40 lines', () => {
  expect(readmeBreaches(tree)).toEqual([]);
});

test('a line more than the limit is found', () => {
  const file = (lines: number) => ({ path: 'cli/main.ts', text: 'x\n'.repeat(lines) });
  expect(lengthBreaches([file(400)])).toEqual([]);
  expect(lengthBreaches([file(401)])).toEqual([
    'cli/main.ts has 401 lines, 400 at most: split it.',
  ]);
});

test('a folder too deep is found', () => {
  expect(depthBreaches([{ path: 'infra/log/embedded/log.ts', text: '' }])).toEqual([]);
  expect(depthBreaches([{ path: 'infra/log/embedded/blob/log.ts', text: '' }])).toHaveLength(1);
});

test('a name in another case is found', () => {
  expect(fileNameBreaches([{ path: 'infra/log.v1.test.ts', text: '' }])).toEqual([]);
  for (const path of ['infra/batchBuilder.ts', 'infra/Log/log.ts', 'infra/batch_builder.ts']) {
    expect(fileNameBreaches([{ path, text: '' }])).toHaveLength(1);
  }
});

test('a README too long is found, but not the one of the root, nor the list of decisions', () => {
  const text = 'x\n'.repeat(41);
  expect(readmeBreaches([{ path: 'infra/README.md', text }])).toHaveLength(1);
  for (const path of ['README.md', 'docs/decisions/README.md']) {
    expect(readmeBreaches([{ path, text }])).toEqual([]);
  }
});
