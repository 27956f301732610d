import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** A file of the project: its path from the root, with forward slashes. Rules are functions over these. */
export type SourceFile = { readonly path: string; readonly text: string };

/** The folder that holds every room. */
export const ROOT = join(import.meta.dirname, '..', '..');

export const ROOMS = [
  'schemas',
  'infra',
  'producers',
  'processors',
  'sinks',
  'cli',
  'test',
] as const;

const SKIPPED = new Set([
  'node_modules',
  '.git',
  '.turbo',
  '.landbridge',
  'tmp',
  'dist',
  'coverage',
]);
const READ = /\.(?:ts|tsx|mts|js|mjs|json|md|sql|avsc)$/;

/** Every text file of the project, without what git ignores; needs no git. */
export function readTree(root = ROOT, folder = root): SourceFile[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry): SourceFile[] => {
    const path = join(folder, entry.name);
    if (SKIPPED.has(entry.name)) return [];
    if (entry.isDirectory()) return readTree(root, path);
    if (!READ.test(entry.name)) return [];
    return [{ path: relative(root, path).split(sep).join('/'), text: readFileSync(path, 'utf8') }];
  });
}

export function isCode(file: SourceFile): boolean {
  return /\.(?:ts|tsx|mts|js|mjs)$/.test(file.path);
}

/** The room a file lies in; undefined for files of the root. */
export function roomOf(path: string): string | undefined {
  return ROOMS.find((room) => path.startsWith(`${room}/`));
}
