import { literal, type Warehouse } from '@landbridge/infra';
import { DAY_MS, type Topic } from '@landbridge/schemas';
import { tableOf } from '../table-names.ts';
import { type AuditedMetric, ms, type Range } from './metric.ts';

/** A row that is not as it should be. */
export type Difference = {
  readonly id: string;
  /** The table lacks the row, has one that should not be, or has other values in it. */
  readonly kind: 'missing' | 'unexpected' | 'differs';
  /** Fields that differ, as the table has them and as they should be. */
  readonly fields: readonly {
    readonly name: string;
    readonly is: string;
    readonly should: string;
  }[];
  /** Events behind the row, as topic/id: those that the table names, else those that make it. */
  readonly causes: readonly string[];
};

export type Comparison = {
  /** Rows compared: those that the table has in the range, and those that it lacks. */
  readonly rows: number;
  readonly differences: readonly Difference[];
};

/** Rows told of a metric; beyond it the count tells. */
const DIFFERENCES_MAX = 10_000;
/** Sums of floating-point numbers depend on their order: apart by less than this share they are the same. */
const TOLERANCE = 1e-9;

type Row = {
  id: string;
  kind: Difference['kind'];
  names: string[];
  are: string[];
  should: string[];
  causes: string[];
};

/**
 * Compares a table's rows of a range with those that the SQL makes, by id and field for field. Rows that need only
 * their day's events are compared day by day: a month of traffic does not fit the engine's memory at once.
 */
export async function compareMetric(
  warehouse: Warehouse,
  metric: AuditedMetric,
  range: Range,
): Promise<Comparison> {
  const { dailyBy } = metric;
  const parts = dailyBy === undefined ? [range] : await daysOf(warehouse, dailyBy, range);
  const found: Comparison[] = [];
  for (const part of parts) found.push(await comparePart(warehouse, metric, part));
  return {
    rows: found.reduce((sum, { rows }) => sum + rows, 0),
    differences: found.flatMap(({ differences }) => differences),
  };
}

/** The range, cut at the days of a topic's events; what lies before and after them belongs to the first and last. */
async function daysOf(
  warehouse: Warehouse,
  topic: Topic,
  { fromMs, toMs }: Range,
): Promise<Range[]> {
  const days = await warehouse.query<{ startMs: number }>(`
    SELECT DISTINCT intDiv(${ms('eventTime')}, ${DAY_MS}) * ${DAY_MS} AS startMs FROM ${tableOf(topic)}
    WHERE ${ms('eventTime')} >= ${fromMs} AND ${ms('eventTime')} < ${toMs} ORDER BY startMs`);
  const cuts = [fromMs, ...days.slice(1).map(({ startMs }) => Number(startMs)), toMs];
  return cuts.slice(1).map((cut, at) => ({ fromMs: cuts[at] ?? fromMs, toMs: cut }));
}

async function comparePart(
  warehouse: Warehouse,
  metric: AuditedMetric,
  range: Range,
): Promise<Comparison> {
  const { topic, processor, compared } = metric;
  const columns = await columnTypes(warehouse, topic);
  const should = metric.sql((input) => accepted(input, processor), range);
  const inRange = `${ms('eventTime')} >= ${range.fromMs} AND ${ms('eventTime')} < ${range.toMs}`;
  const names = [...new Set([...compared, 'causes'])];
  const sides = `
    (SELECT 1 AS there, id, ${names.join(', ')} FROM ${tableOf(topic)} FINAL WHERE ${inRange}) AS found
    FULL OUTER JOIN (SELECT 1 AS there, id, ${names.join(', ')} FROM (${should}) WHERE ${inRange}) AS wanted ON wanted.id = found.id`;
  const checks = compared.map((name) => differs(name, columns.get(name) ?? ''));
  const list = (side: string) =>
    `[${compared.map((name) => `toString(${side}.${name})`).join(', ')}]`;
  const settings =
    'SETTINGS join_use_nulls = 1, do_not_merge_across_partitions_select_final = 1, max_block_size = 1024';
  const setAside = await setAsideOf(warehouse, processor);
  const [found] = await warehouse.query<{ rows: number }>(
    `SELECT count() AS rows FROM ${tableOf(topic)} FINAL WHERE ${inRange}`,
  );
  const rows = await warehouse.query<Row>(`
    SELECT coalesce(found.id, wanted.id) AS id,
      multiIf(found.there IS NULL, 'missing', wanted.there IS NULL, 'unexpected', 'differs') AS kind,
      if(kind = 'differs', [${checks.join(', ')}], []) AS checks,
      arrayFilter((name, check) -> check, ${literal(compared)}, if(kind = 'differs', checks, arrayMap(x -> 0, ${literal(compared)}))) AS names,
      arrayFilter((text, check) -> check, arrayMap(x -> ifNull(x, 'null'), ${list('found')}), if(kind = 'differs', checks, arrayMap(x -> 0, ${literal(compared)}))) AS are,
      arrayFilter((text, check) -> check, arrayMap(x -> ifNull(x, 'null'), ${list('wanted')}), if(kind = 'differs', checks, arrayMap(x -> 0, ${literal(compared)}))) AS should,
      if(found.there IS NULL, wanted.causes, found.causes) AS causes
    FROM ${sides}
    WHERE kind != 'differs' OR has(checks, 1)
    ORDER BY id LIMIT ${DIFFERENCES_MAX} ${settings}`);
  return {
    // Those that are missing are rows too: an empty table is no proof.
    rows: Number(found?.rows ?? 0) + rows.filter(({ kind }) => kind === 'missing').length,
    differences: rows
      .filter(({ causes }) => !causes.some((cause) => setAside.has(cause)))
      .map(({ id, kind, names: fields, are, should: wanted, causes }) => ({
        id,
        kind,
        fields: fields.map((name, at) => ({
          name,
          is: are[at] ?? '',
          should: wanted[at] ?? '',
        })),
        causes,
      })),
  };
}

/** 1 where a field differs: null is equal to null only. */
function differs(name: string, type: string): string {
  const [is, should] = [`found.${name}`, `wanted.${name}`];
  const unequal = type.includes('Float')
    ? `abs(${is} - ${should}) > ${TOLERANCE} * greatest(1, abs(${is}))`
    : `${is} != ${should}`;
  return `toUInt8(ifNull(${unequal}, (${is} IS NULL) != (${should} IS NULL)))`;
}

function accepted(topic: Topic, processor: string): string {
  return `(SELECT * FROM ${tableOf(topic)} FINAL WHERE id NOT IN (
    SELECT assumeNotNull(factId) FROM dead_letters FINAL
    WHERE stage = ${literal(processor)} AND topic = ${literal(topic.name)} AND factId IS NOT NULL))`;
}

async function setAsideOf(warehouse: Warehouse, processor: string): Promise<ReadonlySet<string>> {
  const letters = await warehouse.query<{ cause: string }>(`
    SELECT concat(topic, '/', factId) AS cause FROM dead_letters FINAL
    WHERE stage = ${literal(processor)} AND topic IS NOT NULL AND factId IS NOT NULL`);
  return new Set(letters.map(({ cause }) => cause));
}

async function columnTypes(warehouse: Warehouse, topic: Topic): Promise<Map<string, string>> {
  const columns = await warehouse.query<{ name: string; type: string }>(
    `SELECT name, type FROM system.columns WHERE database = currentDatabase() AND table = ${literal(tableOf(topic))}`,
  );
  return new Map(columns.map(({ name, type }) => [name, type]));
}
