import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Reference } from '@landbridge/infra';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseArguments, UsageError } from '../parse-arguments.ts';
import type { Pipeline } from '../pipeline.ts';
import { recordingTerminal } from '../recording-terminal.ts';
import { type HandMadeMarts, handMadeMarts } from '../reports/testing/hand-made-marts.ts';
import { completeLines, reportCommand } from './report.ts';

let marts: HandMadeMarts;
beforeAll(async () => {
  marts = await handMadeMarts();
  const visit = {
    eventTime: '2026-03-11 08:00',
    gateInAt: '2026-03-11 08:00',
    gateOutAt: '2026-03-11 08:40',
    queueMs: 1_200_000,
    turnMs: 2_400_000,
    visitMs: 3_600_000,
    facilityGroup: 'Beilun',
    quality: 'COMPLETE',
  };
  await marts.fill('truck_visits', [
    { ...visit, facility: 'BLCT1' },
    { ...visit, facility: '=BLCT"2', turnMs: 1_200_000 },
    { ...visit, facility: null, gateOutAt: null, turnMs: null, visitMs: null },
  ]);
  await marts.fill('traversal_delays', [
    {
      eventTime: '2026-03-11 08:00',
      segment: 'S1',
      leftAt: '2026-03-11 08:02',
      travelMs: 120_000,
      lengthM: 1000,
      referenceMs: 60_000,
      attributed: true,
      trafficDelayMs: 45_000,
    },
  ]);
  await marts.fill('sources', [
    { topic: 'gate.transactions', source: 'tos', latestEventTime: '2026-03-11 21:00' },
  ]);
  await marts.fill('dead_letters', [{ code: 'late' }]);
}, 60_000);
afterAll(() => marts.close());

const reference = {
  segment: (id: string) =>
    id === 'S1'
      ? {
          road: 'G9211',
          class: 'EXPRESSWAY',
          line: [
            [121.5, 29.9],
            [121.6, 29.9],
          ],
        }
      : undefined,
} as unknown as Reference;

async function report(name: string, values: Readonly<Record<string, boolean | string>> = {}) {
  const terminal = recordingTerminal();
  if (reportCommand.where === 'anywhere') throw new Error('reports need the folder');
  const pipeline = { warehouse: marts.warehouse, reference } as unknown as Pipeline;
  const flags = { csv: false, json: false, html: false, geojson: false };
  const typed = { top: '20', ...flags, ...values };
  const status = await reportCommand.run(
    { positionals: [name], values: typed, terminal },
    pipeline,
  );
  expect(status).toBe(0);
  return terminal.stdout();
}

test('the table has a line for each measure, a total, and says how far the sources have come', async () => {
  const lines = (await report('turn-time')).split('\n');
  expect(lines[0]).toBe('turn-time, 2026-03-11, as of 2026-03-11 21:00 (Shanghai)');
  expect(lines[2]).toMatch(/^terminal +visits +inferred .* time +n +mean +median +P90 +P95$/);
  const cells = lines.map((line) => line.trim().split(/ {2,}/));
  expect(cells.find(([name]) => name === 'BLCT1')?.slice(1, 3)).toEqual(['1', '0.0 %']);
  expect(cells.find(([name]) => name === 'all')?.at(1)).toBe('2');
  expect(cells.filter(([name]) => name === 'turn, min').at(-1)).toEqual([
    'turn, min',
    '2',
    '30.0',
    '30.0',
    '38.0',
    '39.0',
  ]);
  expect(lines).toContain('Complete, gate.transactions: tos to 2026-03-11 21:00.');
  expect(lines).toContain('1 row is open. 1 dead letter (1 late).');
});

test('JSON carries rows, total, sources and letters, and nothing else is on stdout', async () => {
  expect(JSON.parse(await report('turn-time', { json: true, by: 'group' }))).toMatchObject({
    report: 'turn-time',
    from: '2026-03-11',
    to: '2026-03-11',
    asOf: '2026-03-11T21:00:00.000+08:00',
    by: ['group'],
    rows: [{ group: 'Beilun', visits: 2, turnMeanMinutes: 30, open: 1 }],
    total: [{ visits: 2 }],
    open: 1,
    sources: [
      { topic: 'gate.transactions', source: 'tos', completeTo: '2026-03-11T21:00:00.000+08:00' },
    ],
    deadLetters: { late: 1 },
  });
});

