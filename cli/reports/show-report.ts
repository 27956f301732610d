import type { Cell } from '../format/csv.ts';
import { count, decimal, percent } from '../format/numbers.ts';
import { type TextColumn, textTable } from '../format/text-table.ts';
import type { Figure, Report } from './report.ts';
import { apartOf, columnsOf, type ReportRow } from './run-report.ts';

/**
 * A report as lines for a terminal. A row with several measures takes a line for each, so that mean, median, P90 and
 * P95 stand beside each other and the table fits a window. The total follows.
 */
export function reportLines(
  report: Report,
  by: readonly string[],
  result: { rows: readonly ReportRow[]; total: readonly ReportRow[] },
  rowsMax: number,
): string[] {
  const apart = apartOf(report, by);
  const shown = result.rows.slice(0, rowsMax);
  const total = apart.length === 0 ? [] : result.total.map((row) => totalRow(row, apart, report));
  const all = [...shown, ...total];
  const figures = report.figures.filter(
    ({ name, rare }) => rare !== true || all.some((row) => Number(row[name] ?? 0) !== 0),
  );
  const layout = { report, apart, figures };
  const lines = all.flatMap((row) => rowCells(layout, row));
  return textTable(columnsFor(layout), lines);
}

/** A row of the total, named by what it is told apart by; `all` stands for the first of the others. */
export function totalRow(row: ReportRow, apart: readonly string[], report: Report): ReportRow {
  const [first] = apart.filter((name) => !report.apart.includes(name));
  const blanks = apart.map((name) => [name, name === first ? 'all' : (row[name] ?? '')]);
  return { ...row, ...Object.fromEntries(blanks) };
}

type Layout = { report: Report; apart: readonly string[]; figures: readonly Figure[] };

function columnsFor({ report, apart, figures }: Layout): TextColumn[] {
  const right = (title: string): TextColumn => ({ title, align: 'right' });
  const [first] = report.measures;
  const measured = first === undefined ? [] : ['n', 'mean', 'median', 'P90', 'P95'].map(right);
  return [
    ...apart.map((title): TextColumn => ({ title, align: 'left' })),
    ...figures.map(({ title }) => right(title)),
    ...(first === undefined ? [] : [{ title: 'time', align: 'left' } as const]),
    ...measured,
  ];
}

function rowCells({ report, apart, figures }: Layout, row: ReportRow): string[][] {
  const head = [
    ...apart.map((name) => text(row[name])),
    ...figures.map((figure) => figureCell(figure, row[figure.name] ?? null)),
  ];
  if (report.measures.length === 0) return [head];
  return report.measures.map((measure, at) => {
    const names = columnsOf(measure);
    const times = [names.mean, ...names.quantiles].map((name) => number(row[name]));
    const unit = measure.unit === 'minutes' ? 'min' : measure.unit === 'seconds' ? 's' : 'h';
    return [
      ...(at === 0 ? head : head.map(() => '')),
      `${measure.title}, ${measure.unit === 'days' ? 'd' : unit}`,
      count(number(row[names.count]) ?? 0),
      ...times.map((time) => decimal(time, 1)),
    ];
  });
}

function figureCell(figure: Figure, cell: Cell): string {
  const value = number(cell);
  if (figure.form === 'share') return percent(value);
  if (figure.form === 'count') return value === null ? '–' : count(value);
  return decimal(value, figure.form.digits);
}

function number(cell: Cell | undefined): number | null {
  return cell === null || cell === undefined ? null : Number(cell);
}

/** What a group has no value for, such as the terminal of a stay at an unknown place, is a dash. */
function text(cell: Cell | undefined): string {
  return cell === null || cell === undefined ? '–' : String(cell);
}
