import { posix } from 'node:path';
import { partsOf } from './code.ts';
import { isCode, type SourceFile } from './tree.ts';

/** Tests by their name or place; a port's contract is the suite that its adapters pass. */
const TEST = /\.test\.ts$|-contract\.ts$|^test\/|\/testing\//;
/** Doors and commands: whoever uses them does it from outside. */
const ENTRANCE = /\/(?:index|main|catalog)\.ts$/;
const PATH = /(['"`])((?:\.{1,2}\/)?[\w./-]+\.ts)\1/g;

/** Paths of the tests and of what only tests use: builders, scenarios, children that they start and kill. */
export function testsAmong(files: readonly SourceFile[]): ReadonlySet<string> {
  const code = files.filter(isCode);
  const tests = new Set(code.map(({ path }) => path).filter((path) => TEST.test(path)));
  const users = usersOf(code);
  for (let size = -1; size !== tests.size; ) {
    size = tests.size;
    for (const { path } of code) {
      const by = users.get(path) ?? [];
      if (by.length > 0 && !ENTRANCE.test(path) && by.every((user) => tests.has(user)))
        tests.add(path);
    }
  }
  return tests;
}

/** Which files name a file, by import or as a script to start. */
function usersOf(code: readonly SourceFile[]): Map<string, string[]> {
  const users = new Map<string, string[]>();
  for (const { path, text } of code) {
    for (const [, , named = ''] of partsOf(text).code.matchAll(PATH)) {
      const used = posix.join(posix.dirname(path), named);
      if (used !== path) users.set(used, [...(users.get(used) ?? []), path]);
    }
  }
  return users;
}