test('where the total has a row for each direction, what is open is the sum of them', async () => {
  const time = "Nullable(DateTime64(3, 'UTC'))";
  await marts.warehouse.execute(
    `CREATE TABLE mart_supply_risks (eventTime DateTime64(3, 'UTC'), orderId String, direction String, cluster String,
      level String, container String, stage String, deadlineAt ${time}, arrivedAt ${time}, outcome Nullable(String),
      slackMs Nullable(Int64), slackP90Ms Nullable(Int64)) ENGINE = Memory`,
  );
  const need = { eventTime: Date.UTC(2026, 2, 11), level: 'OK', cluster: 'BEILUN', stage: 'YARD' };
  const rows = ['INBOUND', 'INBOUND', 'INBOUND', 'OUTBOUND', 'OUTBOUND'].map((direction, at) =>
    JSON.stringify({ ...need, orderId: `O${at}`, direction, container: `BOX${at}` }),
  );
  await marts.warehouse.insert({
    table: 'mart_supply_risks',
    columns: [...Object.keys(need), 'orderId', 'direction', 'container'],
    token: 'supply-risks',
    format: 'JSONEachRow',
    body: [Buffer.from(rows.join('\n'))],
  });
  const { total, open } = JSON.parse(await report('supply-risk', { json: true }));
  expect(total).toMatchObject([
    { direction: 'INBOUND', open: 3 },
    { direction: 'OUTBOUND', open: 2 },
  ]);
  expect(open).toBe(5);
  expect(await report('supply-risk')).toContain('5 rows are open.');
});

test('CSV has every row and column, unknown as empty, and runs no formula', async () => {
  const [heading = '', ...rows] = (await report('turn-time', { csv: true })).trim().split('\r\n');
  expect(heading.split(',').slice(0, 2)).toEqual(['terminal', 'visits']);
  expect(heading).toContain('turnMeanMinutes,turnMedianMinutes,turnP90Minutes,turnP95Minutes');
  expect(rows).toHaveLength(3);
  expect(rows.some((row) => row.startsWith('"\'=BLCT""2",1,'))).toBe(true);
  expect(rows.some((row) => row.startsWith(',0,'))).toBe(true);
});

test('sources are told by topic, the one that is furthest behind first, and a day once', () => {
  const state = (topic: string, source: string, time: string) => ({
    ...{ topic, source },
    completeToMs: Date.parse(`${time}+08:00`),
  });
  const lines = completeLines([
    state('container.events', 'carrier', '2026-03-11T23:41'),
    state('container.events', 'edi', '2026-03-10T17:32'),
    state('container.events', 'depot', '2026-03-11T05:00'),
    state('plant.orders', 'plants', '2026-03-11T23:42'),
  ]);
  expect(lines).toEqual([
    'Complete, container.events: edi to 2026-03-10 17:32, depot to 2026-03-11 05:00, carrier to 23:41.',
    'Complete, plant.orders: plants to 2026-03-11 23:42.',
  ]);
  expect(completeLines([])).toEqual(['Complete: nothing has come from its sources yet.']);
});

test('a time that no fact has reached is told as such', async () => {
  const ahead = await report('turn-time', { 'as-of': '2026-03-12T00:00' });
  expect(ahead).toContain('The latest fact is of 2026-03-11 21:00: the as-of time is after');
  const later = await report('turn-time', { from: '2026-03-13' });
  expect(later).toContain('The latest fact is of 2026-03-11 21:00: the period begins after');
  expect(await report('turn-time')).not.toContain('The latest fact');
});

