import { importsOf, lineAt, partsOf } from './code.ts';
import { testsAmong } from './tests.ts';
import { isCode, type SourceFile } from './tree.ts';

/** Node's modules that compute and touch nothing. */
const PURE_MODULES = new Set(['node:assert', 'node:buffer', 'node:crypto', 'node:util']);
/** Values of infra that neither read nor write anything. */
const PURE_INFRA = new Set(['assert', 'PipelineError', 'BatchBuilder', 'readMark', 'encodeMark']);

/** The engine folds; what it reads and writes is handed to it. */
export function engineBreaches(files: readonly SourceFile[]): string[] {
  const tests = testsAmong(files);
  return files
    .filter((file) => file.path.startsWith('processors/engine/') && isCode(file))
    .filter((file) => !tests.has(file.path))
    .flatMap((file) => importsOf(file).flatMap((found) => engineImport(file, found)));
}

function engineImport(file: SourceFile, found: ReturnType<typeof importsOf>[number]): string[] {
  const { specifier, typeOnly, names } = found;
  if (typeOnly || specifier === '@landbridge/schemas') return [];
  if (/^\.\/[^/]+$/.test(specifier) || specifier === '../processor.ts') return [];
  if (PURE_MODULES.has(specifier)) return [];
  const impure = specifier === '@landbridge/infra' ? names.filter((n) => !PURE_INFRA.has(n)) : [];
  if (specifier === '@landbridge/infra' && impure.length === 0) return [];
  const what = impure.length > 0 ? `${impure.join(', ')} of ${specifier}` : `'${specifier}'`;
  return [`${file.path} imports ${what}: the engine does no I/O; let the runtime hand it in.`];
}

/** The only file that reads the environment, once. */
const CONFIG = 'infra/config.ts';
/** Where all random tests get their seed. */
const SEED_TESTS = 'infra/local/seed-tests.ts';

/** Environment variables are read in one place, so that every setting is known there. */
export function environmentBreaches(files: readonly SourceFile[]): string[] {
  const tests = testsAmong(files);
  return files.filter(isCode).flatMap((file) => {
    if (file.path === CONFIG || file.path === SEED_TESTS) return [];
    const { code, bare } = partsOf(file.text);
    return [
      ...bare.matchAll(
        /\bprocess\s*\??\.\s*env\b|\bimport\.meta\.env\b|\{[^}]*\benv\b[^}]*\}\s*=\s*process\b/g,
      ),
    ]
      .filter(({ index }) => !isSeed(tests.has(file.path), code.slice(index)))
      .filter(({ index }) => !isThreadPool(file.path, code.slice(index)))
      .map(({ index }) => where(file, index, `read the environment in ${CONFIG} only.`))
      .concat(
        importsOf(file)
          .filter(({ specifier, names }) => specifier === 'node:process' && names.includes('env'))
          .map(() => `${file.path}: read the environment in ${CONFIG} only.`),
      );
  });
}

/** Tests may read the seed of their randomness. */
function isSeed(isTest: boolean, rest: string): boolean {
  return isTest && /^process\.env(?:\.SEED\b|\[(['"])SEED\1\])/.test(rest);
}

/**
 * The size of libuv's thread pool is no setting of ours: it is handed on to Node, which takes it from the environment
 * alone, and only before the first thread is made. So the entry sets it before it loads any room, infra included.
 */
function isThreadPool(path: string, rest: string): boolean {
  return path === 'cli/main.ts' && /^process\.env\[(['"])UV_THREADPOOL_SIZE\1\] \?\?=/.test(rest);
}

const CLOCKS_AND_CHANCE: readonly [pattern: RegExp, instead: string][] = [
  [/\bDate\s*\.\s*now\b/g, 'take a clock and ask `clock.nowMs()`.'],
  [/\bnew\s+Date\s*(?:\(\s*\)|(?![\s(\w]))/g, 'take a clock and ask `clock.nowMs()`.'],
  [/\bperformance\s*\.\s*now\b|\bprocess\s*\.\s*(?:hrtime|uptime)\b/g, 'take a clock.'],
  [
    /\bMath\s*\.\s*random\b|\brandom(?:UUID|Bytes|Int|FillSync)\b|\bgetRandomValues\b/g,
    'take a `random` and ask `random.next()`.',
  ],
  [
    /\bset(?:Timeout|Interval|Immediate)\b/g,
    'wait through infra, so that tests can move the clock.',
  ],
];

/** Only infra asks the machine for the time or for chance; everybody else is told, and so can be told again. */
export function clockBreaches(files: readonly SourceFile[]): string[] {
  const tests = testsAmong(files);
  return files.filter(isCode).flatMap((file) => {
    if (file.path.startsWith('infra/') || tests.has(file.path)) return [];
    const { bare } = partsOf(file.text);
    const timers = importsOf(file).filter(({ specifier }) => /^node:timers/.test(specifier));
    return CLOCKS_AND_CHANCE.flatMap(([pattern, instead]) =>
      [...bare.matchAll(pattern)].map(({ index }) => where(file, index, instead)),
    ).concat(timers.map(() => `${file.path}: wait through infra, not by node:timers.`));
  });
}

/** Work that is put off is an issue, not a comment. */
export function reminderBreaches(files: readonly SourceFile[]): string[] {
  return files
    .filter(isCode)
    .flatMap((file) =>
      [...partsOf(file.text).comments.matchAll(/\b(?:TODO|FIXME|XXX|HACK|WIP)\b/g)].map(
        ({ index }) => where(file, index, 'do it now, or open an issue for it.'),
      ),
    );
}

function where(file: SourceFile, index: number, what: string): string {
  return `${file.path}:${lineAt(file.text, index)}: ${what}`;
}
