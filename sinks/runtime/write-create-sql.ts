import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readMigrations } from '@landbridge/infra';
import { tables } from '../catalog.ts';
import { createSql } from './create-sql.ts';
import { sourceProgressSql, tablesWithoutProgress } from './source-progress-sql.ts';

/**
 * Writes each table's first migration from its declaration: `npm exec -- node sinks/runtime/write-create-sql.ts`; and
 * for tables of facts that are new, a further mart that says up to when their sources have come. Once data is in use a
 * changed declaration needs a further migration, written by hand.
 */
const ROOM = join(import.meta.dirname, '..');

for (const table of tables) {
  writeFileSync(join(ROOM, folderOf(table.topic.name), '0001-create.sql'), createSql(table));
}

const marts = readMigrations('marts', join(ROOM, 'marts'));
const further = tablesWithoutProgress(
  tables,
  marts.map(({ sql }) => sql),
);
if (further.length > 0) {
  const number = String((marts.at(-1)?.number ?? 0) + 1).padStart(4, '0');
  const names = further.map(({ topic }) => folderOf(topic.name)).join('-and-');
  const sql = sourceProgressSql(further, tables);
  writeFileSync(join(ROOM, 'marts', `${number}-sources-of-${names}.sql`), sql);
}

function folderOf(topic: string): string {
  return topic.replaceAll('.', '-');
}
