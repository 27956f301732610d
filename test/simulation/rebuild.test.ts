import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TableHash } from '@landbridge/cli';
import { NINGBO_FOLDER, openEmbeddedLog, systemClock, withReceived } from '@landbridge/infra';
import { topics } from '@landbridge/schemas';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type End, runTyped } from './printed-commands.ts';

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

let refused: End;
let report: Report;
let again: Report;
let hashes: { before: TableHash[]; rebuilt: TableHash[]; fresh: TableHash[] };

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
  const small = ['--seed', String(seed), '--scale', '0.04', '--history', '2'];
  const day = await runTyped(['run', '--simulate', ...small, '--data-dir', old]);
  expect(day.status, day.stderr).toBe(0);
  const before = await json<TableHash[]>('tables', '--data-dir', old);
  changeReference();
  refused = await runTyped(['query', 'SELECT 1', '--reference', reference, '--data-dir', old]);
  report = await json<Report>('rebuild', '--reference', reference, '--data-dir', old);
  const rebuilt = await json<TableHash[]>('tables', '--data-dir', old);
  again = await json<Report>('rebuild', '--processor', 'container-moves', '--data-dir', old);
  await copyFacts(old, fresh);
  const made = await json<TableHash[]>('tables', '--reference', reference, '--data-dir', fresh);
  hashes = { before, rebuilt, fresh: made };
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
  for (const table of ['hinterland_deliveries', 'trip_emissions', 'yard_dwells']) {
    expect(rows.get(table)).toBeGreaterThan(10);
  }
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
