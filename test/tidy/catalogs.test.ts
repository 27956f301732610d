import { expect, test } from 'vitest';
import { catalogBreaches, unitTestBreaches } from './catalogs.ts';
import { readTree, type SourceFile } from './tree.ts';

test('every unit is in its catalog, and everything in a catalog is a unit', () => {
  expect(catalogBreaches(readTree())).toEqual([]);
});

test('every unit has a test of its own name', () => {
  expect(unitTestBreaches(readTree())).toEqual([]);
});

/** A tree with one source that is registered as a text says. */
function planted(catalog: string, ...paths: string[]): SourceFile[] {
  return [
    { path: 'schemas/catalog.ts', text: '' },
    { path: 'processors/catalog.ts', text: '' },
    { path: 'sinks/catalog.ts', text: '' },
    { path: 'producers/catalog.ts', text: catalog },
    ...paths.map((path) => ({ path, text: '' })),
  ];
}

const LINES = [
  `import { tides } from './tides/tides.ts';\nexport const sources = [tides];`,
  `import { tides } from "./tides/tides.ts";\nexport const sources = [tides];`,
  `export * from './tides/tides.ts';`,
  `export * from "./tides/tides.ts";`,
];

test('a unit in its catalog is no breach, whichever quotes are used', () => {
  for (const line of LINES) {
    expect(catalogBreaches(planted(line, 'producers/tides/tides.ts'))).toEqual([]);
  }
});

test('a folder that nobody registered is found', () => {
  expect(catalogBreaches(planted('', 'producers/tides/tides.ts'))).toEqual([
    'producers/tides is not in producers/catalog.ts: add its line.',
  ]);
});

test('a unit that is imported and left out of the list is found', () => {
  const catalog = `import { tides } from './tides/tides.ts';\nexport const sources = [];`;
  expect(catalogBreaches(planted(catalog, 'producers/tides/tides.ts'))).toHaveLength(1);
});

test('a line without a folder is found', () => {
  for (const line of LINES) {
    expect(catalogBreaches(planted(line))).toEqual([
      'producers/catalog.ts lists tides, and there is no producers/tides/.',
    ]);
  }
});

test('parts of a room that are no units need no line', () => {
  expect(catalogBreaches(planted('', 'producers/runtime/ingest.ts'))).toEqual([]);
});

test('a unit without a test of its name is found', () => {
  const unit = 'producers/tides/tides.ts';
  expect(unitTestBreaches(planted('', unit, 'producers/tides/parse.test.ts'))).toHaveLength(1);
  expect(unitTestBreaches(planted('', unit, 'producers/tides/tides.test.ts'))).toEqual([]);
});

test('a stage without a catalog is found', () => {
  expect(catalogBreaches([])).toContain('sinks/catalog.ts is missing: every stage has a catalog.');
});
