import { posix } from 'node:path';
import { importsOf } from './code.ts';
import { testsAmong } from './tests.ts';
import { isCode, roomOf, type SourceFile } from './tree.ts';

const STAGES = ['producers', 'processors', 'sinks'];
/** What a room may import besides itself. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  schemas: [],
  infra: ['schemas'],
  producers: ['schemas', 'infra'],
  processors: ['schemas', 'infra'],
  sinks: ['schemas', 'infra'],
  cli: ['schemas', 'infra', ...STAGES],
  test: ['schemas', 'infra', ...STAGES, 'cli'],
};

/** Besides a room's index: what is for tests, what every runtime of a port promises, and real services to start. */
const SIDE_DOORS = ['/testing', '/contracts', '/services'];

const PACKAGE = /^@landbridge\/([^/]+)(\/.*)?$/;

/** A room imports only rooms it may, by package name, through the front door; nothing relative leaves it. */
export function roomBreaches(files: readonly SourceFile[]): string[] {
  const tests = testsAmong(files);
  return files.filter(isCode).flatMap((file) => {
    const room = roomOf(file.path);
    if (room === undefined) return [];
    return importsOf(file).flatMap(({ specifier }) => {
      const why = specifier.startsWith('.')
        ? relativeBreach(file, room, specifier)
        : packageBreach(specifier, room, tests.has(file.path));
      return why === undefined ? [] : [`${file.path} imports '${specifier}': ${why}`];
    });
  });
}

function relativeBreach(file: SourceFile, room: string, specifier: string): string | undefined {
  const target = posix.join(posix.dirname(file.path), specifier);
  if (target.startsWith(`${room}/`)) return undefined;
  return `a relative import stays in its room; import a room by its name.`;
}

function packageBreach(specifier: string, room: string, isTest: boolean): string | undefined {
  const [, target, deep] = PACKAGE.exec(specifier) ?? [];
  if (target === undefined) return undefined;
  if (target === room) return 'a file imports its own room by path.';
  if (STAGES.includes(room) && STAGES.includes(target)) {
    return 'stages meet on topics, never in code: share a schema, or move what both need to infra.';
  }
  if (!(MAY_IMPORT[room] ?? []).includes(target)) {
    return `${room} may import ${(MAY_IMPORT[room] ?? []).join(', ') || 'no room'}.`;
  }
  if (deep !== undefined && !SIDE_DOORS.includes(deep)) return 'a room is entered by its index.ts.';
  if ((deep === '/testing' || deep === '/contracts') && !isTest)
    return 'only tests import what is for tests.';
  return undefined;
}
