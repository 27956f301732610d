import { posix } from 'node:path';
import { importsOf, partsOf } from './code.ts';
import type { SourceFile } from './tree.ts';

/** Rooms with units, and their folders that are none. */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  schemas: ['testing'],
  producers: ['normalise', 'runtime', 'simulated-port', 'testing'],
  processors: ['engine', 'runtime', 'testing'],
  sinks: ['marts', 'runtime', 'testing'],
};

/** The catalog is the only registration: a unit is in it, and what is in it is a unit. */
export function catalogBreaches(files: readonly SourceFile[]): string[] {
  return Object.keys(PARTS).flatMap((room) => {
    const catalog = files.find((file) => file.path === `${room}/catalog.ts`);
    if (catalog === undefined) return [`${room}/catalog.ts is missing: every stage has a catalog.`];
    const registered = registeredUnits(catalog);
    const folders = unitsOf(room, files);
    return [
      ...folders
        .filter((unit) => !registered.includes(unit))
        .map((unit) => `${room}/${unit} is not in ${room}/catalog.ts: add its line.`),
      ...registered
        .filter((unit) => !folders.includes(unit))
        .map((unit) => `${room}/catalog.ts lists ${unit}, and there is no ${room}/${unit}/.`),
    ];
  });
}

/** Every unit has a test of its own name. */
export function unitTestBreaches(files: readonly SourceFile[]): string[] {
  const paths = new Set(files.map((file) => file.path));
  return Object.keys(PARTS).flatMap((room) =>
    unitsOf(room, files)
      .filter((unit) => !paths.has(`${room}/${unit}/${unit}.test.ts`))
      .map((unit) => `${room}/${unit} has no ${unit}.test.ts: say what the unit promises.`),
  );
}

function unitsOf(room: string, files: readonly SourceFile[]): string[] {
  const folders = files
    .map((file) => file.path.split('/'))
    .filter(([first, , ...rest]) => first === room && rest.length > 0)
    .map(([, folder = '']) => folder);
  return [...new Set(folders)].filter((folder) => !(PARTS[room] ?? []).includes(folder));
}

/** Units whose main file the catalog exports whole, or imports and names again below its imports. */
function registeredUnits(catalog: SourceFile): string[] {
  const { bare } = partsOf(catalog.text);
  return importsOf(catalog)
    .filter(({ specifier, typeOnly }) => !typeOnly && /^\.\/[^/]+\/[^/]+\.ts$/.test(specifier))
    .filter(({ names }) => names.some((name) => name === '*' || countOf(bare, name) > 1))
    .map(({ specifier }) => posix.dirname(specifier).replace('./', ''));
}

function countOf(text: string, name: string): number {
  return text.match(new RegExp(`\\b${name}\\b`, 'g'))?.length ?? 0;
}
