import { afterAll, beforeAll, expect, test } from 'vitest';
import { reportCommand } from '../commands/report.ts';
import type { Pipeline } from '../pipeline.ts';
import { recordingTerminal } from '../recording-terminal.ts';
import { reports } from './catalog.ts';
import { type LandedMarts, landedMarts } from './testing/landed-marts.ts';
import { portCases } from './testing/port-cases.ts';
import type { ReportCase } from './testing/report-case.ts';
import { roadCases } from './testing/road-cases.ts';
import { tradeCases } from './testing/trade-cases.ts';

const CASES: Readonly<Record<string, ReportCase>> = { ...portCases, ...roadCases, ...tradeCases };

let marts: LandedMarts;
beforeAll(async () => {
  marts = await landedMarts();
}, 120_000);
afterAll(() => marts.close());

/** What the command says of 2026-03-11. */
async function said(name: string, { asOf, by }: ReportCase, form: 'table' | 'csv' | 'json') {
  const terminal = recordingTerminal();
  if (reportCommand.where === 'anywhere') throw new Error('reports need the folder');
  const endOfDay = asOf === undefined ? '2026-03-12T00:00' : (asOf ?? undefined);
  const day = { from: '2026-03-11', to: '2026-03-11', 'as-of': endOfDay };
  const flags = { csv: form === 'csv', json: form === 'json', html: false, geojson: false };
  const values = { top: '20', by, parquet: undefined, ...day, ...flags };
  const pipeline = marts as unknown as Pipeline;
  expect(await reportCommand.run({ positionals: [name], values, terminal }, pipeline)).toBe(0);
  return terminal.stdout();
}

/** Rows of CSV text by its heading: numbers as they are written, nothing as null. */
function readCsv(text: string): Record<string, string | null>[] {
  const [heading = [], ...lines] = text
    .trim()
    .split('\r\n')
    .map((line) => line.split(','));
  return lines.map((cells) =>
    Object.fromEntries(
      heading.map((name, at) => [name, cells[at] === '' ? null : (cells[at] ?? null)]),
    ),
  );
}

const asText = (row: ReportCase['rows'][number]) =>
  Object.fromEntries(
    Object.entries(row).map(([name, cell]) => [name, cell === null ? null : String(cell)]),
  );

test('every report has a case whose figures were computed by hand', () => {
  expect(Object.keys(CASES).sort()).toEqual(reports.map(({ name }) => name).sort());
});

test.each(Object.entries(CASES))(
  '%s tells the figures computed by hand, as JSON, as CSV and as a table',
  async (name, known) => {
    await marts.hold(known.given);
    const { rows } = JSON.parse(await said(name, known, 'json'));
    expect(rows).toMatchObject(known.rows);
    expect(rows).toHaveLength(known.rows.length);
    expect(readCsv(await said(name, known, 'csv'))).toMatchObject(known.rows.map(asText));
    const lines = (await said(name, known, 'table')).split('\n');
    const isHead = (line: string) => /^─+( |$)/.test(line);
    const first = lines[lines.findIndex(isHead) + 1] ?? '';
    expect(first.trim().split(/ {2,}/)).toEqual(known.line);
  },
);

test.each(Object.entries(CASES))(
  '%s can be told apart by each of its dimensions',
  async (name, known) => {
    await marts.hold(known.given);
    const { dimensions = [] } = reports.find((report) => report.name === name) ?? {};
    for (const { name: by } of dimensions) {
      const { rows } = JSON.parse(await said(name, { ...known, by }, 'json'));
      expect(rows, `by ${by}`).not.toHaveLength(0);
      for (const row of rows) expect(row, `by ${by}`).toHaveProperty([by]);
    }
  },
);
