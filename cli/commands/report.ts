import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { PipelineError } from '@landbridge/infra';
import { defineFolderCommand } from '../command.ts';
import { didYouMean } from '../did-you-mean.ts';
import { EXIT } from '../exit-status.ts';
import { csv } from '../format/csv.ts';
import { counted } from '../format/numbers.ts';
import { shanghaiIso, shanghaiTime } from '../format/shanghai.ts';
import { UsageError } from '../parse-arguments.ts';
import type { Pipeline } from '../pipeline.ts';
import { reports } from '../reports/catalog.ts';
import { type Completeness, readCompleteness, type SourceState } from '../reports/completeness.ts';
import { reportPage } from '../reports/page.ts';
import { PERIOD_OPTIONS, type Period, periodOf } from '../reports/period.ts';
import type { Report } from '../reports/report.ts';
import { roadMap } from '../reports/road-map.ts';
import {
  apartOf,
  columnNames,
  type ReportRow,
  reportSql,
  runReport,
} from '../reports/run-report.ts';
import { reportLines } from '../reports/show-report.ts';
import type { Terminal } from '../terminal.ts';

const TOP = '20';

export const reportCommand = defineFolderCommand({
  name: 'report',
  about: 'The bridging metrics of a period.',
  usage: reports.map(({ name }) => name).join('|'),
  positionals: [1, 1],
  details: [
    'Days are calendar days in Shanghai. Every report says up to when each source has come, how many rows are open and how many records were set aside.',
    ...reports.map(
      (report) =>
        `${report.name}: ${report.about} By ${report.dimensions.map(({ name }) => name).join(', ')}. ${report.notes.join(' ')}`,
    ),
  ],
  options: {
    ...PERIOD_OPTIONS,
    by: {
      type: 'text',
      value: 'FIELDS',
      about: 'what rows are grouped by, comma-separated, such as terminal,hour',
    },
    top: { type: 'text', value: 'N', about: 'rows that the table shows', default: TOP },
    csv: { type: 'flag', about: 'all rows as CSV' },
    json: { type: 'flag', about: 'all rows, total, sources and dead letters as JSON' },
    html: { type: 'flag', about: 'a page with a chart and all figures, in one file' },
    parquet: { type: 'text', value: 'FILE', about: 'all rows as a Parquet file' },
    geojson: { type: 'flag', about: 'traffic-delay by segment as GeoJSON' },
  },
  examples: [
    'landbridge report yard-dwell',
    'landbridge report turn-time --by terminal,hour --from 2026-03-11 --to 2026-03-11',
    'landbridge report yard-dwell --html > yard-dwell.html',
    'landbridge report traffic-delay --geojson > delay.geojson',
  ],
  where: 'owner',
  async run({ positionals: [name], values, terminal }, pipeline) {
    const report = reports.find((known) => known.name === name);
    if (report === undefined) {
      const known = reports.map((one) => one.name);
      const meant = didYouMean(name ?? '', known);
      throw new UsageError(`There is no report ${name}: it may be ${known.join(', ')}.${meant}`);
    }
    if (report.asOf === false && values['as-of'] !== undefined) {
      throw new UsageError(
        `${report.name} tells of what stands now: leave --as-of out, and choose the period with --from and --to.`,
      );
    }
    const by = fieldsOf(report, values.by);
    const top = Number(values.top);
    if (!Number.isSafeInteger(top) || top < 1) {
      throw new UsageError(`--top ${values.top}: it is a number of rows, such as ${TOP}.`);
    }
    if (values.geojson && !(report.name === 'traffic-delay' && by.join() === 'segment')) {
      throw new UsageError('--geojson draws road segments: use it with traffic-delay, by segment.');
    }
    const answer = await askReport(pipeline, { report, by, typed: values });
    if (answer.completeness.latestMs === undefined) {
      await terminal.err(
        'There are no facts yet: `npm start` simulates a day, `npx landbridge ingest FILE` takes in yours.\n',
      );
    }
    if (values.parquet !== undefined) {
      await writeParquet(pipeline, answer, resolve(terminal.cwd, values.parquet));
      await terminal.out(`${counted(answer.rows.length, 'row')} in ${values.parquet}.\n`);
    } else if (values.html) await terminal.out(asPage(answer));
    else if (values.json) await terminal.out(asJson(answer));
    else if (values.geojson) await terminal.out(roadMap(answer.rows, pipeline.reference));
    else if (values.csv) await terminal.out(asCsv(answer));
    else await showReport(terminal, answer, top);
    return EXIT.done;
  },
});

/** A report with everything it says of itself. */
export type Answer = {
  report: Report;
  by: readonly string[];
  period: Period;
  rows: readonly ReportRow[];
  total: readonly ReportRow[];
  completeness: Completeness;
};

type Question = {
  report: Report;
  by: readonly string[];
  typed: Parameters<typeof periodOf>[0];
};

export async function askReport(
  { warehouse }: Pick<Pipeline, 'warehouse'>,
  { report, by, typed }: Question,
): Promise<Answer> {
  const completeness = await readCompleteness(warehouse);
  const period = periodOf(typed, completeness.latestMs ?? 0);
  const result = await runReport(warehouse, report, period, by);
  return { report, by, period, ...result, completeness };
}

