import { literal } from '@landbridge/infra';
import type { Table } from '../table.ts';

/**
 * Which tables of facts no mart knows as sources yet: a report would say nothing of how far they have come, and its
 * default now would pass them over.
 */
export function tablesWithoutProgress(
  tables: readonly Table[],
  marts: readonly string[],
): readonly Table[] {
  return factTables(tables).filter(
    ({ name }) => !marts.some((sql) => sql.includes(`source_progress_of_${name} `)),
  );
}

/**
 * The statements that make `mart_sources` know further tables, as `marts/0005-sources.sql` and
 * `marts/0025-sources-that-stand.sql` did for the first ones: those have been run, and cannot change any more.
 */
export function sourceProgressSql(further: readonly Table[], tables: readonly Table[]): string {
  return `-- Derived by runtime/write-create-sql.ts: up to when the sources of ${further.map(({ topic }) => topic.name).join(' and ')} have come.
${further.map(progressOf).join('\n')}
${sourcesView(factTables(tables))}`;
}

function factTables(tables: readonly Table[]): readonly Table[] {
  return tables.filter(({ topic }) => topic.kind === 'fact' || topic.kind === 'settled');
}

function progressOf({ name, topic }: Table): string {
  return `CREATE MATERIALIZED VIEW IF NOT EXISTS source_progress_of_${name} TO source_progress AS
SELECT ${literal(topic.name)} AS topic, source, max(eventTime) AS latestEventTime, max(recordedAt) AS latestRecordedAt, max(ingestedAt) AS latestIngestedAt
FROM ${name} GROUP BY source;

CREATE MATERIALIZED VIEW IF NOT EXISTS source_withdrawals_of_${name} TO source_withdrawals AS
SELECT ${literal(topic.name)} AS topic, source, max(eventTime) AS latestEventTime FROM ${name} WHERE retracted GROUP BY source;
`;
}

/** A source that withdrew its latest fact is looked up in its table; who is in doubt is a constant to the engine. */
function sourcesView(facts: readonly Table[]): string {
  return `CREATE OR REPLACE VIEW mart_sources AS
WITH (SELECT groupArray((toString(topic), toString(source))) FROM mart_doubtful_sources) AS doubtful
SELECT
    come.topic AS topic,
    come.source AS source,
    if(standing.topic = '', come.latest, standing.latest) AS latestEventTime,
    come.recorded AS latestRecordedAt,
    come.ingested AS latestIngestedAt
FROM
(
    SELECT topic, source, max(latestEventTime) AS latest, max(latestRecordedAt) AS recorded, max(latestIngestedAt) AS ingested
    FROM source_progress
    GROUP BY topic, source
) AS come
LEFT JOIN
(
${facts.map(standingIn).join('\n    UNION ALL\n')}
) AS standing ON standing.topic = come.topic AND standing.source = come.source
WHERE standing.topic != '' OR NOT has(doubtful, (toString(come.topic), toString(come.source)))
COMMENT 'Each source: up to when it is complete.';
`;
}

function standingIn({ name, topic }: Table): string {
  const of = literal(topic.name);
  return `    SELECT ${of} AS topic, source, max(eventTime) AS latest FROM ${name} FINAL
    WHERE has(arrayMap(each -> each.1, doubtful), ${of}) AND has(doubtful, (${of}, source))
    GROUP BY source`;
}
