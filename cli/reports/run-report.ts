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
const IS_ROW = '_isRow';

/**
 * The rows of a report told apart by these dimensions, and its total. Where both are of the same rows, these are read
 * once for both: that halves the work of most reports.
 */
export async function runReport(
  warehouse: Warehouse,
  report: Report,
  period: Omit<Scope, 'apart'>,
  by: readonly string[],
): Promise<{ rows: ReportRow[]; total: ReportRow[] }> {
  const scope = { ...period, apart: apartOf(report, by) };
  const ofTotal = { ...period, apart: report.apart };
  if (by.some((name) => isOwn(report, name)) && report.rows(scope) === report.rows(ofTotal)) {
    const told = await warehouse.query<ReportRow>(withTotalSql(report, scope));
    const rows = told.filter((row) => row[IS_ROW] === 1);
    const total = told.filter((row) => row[IS_ROW] === 0);
    // Of nothing there is no total in this form; asked for alone it is a row of zeros.
    if (total.length > 0) {
      const blank = scope.apart.filter((name) => isOwn(report, name));
      return {
        rows: rows.map((row) => tidied(report, row, [IS_ROW])),
        total: total.map((row) => tidied(report, row, [IS_ROW, ...blank])),
      };
    }
  }
  const [rows, total] = await Promise.all([
    warehouse.query<ReportRow>(reportSql(report, scope)),
    warehouse.query<ReportRow>(reportSql(report, ofTotal)),
  ]);
  return {
    rows: rows.map((row) => tidied(report, row)),
    total: total.map((row) => tidied(report, row)),
  };
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
  const groups = placesOf(scope.apart);
  return selectSql(report, { scope, from: report.rows(scope), groups, also: [] });
}

/** The same with the rows of the total among them: where a key is no part of a grouping set, it is a zero there. */
function withTotalSql(report: Report, scope: Scope): string {
  const { apart } = scope;
  const ofTotal = placesOf(apart, (name) => !isOwn(report, name));
  return selectSql(report, {
    ...{ scope, also: [IS_ROW] },
    from: `SELECT *, materialize(1) AS ${IS_ROW} FROM (${report.rows(scope)})`,
    groups: `GROUPING SETS ((${placesOf(apart)}, ${IS_ROW}), (${ofTotal}))`,
  });
}

/** By place: a name may also be that of a column of the rows, which would be meant. */
function placesOf(apart: readonly string[], wanted: (name: string) => boolean = () => true) {
  return apart.flatMap((name, at) => (wanted(name) ? [at + 1] : [])).join(', ');
}

type Parts = {
  readonly scope: Scope;
  readonly from: string;
  readonly groups: string;
  readonly also: readonly string[];
};

function selectSql(report: Report, { scope: { apart }, from, groups, also }: Parts): string {
  const dimensions = apart.map((name) => `${dimensionSql(report, name)} AS \`${name}\``);
  const figures = report.figures.map(({ name, sql }) => `${sql} AS \`${name}\``);
  const measures = report.measures.flatMap(measureSql);
  const order = report.orderBy === undefined ? [] : [report.orderBy];
  const grouped = [
    `GROUP BY ${groups}`,
    report.shown === undefined ? '' : `HAVING ${report.shown}`,
    `ORDER BY ${[...order, placesOf(apart)].join(', ')}`,
  ];
  return [
    // An alias must not hide the column that another figure speaks of.
    `SELECT ${[...dimensions, ...figures, ...measures, ...also].join(',\n  ')}`,
    `FROM (${from})`,
    ...(apart.length === 0 ? [] : grouped),
    'SETTINGS prefer_column_name_to_alias = 1, join_use_nulls = 1',
  ].join('\n');
}

function dimensionSql(report: Report, name: string): string {
  return report.dimensions.find((known) => known.name === name)?.sql ?? 'NULL';
}

/** Whether the total is not told apart by it. */
function isOwn(report: Report, name: string): boolean {
  return !report.apart.includes(name);
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

/** Figures are rounded, and what is no number, such as the median of nothing, is null; the warehouse tells it by name. */
function tidied(report: Report, row: ReportRow, leftOut: readonly string[] = []): ReportRow {
  const told = new Set(report.dimensions.map(({ name }) => name));
  const cells = Object.entries(row)
    .filter(([name]) => !leftOut.includes(name))
    .map(([name, cell]) => [name, told.has(name) ? cell : figureOf(cell)] as const);
  return Object.fromEntries(cells);
}

function figureOf(cell: Cell): Cell {
  if (typeof cell === 'number') return Number(cell.toFixed(DIGITS));
  return typeof cell === 'string' && !Number.isFinite(Number(cell)) ? null : cell;
}
