import { escapeHtml } from '../format/html.ts';
import { decimal } from '../format/numbers.ts';
import { type Bar, barChart } from './chart.ts';
import type { Report } from './report.ts';
import { apartOf, columnNames, columnsOf, type ReportRow } from './run-report.ts';
import { totalRow } from './show-report.ts';

/** Beyond so many rows a page is slow to read and to open; CSV and Parquet have them all. */
const ROWS_MAX = 1_000;

const STYLE = `
body { font: 14px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem; color: #1c2733; background: #fff; }
h1 { font-size: 1.5rem; margin-bottom: 0; }
svg { width: 100%; max-width: 60rem; font: 12px system-ui, sans-serif; }
svg rect { fill: #2f6f9f; } svg text { dominant-baseline: middle; fill: #1c2733; } svg .label { text-anchor: end; }
svg .axis { stroke: #8795a1; } svg .mark { stroke: #c05621; stroke-width: 2; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .25rem .6rem; text-align: right; white-space: nowrap; border-bottom: 1px solid #dde3e8; }
th { position: sticky; top: 0; background: #f3f6f8; } .text { text-align: left; } tfoot td { font-weight: 600; }
.notes { color: #52606d; }
`;

export type Page = {
  readonly report: Report;
  readonly by: readonly string[];
  readonly rows: readonly ReportRow[];
  readonly total: readonly ReportRow[];
  /** The line under the heading: days and as-of time. */
  readonly period: string;
  /** What a reader must know: definitions, how far the sources have come, what is open. */
  readonly notes: readonly string[];
};

/** A report as one HTML file: a chart, all figures as a table, the definitions. Nothing in it comes from elsewhere. */
export function reportPage(page: Page): string {
  const { report, by, rows, period, notes } = page;
  const drawn = drawnColumn(report);
  const heading = `${report.name}, ${period}`;
  const more =
    rows.length > ROWS_MAX ? [`The first ${ROWS_MAX} of ${rows.length} rows: --csv has all.`] : [];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(heading)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escapeHtml(report.name)}</h1>
<p>${escapeHtml(report.about)}<br>${escapeHtml(period)}</p>
<h2>${escapeHtml(drawn.title)}</h2>
${barChart(
  drawn.title,
  rows.map((row) => barOf(row, drawn, apartOf(report, by))),
)}
<div class="scroll"><table>
${tableParts(page).join('\n')}
</table></div>
<div class="notes">
${[...more, ...notes].map((note) => `<p>${escapeHtml(note)}</p>`).join('\n')}
</div>
</body>
</html>
`;
}

type Drawn = { readonly title: string; readonly column: string; readonly mark: string | undefined };

/** What the page draws: the column that the report names, else the first median with its P90, else the first figure. */
function drawnColumn(report: Report): Drawn {
  const figure = report.figures.find(({ name }) => name === (report.drawn ?? ''));
  if (figure !== undefined) return { title: figure.title, column: figure.name, mark: undefined };
  const measure = report.measures.find(
    (each) => report.drawn === undefined || columnsOf(each).quantiles.includes(report.drawn),
  );
  if (measure !== undefined) {
    const [median = '', p90] = columnsOf(measure).quantiles;
    return {
      title: `${measure.title}, ${measure.unit}: median, and P90 as a tick`,
      column: median,
      mark: p90,
    };
  }
  const [first] = report.figures;
  return { title: first?.title ?? '', column: first?.name ?? '', mark: undefined };
}

function barOf(row: ReportRow, { column, mark }: Drawn, apart: readonly string[]): Bar {
  return {
    label: apart.map((name) => row[name] ?? '–').join(' · ') || 'all',
    value: number(row[column]),
    mark: mark === undefined ? null : number(row[mark]),
  };
}

function tableParts({ report, by, rows, total }: Page): string[] {
  const apart = new Set(apartOf(report, by));
  const names = columnNames(report, by);
  const headings = names.map((name) => `<th${kind(name)}>${escapeHtml(name)}</th>`).join('');
  const line = (row: ReportRow) =>
    `<tr>${names.map((name) => cell(name, row[name])).join('')}</tr>`;
  return [
    `<thead><tr>${headings}</tr></thead>`,
    '<tbody>',
    ...rows.slice(0, ROWS_MAX).map((row) => line(row)),
    '</tbody>',
    '<tfoot>',
    ...(apart.size === 0 ? [] : total.map((row) => line(totalRow(row, [...apart], report)))),
    '</tfoot>',
  ];

  function kind(name: string): string {
    return apart.has(name) ? ' class="text"' : '';
  }
  function cell(name: string, value: ReportRow[string] | undefined): string {
    const text =
      typeof value === 'number' && !apart.has(name)
        ? decimal(value, Number.isInteger(value) ? 0 : 2)
        : String(value ?? '–');
    return `<td${kind(name)}>${escapeHtml(text)}</td>`;
  }
}

function number(cell: ReportRow[string] | undefined): number | null {
  return cell === null || cell === undefined ? null : Number(cell);
}
