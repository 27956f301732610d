import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { fetched } from './maven-central.ts';

const run = promisify(execFile);
const INDEX = join(import.meta.dirname, 'index.ts');

/** What a program with this environment says that starts a service and prints it, or why it cannot. */
async function saidBy(start: string, env: Readonly<Record<string, string>>): Promise<string> {
  const program = `import { ${start} } from ${JSON.stringify(INDEX)};
    console.log(await ${start}().then(JSON.stringify, String));`;
  const args = ['--input-type=module', '--eval', program];
  return (await run(process.execPath, args, { env, timeout: 60_000 })).stdout;
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'landbridge-services-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** A folder with programs of these names that print a text. */
function programs(said: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(said)) {
    writeFileSync(join(folder, name), `#!/bin/sh\necho '${text}'\n`, { mode: 0o755 });
  }
  return folder;
}

test('services that run already are taken, and nothing is started', async () => {
  const env = { PATH: '', KAFKA_BROKERS: 'one:9092', SCHEMA_REGISTRY_URL: 'http://two/api' };
  expect(await saidBy('startKafka', env)).toContain('one:9092');
  expect(await saidBy('startRegistry', env)).toContain('http://two/api');
});

test.each(['startKafka', 'startRegistry'])(
  '%s without an engine and Java says what to install',
  async (start) => {
    const said = await saidBy(start, { PATH: '' });
    expect(said).toContain('there is no Java here');
    expect(said).toMatch(/Install Java 17.*Docker.*KAFKA_BROKERS/);
  },
);

test('a Java that is too old is told', async () => {
  const PATH = `${programs({ java: 'openjdk version "11.0.2" 2019-01-15' })}:/bin:/usr/bin`;
  expect(await saidBy('startOwnKafka', { PATH })).toContain('there is Java 11 here');
});

test('what was fetched once is fetched no more, and a half is never taken for the whole', async () => {
  const cache = temporaryFolder();
  const calls = (folder: string) => ['--to', folder];
  const program = { name: 'tool-1', goal: calls };
  mkdirSync(join(cache, 'tool-1-broken-off'));
  const broken = { ...program, unpack: () => Promise.reject(new Error('The disk is full.')) };
  await expect(fetched(broken, { cache, maven: 'true' })).rejects.toThrow('Fetching tool-1');
  expect(readdirSync(cache)).toEqual(['tool-1-broken-off']);
  const unpack = async (folder: string) => writeFileSync(join(folder, 'tool.jar'), 'jar');
  const folder = await fetched({ ...program, unpack }, { cache, maven: 'true' });
  expect(readFileSync(join(folder, 'tool.jar'), 'utf8')).toBe('jar');
  expect(await fetched(broken, { cache, maven: 'false' })).toBe(folder);
});

test('a fetch that fails says so, and one without Maven what to install', async () => {
  const cache = temporaryFolder();
  const program = { name: 'tool-1', goal: () => [] };
  await expect(fetched(program, { cache, maven: 'false' })).rejects.toThrow('reach a repository');
  const none = { cache, maven: join(cache, 'no-such-mvn') };
  await expect(fetched(program, none)).rejects.toThrow('there is no Maven');
});
