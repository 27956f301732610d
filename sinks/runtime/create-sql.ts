import { literal } from '@landbridge/infra';
import type { Table } from '../table.ts';
import { type Column, columnsOf } from './columns.ts';

/** How many inserts of a table the engine remembers by their token; far more than are ever open. */
const DEDUPLICATION_WINDOW = 10_000;
/** How long every published version of a row is kept. */
export const REVISIONS_DAYS = 90;
const HEADER_HIDDEN = ['revision', 'retracted'];

/** The statements of a table's first migration, as a person would write them: its columns are those of the first schema. */
export function createSql(table: Table): string {
  const columns = columnsOf(table, 1);
  const parts = [createTable(table, columns)];
  if (table.revisions) parts.push(createRevisions(table, columns));
  parts.push(createMart(table));
  return `-- Derived from the schema of ${table.topic.name} by runtime/write-create-sql.ts.\n${parts.join('\n')}`;
}

function createTable(table: Table, columns: readonly Column[]): string {
  const partition = {
    month: 'PARTITION BY toYYYYMM(eventTime)\n',
    day: 'PARTITION BY toDate(eventTime)\n',
    none: '',
  }[table.partitionBy];
  return `CREATE TABLE IF NOT EXISTS ${table.name}
(
${columns.map(columnSql).join(',\n')}
)
ENGINE = ReplacingMergeTree(_version, retracted)
${partition}ORDER BY (${[...table.orderBy, 'id'].join(', ')})
SETTINGS ${settings(table)}
COMMENT ${literal(table.topic.about)};
`;
}

/** No partitions: a token is remembered within one, and a replay may fall into the next month. */
function createRevisions(table: Table, columns: readonly Column[]): string {
  const landed: Column = {
    name: '_landedAt',
    type: 'DateTime DEFAULT now()',
    codec: 'Delta, ZSTD(1)',
    comment: 'When this version landed.',
  };
  return `CREATE TABLE IF NOT EXISTS ${table.name}_revisions
(
${[landed, ...columns].map(columnSql).join(',\n')}
)
ENGINE = MergeTree
ORDER BY (${[...table.orderBy, 'id', 'revision'].join(', ')})
TTL _landedAt + INTERVAL ${REVISIONS_DAYS} DAY
SETTINGS ${settings(table)}
COMMENT ${literal(`Every published version of ${table.name}, kept for ${REVISIONS_DAYS} days.`)};
`;
}

/** What people read: one row an id, standing, without the sink's columns, without whom it is about. */
function createMart(table: Table): string {
  const fields = table.topic.schemas.at(-1)?.fields ?? [];
  const shown = fields.filter(
    ({ name }) => !HEADER_HIDDEN.includes(name) && !table.hidden.includes(name),
  );
  const lines = shown.map(({ name, type }) => {
    const expression = martExpression(table, name, Array.isArray(type));
    return expression === name ? `    ${name}` : `    ${expression} AS ${name}`;
  });
  return `CREATE OR REPLACE VIEW mart_${table.name} AS
SELECT
${lines.join(',\n')}
FROM ${table.name} FINAL
COMMENT ${literal(table.topic.about)};
`;
}

function martExpression(table: Table, name: string, isNullable: boolean): string {
  // Inside the list the base column is meant, not the one that is being made.
  const column = `${table.name}.${name}`;
  if (table.pseudonymised.includes(name)) {
    return isNullable ? `pseudonymOrNull(${column})` : `pseudonym(${column})`;
  }
  if (table.masked.includes(name)) return `martText(${column})`;
  return name === 'causes' ? `arrayMap(cause -> martCause(cause), ${column})` : name;
}

function columnSql({ name, type, codec, comment }: Column): string {
  const packed = codec === '' ? '' : ` CODEC(${codec})`;
  const said = comment === '' ? '' : ` COMMENT ${literal(comment)}`;
  const [plain, fallback] = type.split(' DEFAULT ');
  return `    ${name} ${plain}${fallback === undefined ? '' : ` DEFAULT ${fallback}`}${said}${packed}`;
}

function settings(table: Table): string {
  const nullableKey = table.orderBy.some((name) =>
    Array.isArray(table.topic.schemas.at(-1)?.fields.find((field) => field.name === name)?.type),
  );
  return [
    `non_replicated_deduplication_window = ${DEDUPLICATION_WINDOW}`,
    'fsync_after_insert = 1',
    'fsync_part_directory = 1',
    ...(nullableKey ? ['allow_nullable_key = 1'] : []),
  ].join(', ');
}
