import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const ROOMS = ['schemas', 'infra', 'producers', 'processors', 'sinks', 'cli', 'test'];
const FILES = ['package.json', 'tsconfig.base.json', 'vitest.config.ts', 'biome.json'];

/** A copy of the project beside it, with the same dependencies, in which a test may write. */
export type Overlay = { readonly folder: string; [Symbol.dispose](): void };

export function openOverlay(root: string): Overlay {
  const folder = mkdtempSync(join(tmpdir(), 'landbridge-example-'));
  for (const file of FILES) cpSync(join(root, file), join(folder, file));
  for (const room of ROOMS) {
    cpSync(join(root, room), join(folder, room), {
      recursive: true,
      filter: (path) => !/[/\\](?:node_modules|\.turbo|\.landbridge)$/.test(path),
    });
  }
  linkPackages(root, folder);
  return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Foreign packages are those of the project; its own rooms are the copies. */
function linkPackages(root: string, folder: string): void {
  const own = join(folder, 'node_modules', '@landbridge');
  mkdirSync(own, { recursive: true });
  for (const room of ROOMS) symlinkSync(join(folder, room), join(own, room));
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (name === '@landbridge' || name.startsWith('.')) continue;
    symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name));
  }
}

/** A code block of a page: its language, the file it stands for, and its text. */
export type Block = { readonly language: string; readonly path: string; readonly text: string };

const FENCE = /^```(\w+) ([\w./-]+)\n([\s\S]*?)^```$/gm;

/** Blocks that name a file, as in "```ts schemas/tide-readings/tide-readings.ts". */
export function blocksOf(page: string): Block[] {
  return [...page.matchAll(FENCE)].map(([, language = '', path = '', text = '']) => ({
    language,
    path,
    text,
  }));
}

/** Puts a block into a folder: a `diff` adds its lines to the catalog that is there, all else is a file. */
export function applyBlock(folder: string, { language, path, text }: Block): void {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, language === 'diff' ? withLines(readFileSync(file, 'utf8'), text) : text);
}

/** Imports go above, names into the list, exports below: where a person would put them. */
export function withLines(catalog: string, diff: string): string {
  const lines = diff.split('\n').filter((line) => line.startsWith('+'));
  return lines.reduce((text, line) => {
    const added = line.slice(1);
    if (added.startsWith('import ')) return `${added}\n${text}`;
    if (added.startsWith('export ')) return `${text}${added}\n`;
    const end = text.lastIndexOf(']');
    const list = text.slice(0, end).trimEnd().replace(/,$/, '');
    return `${list}${list.endsWith('[') ? '' : ','}\n${added}\n];\n`;
  }, catalog);
}
