import { importsOf } from './code.ts';
import { testsAmong } from './tests.ts';
import { isCode, type SourceFile } from './tree.ts';

/** Foreign packages and the folders that may know them; everybody else speaks to our own narrow interface. */
const HOMES: Readonly<Record<string, readonly string[]>> = {
  avsc: ['schemas/'],
  lmdb: ['infra/log/embedded/', 'infra/state/'],
  chdb: ['infra/warehouse/'],
  '@clickhouse/client': ['infra/warehouse/'],
  pino: ['infra/telemetry/'],
  kafkajs: ['infra/log/kafka/', 'test/services/'],
  '@kafkajs/confluent-schema-registry': ['test/services/'],
  '@node-rs/crc32': ['infra/log/kafka/'],
  testcontainers: ['infra/local/services/'],
};
/** What tests may import wherever they are. */
const TEST_TOOLS = new Set(['vitest', 'fast-check']);
/** Where test tools are set up. */
const TEST_SETUP = /^vitest\.config\.ts$|^infra\/local\//;

/** A foreign package is imported in its home only. */
export function foreignBreaches(files: readonly SourceFile[]): string[] {
  const tests = testsAmong(files);
  return files.filter(isCode).flatMap((file) =>
    importsOf(file).flatMap(({ specifier }) => {
      const name = packageOf(specifier);
      if (name === undefined || isAtHome(name, file.path, tests)) return [];
      const homes = HOMES[name]?.join(', ');
      return [
        homes === undefined
          ? `${file.path} imports '${name}', which has no home: give it one in test/tidy/foreign.ts.`
          : `${file.path} imports '${name}', whose home is ${homes}.`,
      ];
    }),
  );
}

function isAtHome(name: string, path: string, tests: ReadonlySet<string>): boolean {
  if (TEST_TOOLS.has(name)) return tests.has(path) || TEST_SETUP.test(path);
  return (HOMES[name] ?? []).some((home) => path.startsWith(home));
}

function packageOf(specifier: string): string | undefined {
  if (/^[.#/]|^node:|^@landbridge\//.test(specifier)) return undefined;
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