/** The table and what stands under it. */
export async function showReport(terminal: Terminal, answer: Answer, top: number): Promise<void> {
  const { report, rows } = answer;
  const more =
    rows.length > top ? [`The first ${top} of ${rows.length} rows: --top shows more.`] : [];
  const lines = [
    `${report.name}, ${periodText(answer)}`,
    '',
    ...reportLines(report, answer.by, answer, top),
    '',
    ...more,
    ...report.notes,
    ...stateLines(answer),
  ];
  await terminal.out(`${lines.join('\n')}\n`);
}

function periodText({ period }: Answer): string {
  const days = period.from === period.to ? period.from : `${period.from} to ${period.to}`;
  return `${days}, as of ${shanghaiTime(period.asOfMs)} (Shanghai)`;
}

function stateLines({ report, total, period, completeness }: Answer): string[] {
  const of = report.facts.map(({ name }) => name);
  const sources = completeness.sources.filter(({ topic }) => of.includes(topic));
  const letters = Object.entries(completeness.deadLetters);
  const sum = letters.reduce((all, [, one]) => all + one, 0);
  const reasons = letters.map(([code, one]) => `${one} ${code}`).join(', ');
  const open =
    report.open === null ? 'No row of this report can be open.' : openLine(report, total);
  return [
    ...reachLines(period, completeness),
    ...completeLines(sources),
    `${open} ${counted(sum, 'dead letter')}${sum === 0 ? '' : ` (${reasons})`}.`,
  ];
}

/** A report of a time that nobody has told of yet looks like one of a quiet port. */
function reachLines({ fromMs, asOfMs }: Period, { latestMs }: Completeness): string[] {
  if (latestMs === undefined || Math.max(fromMs, asOfMs) <= latestMs) return [];
  const what = fromMs > latestMs ? 'the period begins' : 'the as-of time is';
  return [`The latest fact is of ${shanghaiTime(latestMs)}: ${what} after all that is known.`];
}

/** A line for each topic: up to when each of its sources is complete, the one that is furthest behind first. */
export function completeLines(sources: readonly SourceState[]): string[] {
  if (sources.length === 0) return ['Complete: nothing has come from its sources yet.'];
  return Object.entries(Object.groupBy(sources, ({ topic }) => topic)).map(([topic, states]) => {
    let before = '';
    const ends = (states ?? [])
      .toSorted((a, b) => a.completeToMs - b.completeToMs)
      .map(({ source, completeToMs }) => {
        const [day = '', time = ''] = shanghaiTime(completeToMs).split(' ');
        const said = day === before ? time : `${day} ${time}`;
        before = day;
        return `${source} to ${said}`;
      });
    return `Complete, ${topic}: ${ends.join(', ')}.`;
  });
}

function openLine(report: Report, total: readonly ReportRow[]): string {
  const rows = openRows(report, total);
  return `${counted(rows, 'row')} ${rows === 1 ? 'is' : 'are'} open.`;
}

/** A report that is always told apart by something has a total for each of it. */
function openRows({ open }: Report, total: readonly ReportRow[]): number {
  return open === null ? 0 : total.reduce((sum, row) => sum + Number(row[open] ?? 0), 0);
}

function asPage(answer: Answer): string {
  const notes = [...answer.report.notes, ...stateLines(answer)];
  return reportPage({ ...answer, period: periodText(answer), notes });
}

/** The engine writes the file itself, with its own types and without rounding. */
async function writeParquet(
  { warehouse }: Pick<Pipeline, 'warehouse'>,
  { report, by, period }: Answer,
  file: string,
): Promise<void> {
  const bytes = await warehouse.parquet(
    reportSql(report, { ...period, apart: apartOf(report, by) }),
  );
  try {
    await writeFile(file, bytes);
  } catch (error) {
    throw new PipelineError(
      'not-found',
      `Writing ${file}: ${(error as Error).message}. Is the folder there, and may you write in it?`,
    );
  }
}

function asCsv({ report, by, rows }: Answer): string {
  const names = columnNames(report, by);
  return csv(
    names,
    rows.map((row) => names.map((name) => row[name] ?? null)),
  );
}

function asJson({ report, by, period, rows, total, completeness }: Answer): string {
  const { sources, deadLetters } = completeness;
  const of = report.facts.map(({ name }) => name);
  return `${JSON.stringify({
    report: report.name,
    from: period.from,
    to: period.to,
    asOf: shanghaiIso(period.asOfMs),
    by,
    rows,
    total,
    open: openRows(report, total),
    sources: sources
      .filter(({ topic }) => of.includes(topic))
      .map((s) => ({ ...s, completeTo: shanghaiIso(s.completeToMs), completeToMs: undefined })),
    deadLetters,
  })}\n`;
}

function fieldsOf(report: Report, typed: string | undefined): readonly string[] {
  if (typed === undefined) return report.defaultBy;
  const fields = typed.split(',').map((field) => field.trim());
  const known = report.dimensions.map(({ name }) => name);
  const unknown = fields.find((field) => !known.includes(field));
  if (unknown === '') {
    throw new UsageError(
      `--by ${typed}: a name is missing beside a comma; it may be ${known.join(', ')}.`,
    );
  }
  if (unknown !== undefined) {
    throw new UsageError(
      `${report.name} cannot be grouped by ${unknown}: choose from ${known.join(', ')}.${didYouMean(unknown, known)}`,
    );
  }
  return [...new Set(fields)];
}
