import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TableHash } from '@landbridge/cli';
import {
  NINGBO_FOLDER,
  openEmbeddedLog,
  systemClock,
  systemPause,
  withReceived,
} from '@landbridge/infra';
import { topics } from '@landbridge/schemas';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type End, runTyped } from './printed-commands.ts';

const MAIN = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));
const seed = Number(process.env['SEED'] ?? 1);
const folder = mkdtempSync(join(tmpdir(), 'landbridge-rebuild-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const [old, fresh] = [join(folder, 'old'), join(folder, 'fresh')];
const reference = join(folder, 'other-port');

type Report = {
  changes: { reference: string[] };
  rebuilt: string[];
  kept: string[];
  topics: { topic: string; added: number; changed: number; withdrawn: number }[];
};

/** Milliseconds after which a rebuild is killed: while it starts, or folds, or compares. */
const KILLED_AFTER_MS = [1_200, 2_000, 3_000];

let refused: End;
let report: Report;
let again: Report;
let hashes: { before: TableHash[]; rebuilt: TableHash[]; killed: TableHash[]; fresh: TableHash[] };

async function json<T>(...typed: string[]): Promise<T> {
  const { status, stdout, stderr } = await runTyped([...typed, '--json']);
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout) as T;
}

/** A works that moved away, and another factor for diesel. */
function changeReference(): void {
  cpSync(NINGBO_FOLDER, reference, { recursive: true });
  type Plants = {
    plants: { id: string; cluster: string; point: number[]; geofence: number[][] }[];
  };
  edit<Plants>('plants.json', ({ plants }) => {
    for (const plant of plants.filter(({ id }) => id === 'BL02' || id === 'YY01')) {
      const move = ([lon = 0, lat = 0]: number[]) => [lon, lat + 0.03];
      plant.cluster = 'Zhenhai';
      plant.point = move(plant.point);
      plant.geofence = plant.geofence.map(move);
    }
  });
  edit<{ factors: { kgCo2ePerUnit: number }[] }>('emissions.json', ({ factors }) => {
    for (const factor of factors) factor.kgCo2ePerUnit += 0.1;
  });
}

function edit<Content>(file: string, change: (content: Content) => void): void {
  const path = join(reference, file);
  const content = JSON.parse(readFileSync(path, 'utf8')) as Content;
  change(content);
  writeFileSync(path, JSON.stringify(content));
}

/** A rebuild that is killed again and again, and at last is not. */
async function rebuildKilled(dataDir: string): Promise<TableHash[]> {
  for (const ms of KILLED_AFTER_MS) {
    const typed = [MAIN, 'rebuild', '--reference', reference, '--data-dir', dataDir];
    const child = spawn(process.execPath, typed, { stdio: 'ignore' });
    const ended = Promise.withResolvers<void>();
    child.once('close', () => ended.resolve());
    await Promise.race([systemPause(ms, new AbortController().signal), ended.promise]);
    child.kill('SIGKILL');
    await ended.promise;
  }
  await json('rebuild', '--reference', reference, '--data-dir', dataDir);
  return await json<TableHash[]>('tables', '--data-dir', dataDir);
}

/** The facts of one folder in the log of another, as they came. */
async function copyFacts(from: string, to: string): Promise<void> {
  mkdirSync(to, { recursive: true });
  const source = await openEmbeddedLog({ folder: join(from, 'log'), clock: systemClock });
  const target = await openEmbeddedLog({ folder: join(to, 'log'), clock: systemClock });
  const isFact = ({ kind }: { kind: string }) => kind === 'fact' || kind === 'received';
  for (const { name } of withReceived(topics).filter(isFact)) {
    for (let at = 0; at < source.extent(name, 0).end; ) {
      const batch = await source.read(name, 0, at, 1 << 20);
      if (batch === undefined) break;
      await target.append([batch]);
      at += batch.count;
    }
  }
  await source.close();
  await target.close();
}

beforeAll(async () => {
  const small = ['--seed', String(seed), '--scale', '0.03', '--history', '3'];
  const day = await runTyped(['run', '--simulate', ...small, '--data-dir', old]);
  expect(day.status, day.stderr).toBe(0);
  const before = await json<TableHash[]>('tables', '--data-dir', old);
  changeReference();
  refused = await runTyped(['query', 'SELECT 1', '--reference', reference, '--data-dir', old]);
  const copy = join(folder, 'killed');
  cpSync(old, copy, { recursive: true });
  const killed = await rebuildKilled(copy);
  report = await json<Report>('rebuild', '--reference', reference, '--data-dir', old);
  const rebuilt = await json<TableHash[]>('tables', '--data-dir', old);
  again = await json<Report>('rebuild', '--processor', 'container-moves', '--data-dir', old);
  await copyFacts(old, fresh);
  const made = await json<TableHash[]>('tables', '--reference', reference, '--data-dir', fresh);
  hashes = { before, rebuilt, killed, fresh: made };
  process.stderr.write(`SEED=${seed} npm test repeats this day.\n`);
}, 600_000);

test('a start with other reference data is refused, and told what changed and what to do', () => {
  expect(refused.status).toBe(1);
  expect(refused.stderr).toContain('npx landbridge rebuild');
  expect(refused.stderr).toContain('plants.json, emissions.json');
});

test(`after a rebuild the tables are those of a folder that never knew other reference data (SEED=${seed})`, () => {
  // What sources could not read is no fact, and was not copied.
  const facts = (tables: readonly TableHash[]) =>
    tables.filter(({ table }) => table !== 'dead_letters');
  expect(facts(hashes.rebuilt)).toEqual(facts(hashes.fresh));
  const rows = new Map(hashes.rebuilt.map((table) => [table.table, table.rows]));
  for (const table of ['box_trips', 'trip_emissions', 'yard_dwells']) {
    expect(rows.get(table)).toBeGreaterThan(10);
  }
});

test('a rebuild that was killed again and again comes to the same tables', () => {
  expect(hashes.killed).toEqual(hashes.rebuilt);
});

test('it says what it changed, and changed nothing else', () => {
  expect(report.changes.reference).toEqual(['plants.json', 'emissions.json']);
  expect(report.rebuilt).toContain('hinterland-deliveries');
  expect(report.kept).toContain('settle-container-events');
  const hashOf = (tables: readonly TableHash[]) =>
    new Map(tables.map(({ table, hash }) => [table.replace('_', '.'), hash]));
  const [before, after] = [hashOf(hashes.before), hashOf(hashes.rebuilt)];
  const differing = [...before.keys()].filter((topic) => before.get(topic) !== after.get(topic));
  const said = report.topics.filter((each) => each.added + each.changed + each.withdrawn > 0);
  expect(said.map(({ topic }) => topic).sort()).toEqual(differing.sort());
  expect(differing).toContain('trip.emissions');
  expect(differing.length).toBeGreaterThan(1);
});

test('a processor that says what it said publishes nothing', () => {
  expect(again.rebuilt[0]).toBe('container-moves');
  for (const { added, changed, withdrawn } of again.topics) {
    expect(added + changed + withdrawn).toBe(0);
  }
});
