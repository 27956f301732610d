import type { Warehouse } from '@landbridge/infra';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '@landbridge/schemas';
import type { Cell } from '../format/csv.ts';
import type { Measure, Report, Scope } from './report.ts';

export type ReportRow = Readonly<Record<string, Cell>>;

const UNIT_MS = { days: DAY_MS, hours: HOUR_MS, minutes: MINUTE_MS, seconds: SECOND_MS };
const UNIT_NAME = { days: 'Days', hours: 'Hours', minutes: 'Minutes', seconds: 'Seconds' };
const QUANTILES = [
  { name: 'Median', level: 0.5 },
  { name: 'P90', level: 0.9 },
  { name: 'P95', level: 0.95 },
] as const;
/** Figures are rounded to this many digits: what lies below is an artefact of division. */
const DIGITS = 4;

/** The rows of a report told apart by these dimensions, and its total. */
export async function runReport(
  warehouse: Warehouse,
  report: Report,
  scope: Omit<Scope, 'apart'>,
  by: readonly string[],
): Promise<{ rows: ReportRow[]; total: ReportRow[] }> {
  const [rows, total] = await Promise.all([
    warehouse.query<ReportRow>(reportSql(report, { ...scope, apart: apartOf(report, by) })),
    warehouse.query<ReportRow>(reportSql(report, { ...scope, apart: report.apart })),
  ]);
  return { rows: rows.map(tidied), total: total.map(tidied) };
}

/** Names of the columns that a measure makes, in the order of the statistics. */
export function columnsOf(measure: Measure): {
  count: string;
  mean: string;
  quantiles: readonly string[];
} {
  const unit = UNIT_NAME[measure.unit];
  return {
    count: `${measure.name}Count`,
    mean: `${measure.name}Mean${unit}`,
    quantiles: QUANTILES.map(({ name }) => `${measure.name}${name}${unit}`),
  };
}

/** Names of all columns of a report's rows, in order. */
export function columnNames(report: Report, by: readonly string[]): string[] {
  const measured = report.measures.map(columnsOf);
  return [
    ...apartOf(report, by),
    ...report.figures.map(({ name }) => name),
    ...measured.flatMap(({ count, mean, quantiles }) => [count, mean, ...quantiles]),
  ];
}

/** Everything that rows are told apart by: what was asked for, and what always is. */
export function apartOf(report: Report, by: readonly string[]): string[] {
  return [...by, ...report.apart.filter((name) => !by.includes(name))];
}

/** The query whose result the report's rows are. */
export function reportSql(report: Report, scope: Scope): string {
  const { apart } = scope;
  const groups = apart.map((name) => {
    const dimension = report.dimensions.find((known) => known.name === name);
    return `${dimension?.sql ?? 'NULL'} AS \`${name}\``;
  });
  const figures = report.figures.map(({ name, sql }) => `${sql} AS \`${name}\``);
  const measures = report.measures.flatMap(measureSql);
  // By place: a name may also be that of a column of the rows, which would be meant.
  const places = apart.map((_, at) => at + 1).join(', ');
  const order = [...(report.orderBy === undefined || apart.length === 0 ? [] : [report.orderBy])];
  return [
    // An alias must not hide the column that another figure speaks of.
    `SELECT ${[...groups, ...figures, ...measures].join(',\n  ')}`,
    `FROM (${report.rows(scope)})`,
    apart.length === 0 ? '' : `GROUP BY ${places}`,
    apart.length === 0 || report.shown === undefined ? '' : `HAVING ${report.shown}`,
    apart.length === 0 ? '' : `ORDER BY ${[...order, places].join(', ')}`,
    'SETTINGS prefer_column_name_to_alias = 1, join_use_nulls = 1',
  ].join('\n');
}

function measureSql(measure: Measure): string[] {
  const names = columnsOf(measure);
  const when = `(${measure.when}) AND ${measure.sql} IS NOT NULL`;
  const value = `assumeNotNull(${measure.sql})`;
  const unitMs = UNIT_MS[measure.unit];
  return [
    `countIf(${when}) AS \`${names.count}\``,
    `avgOrNullIf(${value}, ${when}) / ${unitMs} AS \`${names.mean}\``,
    ...QUANTILES.map(
      ({ level }, at) =>
        `quantileExactInclusiveOrNullIf(${level})(${value}, ${when}) / ${unitMs} AS \`${names.quantiles[at]}\``,
    ),
  ];
}

function tidied(row: ReportRow): ReportRow {
  const cells = Object.entries(row).map(([name, cell]) => {
    return [name, typeof cell === 'number' ? Number(cell.toFixed(DIGITS)) : cell];
  });
  return Object.fromEntries(cells);
}
