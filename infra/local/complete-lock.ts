import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What this needs of a package-lock.json (lockfileVersion 3). */
export type Lock = { readonly packages: Readonly<Record<string, LockedPackage>> };

export type LockedPackage = {
  readonly version?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly optional?: boolean;
};

const EXACT = /^\d+\.\d+\.\d+(?:-[\w.-]+)?$/;
const SYSTEMS = new Map([
  ...['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'sunos', 'win32'].map(
    (os) => [os, os] as const,
  ),
  ['windows', 'win32'],
]);
const PROCESSORS = new Set(['arm', 'arm64', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x', 'x64']);
const LIBRARIES = new Map([
  ['gnu', 'glibc'],
  ['musl', 'musl'],
]);

/**
 * The optional platform packages that the lock file names by an exact version and has no entry for. npm leaves an
 * entry out where the registry that it asked lacks the package, and `npm ci` refuses the lock file for it later.
 */
export function missingEntries(lock: Lock): Record<string, LockedPackage> {
  const missing: Record<string, LockedPackage> = {};
  for (const [path, { optionalDependencies = {} }] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      if (!EXACT.test(version) || isLocked(lock, path, { name, version })) continue;
      const atRoot = `node_modules/${name}`;
      const place = atRoot in lock.packages ? `${path}/${atRoot}` : atRoot;
      missing[place] = { version, ...platformOf(name), optional: true };
    }
  }
  return missing;
}

/** Whether the package is found where Node looks from a dependent: beside it, or beside what it lies in. */
function isLocked(lock: Lock, dependent: string, wanted: { name: string; version: string }) {
  return Object.entries(lock.packages).some(([path, { version }]) => {
    const holder = path.slice(0, -`node_modules/${wanted.name}`.length);
    const ends = path === `${holder}node_modules/${wanted.name}`;
    return ends && version === wanted.version && `${dependent}/`.startsWith(holder);
  });
}

/** Platform packages say in their name what they run on: `lib-linux-x64-gnu`. */
function platformOf(name: string): Pick<LockedPackage, 'os' | 'cpu' | 'libc'> {
  const words = name.split(/[-/]/);
  const os = words.flatMap((word) => SYSTEMS.get(word) ?? []);
  const cpu = words.filter((word) => PROCESSORS.has(word));
  const libc = words.flatMap((word) => LIBRARIES.get(word) ?? []);
  if (os.length !== 1 || cpu.length !== 1) {
    throw new Error(
      `'${name}' does not say what it runs on: add its entry to the lock file by hand.`,
    );
  }
  return { cpu, os, ...(libc.length > 0 ? { libc } : {}) };
}

/** The lock file with all entries, in npm's order. */
export function completed<L extends Lock>(lock: L): L {
  const packages = { ...lock.packages, ...missingEntries(lock) };
  const sorted = Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, 'en'));
  return { ...lock, packages: Object.fromEntries(sorted) };
}

if (import.meta.main) {
  const file = join(import.meta.dirname, '..', '..', 'package-lock.json');
  const lock: Lock = JSON.parse(readFileSync(file, 'utf8'));
  const added = Object.keys(missingEntries(lock));
  if (added.length > 0) writeFileSync(file, `${JSON.stringify(completed(lock), null, 2)}\n`);
  process.stdout.write(
    added.length === 0
      ? 'The lock file has an entry for every platform package.\n'
      : `Added to package-lock.json:\n${added.map((path) => `  ${path}\n`).join('')}`,
  );
}
