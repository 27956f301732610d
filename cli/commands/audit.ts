import { auditedMetrics } from '../audit/catalog.ts';
import { nameOf, runAudit } from '../audit/run-audit.ts';
import { findingLines } from '../audit/show-findings.ts';
import { defineFolderCommand } from '../command.ts';
import { didYouMean } from '../did-you-mean.ts';
import { EXIT } from '../exit-status.ts';
import { counted } from '../format/numbers.ts';
import { UsageError } from '../parse-arguments.ts';
import { PERIOD_OPTIONS, periodOf } from '../reports/period.ts';

const TOP = '5';
/** After every event time that a fact may have. */
const LATEST_MS = Date.UTC(2200, 0, 1);

export const auditCommand = defineFolderCommand({
  name: 'audit',
  about: 'Recomputes the metrics with SQL over the raw tables and compares row for row.',
  usage: '',
  positionals: [0, 0],
  details: [
    'Every metric is computed a second time, by SQL over the tables that its processor reads, and compared with what the processor published, field by field. What differs is shown with the events behind it. What was dead-lettered for a processor is left out on both sides.',
    'Traversals, trips and passages are taken as they are: SQL does not match positions to roads.',
    'On a live pipeline it waits until what the log holds has landed, and looks at what differs again.',
    `Metrics: ${auditedMetrics.map(nameOf).join(', ')}.`,
  ],
  options: {
    from: { ...PERIOD_OPTIONS.from, about: 'first day of the rows, in Shanghai (default: all)' },
    to: { ...PERIOD_OPTIONS.to, about: 'last day, included (default: the newest)' },
    metric: { type: 'list', value: 'NAME', about: 'only this metric' },
    top: { type: 'text', value: 'N', about: 'differing rows shown of a metric', default: TOP },
    json: { type: 'flag', about: 'counts of rows and differences as JSON, with the first rows' },
  },
  examples: ['landbridge audit', 'landbridge audit --from 2026-03-11 --metric yard-dwells --json'],
  where: 'owner',
  async run({ values, terminal }, { warehouse, settled }) {
    const top = Number(values.top);
    if (!Number.isSafeInteger(top) || top < 1) {
      throw new UsageError(`--top ${values.top}: it is a number of rows, such as ${TOP}.`);
    }
    const findings = await runAudit({
      warehouse,
      metrics: wanted(values.metric),
      range: rangeOf(values),
      settled,
      onMetric: (name) => terminal.progress(`Auditing ${name}`),
    });
    terminal.progress('');
    const differences = findings.reduce((sum, finding) => sum + finding.differences.length, 0);
    if (values.json) {
      const metrics = findings.map(({ name, rows, differences: all }) => {
        return { name, rows, differences: all.length, examples: all.slice(0, top) };
      });
      await terminal.out(`${JSON.stringify({ metrics })}\n`);
    } else {
      await terminal.out(`${findingLines(findings, top).join('\n')}\n`);
    }
    if (findings.every(({ rows }) => rows === 0)) {
      const line = nothingLine(values);
      await (values.json ? terminal.err(line) : terminal.out(line));
    }
    if (differences === 0) return EXIT.done;
    await terminal.err(
      `${counted(differences, 'row')} differ: \`landbridge explain ID\` tells the story of one. Where the table is wrong, report it: it is a fault in Landbridge.\n`,
    );
    return EXIT.failed;
  },
});

/** No differences among no rows are no proof: it must not read as one. */
function nothingLine({ from, to }: { from: string | undefined; to: string | undefined }): string {
  const since = from === undefined ? '' : ` from ${from}`;
  const until = to === undefined ? '' : ` to ${to}`;
  return since + until === ''
    ? 'NOTHING WAS AUDITED: these metrics have no rows yet. `npm start` simulates a day, `npx landbridge ingest FILE` takes in yours.\n'
    : `NOTHING WAS AUDITED: there are no rows of these metrics${since}${until} (Shanghai). Choose other days, or leave --from and --to out to audit all.\n`;
}

function wanted(names: readonly string[]) {
  const known = auditedMetrics.map(nameOf);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new UsageError(
      `There is no audited metric ${unknown}: it may be ${known.join(', ')}.${didYouMean(unknown, known)}`,
    );
  }
  return auditedMetrics.filter((metric) => names.length === 0 || names.includes(nameOf(metric)));
}

function rangeOf({ from, to }: { from: string | undefined; to: string | undefined }) {
  if (from === undefined && to === undefined) return { fromMs: 0, toMs: LATEST_MS };
  const { fromMs, toMs } = periodOf({ from: from ?? to, to: to ?? from, 'as-of': undefined }, 0);
  return { fromMs: from === undefined ? 0 : fromMs, toMs: to === undefined ? LATEST_MS : toMs };
}
