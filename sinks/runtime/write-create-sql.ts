import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tables } from '../catalog.ts';
import { createSql } from './create-sql.ts';

/**
 * Writes each table's first migration from its declaration: `npm exec -- node sinks/runtime/write-create-sql.ts`.
 * Once data is in use a changed declaration needs a further migration, written by hand.
 */
for (const table of tables) {
  const folder = table.topic.name.replaceAll('.', '-');
  writeFileSync(join(import.meta.dirname, '..', folder, '0001-create.sql'), createSql(table));
}
