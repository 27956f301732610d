import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import { PipelineError } from '../errors.ts';
import { timeText } from './sql.ts';
import type { Warehouse } from './warehouse.ts';

/** One numbered file of statements beside its unit, such as `0001-create.sql`. */
export type Migration = { unit: string; number: number; name: string; sql: string };

const FILE = /^(\d{4})-([a-z0-9-]+)\.sql$/;
/** Views and functions hold no rows: they are made anew at every start, so that they fit what they read. */
const REPEATABLE = /^CREATE OR REPLACE (VIEW|FUNCTION) /;
const TABLE = 'ops.schema_migration';

/** The migrations in a unit's folder, in order. */
export function readMigrations(unit: string, folder: string): Migration[] {
  return readdirSync(folder)
    .filter((file) => FILE.test(file))
    .sort()
    .map((file) => {
      const [, number, name] = FILE.exec(file) ?? [];
      return {
        unit,
        number: Number(number),
        name: name ?? file,
        sql: readFileSync(join(folder, file), 'utf8'),
      };
    });
}

/**
 * Brings the warehouse forward: runs what was not run yet, in the order given, and makes views and functions anew.
 * Statements are idempotent, since a crash may fall between a statement and its entry; there is one runner, the
 * process that owns the warehouse. Rejects with `schema-mismatch` where a file that was run has changed since.
 */
export async function migrate(
  warehouse: Warehouse,
  migrations: readonly Migration[],
  clock: Clock,
): Promise<{ applied: number }> {
  await warehouse.execute('CREATE DATABASE IF NOT EXISTS ops');
  await warehouse.execute(
    `CREATE TABLE IF NOT EXISTS ${TABLE} (unit String, number UInt32, name String, checksum String, appliedAt DateTime64(3, 'UTC'))
     ENGINE = MergeTree ORDER BY (unit, number) SETTINGS non_replicated_deduplication_window = 10000`,
  );
  const known = await warehouse.query<{ unit: string; number: number; checksum: string }>(
    `SELECT unit, number, checksum FROM ${TABLE}`,
  );
  const checksums = new Map(known.map((row) => [`${row.unit}/${row.number}`, row.checksum]));
  const entries: string[] = [];
  for (const migration of migrations) {
    const checksum = checksumOf(migration.sql);
    const before = checksums.get(`${migration.unit}/${migration.number}`);
    if (before !== undefined && before !== checksum) throw changed(migration);
    for (const statement of statementsOf(migration.sql)) {
      if (before === undefined || REPEATABLE.test(statement)) await warehouse.execute(statement);
    }
    if (before === undefined) entries.push(entryOf(migration, checksum, clock));
  }
  if (entries.length > 0) await record(warehouse, entries);
  return { applied: entries.length };
}

/** Statements of a file: each ends with a semicolon at the end of a line. */
export function statementsOf(sql: string): string[] {
  return sql
    .split(/;[ \t]*(?:\r?\n|$)/)
    .map((part) => part.replace(/^(?:\s*--[^\n]*(?:\n|$))+/, '').trim())
    .filter((part) => part !== '');
}

async function record(warehouse: Warehouse, entries: readonly string[]): Promise<void> {
  const body = Buffer.from(`${entries.join('\n')}\n`);
  await warehouse.insert({
    table: TABLE,
    columns: ['unit', 'number', 'name', 'checksum', 'appliedAt'],
    token: `schema_migration:${checksumOf(body.toString())}`,
    format: 'JSONEachRow',
    body: [body],
  });
}

function entryOf({ unit, number, name }: Migration, checksum: string, clock: Clock): string {
  const appliedAt = timeText(clock.nowMs());
  return JSON.stringify({ unit, number, name, checksum, appliedAt });
}

function checksumOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function changed({ unit, number, name }: Migration): PipelineError {
  const file = `${unit}/${String(number).padStart(4, '0')}-${name}.sql`;
  return new PipelineError(
    'schema-mismatch',
    `Bringing the warehouse up to date: ${file} has changed since it was run. Put it back and add a new migration; or, where the data can go, delete the data folder.`,
  );
}