test('the page has the figures as chart and table, and nothing in it runs or comes from elsewhere', async () => {
  const page = await report('turn-time', { html: true });
  expect(page).toContain('<!doctype html>');
  expect(page.match(/<rect /g)).toHaveLength(2);
  expect(page).toContain('<td class="text">=BLCT&quot;2</td>');
  expect(page).toContain('Complete, gate.transactions: tos to 2026-03-11 21:00.');
  expect(page).not.toMatch(/<script|<link|<img|https?:|url\(/);
});

test('the total on the page is told apart by what it always is, wherever that stands', async () => {
  const quay = { eventTime: Date.UTC(2026, 2, 11), container: 'BOX1', facility: 'BLCT1' };
  await marts.fill('quay_moves', [{ ...quay, move: 'LOAD' }]);
  await marts.fill('container_moves', [{ ...quay, move: 'GTIN' }]);
  const footOf = async (by: string) => {
    const page = await report('throughput', { html: true, by });
    const [, foot = ''] = page.split('<tfoot>');
    return [...foot.matchAll(/<td class="text">(.*?)<\/td>/g)].map(([, text]) => text);
  };
  expect(await footOf('terminal')).toEqual(['all', 'gate', 'all', 'quay']);
  expect(await footOf('side,terminal')).toEqual(['gate', 'all', 'quay', 'all']);
  expect(await footOf('side')).toEqual(['gate', 'quay']);
});

test('Parquet is written by the engine, into the file that was named', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lb-report-'));
  const file = join(folder, 'turn-time.parquet');
  expect(await report('turn-time', { parquet: file })).toBe(`3 rows in ${file}.\n`);
  expect(readFileSync(file).subarray(0, 4).toString()).toBe('PAR1');
  await expect(report('turn-time', { parquet: join(folder, 'no', 'file') })).rejects.toThrow(
    'Is the folder there',
  );
  rmSync(folder, { recursive: true });
});

test('GeoJSON draws the segments with their figures', async () => {
  expect(JSON.parse(await report('traffic-delay', { geojson: true }))).toEqual({
    type: 'FeatureCollection',
    features: [
      {
        type: 'Feature',
        geometry: {
          type: 'LineString',
          coordinates: [
            [121.5, 29.9],
            [121.6, 29.9],
          ],
        },
        properties: expect.objectContaining({
          segment: 'S1',
          road: 'G9211',
          class: 'EXPRESSWAY',
          delayTotalMinutes: 0.75,
        }),
      },
    ],
  });
});

test('two forms of the output at once are refused, both named', () => {
  const typed = ['report', 'turn-time'];
  for (const [one, other] of [
    ['--csv', '--json'],
    ['--csv', '--html'],
    ['--csv', '--geojson'],
    ['--csv', '--parquet=rows.parquet'],
    ['--json', '--html'],
  ] as const) {
    const refused = expect(() => parseArguments([reportCommand], [...typed, other, one]));
    refused.toThrow(`${one} and ${other.split('=')[0]} are two forms of the output`);
  }
  // Who takes the page for a file is told of the two first.
  const [command, page] = [[reportCommand], [...typed, '--csv', '--html', 'F']];
  expect(() => parseArguments(command, page)).toThrow('--csv and --html are two forms');
  for (const form of [[], ['--csv'], ['--parquet', 'rows.parquet']]) {
    expect(() => parseArguments([reportCommand], [...typed, ...form])).not.toThrow();
  }
});

test('what cannot be asked is refused with what can', async () => {
  const refused = async (name: string, values: Readonly<Record<string, boolean | string>>) => {
    const error = await report(name, values).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UsageError);
    return (error as Error).message;
  };
  expect(await refused('turn', {})).toContain('yard-dwell, open-boxes, turn-time');
  expect(await refused('turn-time', { by: 'cluster' })).toContain(
    'terminal, group, gate, week, day',
  );
  expect(await refused('yard-dwel', {})).toMatch(/ Did you mean yard-dwell\?$/);
  expect(await refused('turn-time', { by: 'terminal,huor' })).toMatch(/ Did you mean hour\?$/);
  for (const by of ['terminal,', ',terminal', 'terminal,,hour']) {
    expect(await refused('turn-time', { by })).toContain(`--by ${by}: a name is missing`);
  }
  expect(await refused('turn-time', { geojson: true })).toContain('traffic-delay');
  expect(await refused('traffic-delay', { geojson: true, by: 'road' })).toContain('by segment');
  expect(await refused('turn-time', { top: '0' })).toContain('--top 0');
  expect(await refused('turn-time', { from: '11.3.2026' })).toContain('--from 11.3.2026');
  expect(await refused('changes', { 'as-of': '2026-03-11T10:00' })).toContain('leave --as-of out');
});
