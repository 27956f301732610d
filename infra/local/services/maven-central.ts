import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { homedir, platform } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { PipelineError } from '../../errors.ts';

const run = promisify(execFile);

const FETCH_MS_MAX = 600_000;
const JAVA_MAJOR_MIN = 17;

/** A program from Maven Central: its folder's name in the cache, and the Maven goal that fills a folder with it. */
export type Program = {
  readonly name: string;
  goal(folder: string): readonly string[];
  /** What is to be done with what Maven brought. */
  unpack?(folder: string): Promise<unknown>;
};

/** Folder of the program's jars; the first call fetches them, with whatever settings the machine's Maven has. */
export async function fetched(
  program: Program,
  { cache = cacheFolder(), maven = 'mvn' }: { cache?: string; maven?: string } = {},
): Promise<string> {
  const folder = join(cache, program.name);
  if (existsSync(folder)) return folder;
  mkdirSync(cache, { recursive: true });
  // Filled beside and renamed: what was begun and broken off is never taken for the program.
  const filling = mkdtempSync(`${folder}-`);
  try {
    await run(maven, ['-q', '-B', ...program.goal(filling)], {
      cwd: filling,
      timeout: FETCH_MS_MAX,
    });
    await program.unpack?.(filling);
    renameSync(filling, folder);
  } catch (error) {
    if (!existsSync(folder)) throw cannotFetch(program, folder, error);
  } finally {
    rmSync(filling, { recursive: true, force: true });
  }
  return folder;
}

/** Rejects, saying what to install, where the machine's Java is missing or too old. */
export async function assertJava(purpose: string): Promise<void> {
  const found = await javaMajor();
  if (found !== undefined && found >= JAVA_MAJOR_MIN) return;
  throw new PipelineError(
    'service-unavailable',
    `${purpose}: there is ${found === undefined ? 'no Java' : `Java ${found}`} here, and no container engine that answers. ` +
      `Install Java ${JAVA_MAJOR_MIN} or later (a headless JRE is enough) and Maven, or start Docker, or name services that run ` +
      'already: KAFKA_BROKERS=host:port and SCHEMA_REGISTRY_URL=http://host:port/path.',
  );
}

async function javaMajor(): Promise<number | undefined> {
  try {
    const { stderr, stdout } = await run('java', ['-version']);
    const [, major] = /version "(\d+)/.exec(`${stderr}${stdout}`) ?? [];
    return major === undefined ? undefined : Number(major);
  } catch {
    return undefined;
  }
}

function cannotFetch({ name }: Program, folder: string, cause: unknown): PipelineError {
  const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
  const said = String((cause as { stdout?: string }).stdout ?? '').trim();
  return new PipelineError(
    'service-unavailable',
    missing
      ? `Fetching ${name} from Maven Central: there is no Maven (mvn) here. Install it; it is needed once, ${dirname(folder)} keeps the jars.`
      : `Fetching ${name} from Maven Central failed. Does \`mvn\` reach a repository from here?\n${said.slice(0, 2000)}`,
    { cause },
  );
}

function cacheFolder(): string {
  const caches = platform() === 'darwin' ? join('Library', 'Caches') : '.cache';
  return join(homedir(), caches, 'landbridge');
}

/** Goals are given with their version, so that they do the same under every Maven. */
export const DEPENDENCY_PLUGIN = 'org.apache.maven.plugins:maven-dependency-plugin';
