import type { Warehouse } from '@landbridge/infra';
import { expect, test } from 'vitest';
import { UsageError } from '../parse-arguments.ts';
import type { Pipeline } from '../pipeline.ts';
import { recordingTerminal } from '../recording-terminal.ts';
import { auditCommand } from './audit.ts';

/** A warehouse in which one row of every table differs, or none. */
function warehouse(differing: readonly string[], count: number): Warehouse {
  const query = (sql: string): Promise<object[]> => {
    if (sql.includes('FULL OUTER JOIN')) {
      const row = { kind: 'missing', names: [], are: [], should: [], causes: ['gate.boxes/g'] };
      return Promise.resolve(differing.map((id) => ({ ...row, id })));
    }
    return Promise.resolve(sql.includes('count() AS rows') ? [{ rows: count }] : []);
  };
  return { query } as unknown as Warehouse;
}

async function audit(
  values: Record<string, unknown>,
  differing: readonly string[] = [],
  count = 7,
) {
  const terminal = recordingTerminal();
  if (auditCommand.where === 'anywhere') throw new Error('audits need the folder');
  const pipeline = { warehouse: warehouse(differing, count), settled: () => Promise.resolve() };
  const typed = { metric: [], top: '5', json: false, ...values } as never;
  const call = { positionals: [], values: typed, terminal };
  const status = await auditCommand.run(call, pipeline as unknown as Pipeline);
  return { status, terminal };
}

test('JSON has a count of rows and differences for each metric, and nothing else is on stdout', async () => {
  const { status, terminal } = await audit({ json: true, metric: ['quay-moves'] });
  expect(status).toBe(0);
  expect(JSON.parse(terminal.stdout())).toEqual({
    metrics: [{ name: 'quay-moves', rows: 7, differences: 0, examples: [] }],
  });
});

test('a difference fails, is shown with the events behind it, and says what to do', async () => {
  const { status, terminal } = await audit({ metric: ['quay-moves'] }, ['row-1']);
  expect(status).toBe(1);
  expect(terminal.stdout()).toContain('quay-moves  row-1: the table lacks it');
  expect(terminal.stdout()).toContain('from gate.boxes/g');
  expect(terminal.stderr()).toContain('landbridge explain ID');
});

test('a period without a row is no proof, and says so', async () => {
  const metric = ['quay-moves'];
  const period = await audit({ metric, from: '2026-03-20' }, [], 0);
  expect(period.status).toBe(0);
  expect(period.terminal.stdout()).toContain(
    'NOTHING WAS AUDITED: there are no rows of these metrics from 2026-03-20 (Shanghai).',
  );
  const asJson = await audit({ metric, to: '2026-03-20', json: true }, [], 0);
  expect(JSON.parse(asJson.terminal.stdout()).metrics).toHaveLength(1);
  expect(asJson.terminal.stderr()).toContain('no rows of these metrics to 2026-03-20');
  expect((await audit({ metric }, [], 0)).terminal.stdout()).toContain('have no rows yet');
  expect((await audit({ metric })).terminal.stdout()).not.toContain('NOTHING');
});

test('what cannot be audited is refused with what can', async () => {
  const refused = async (values: Record<string, unknown>) => {
    const error = await audit(values).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UsageError);
    return (error as Error).message;
  };
  expect(await refused({ metric: ['quay'] })).toContain('gate-boxes, container-moves');
  expect(await refused({ metric: ['quay-move'] })).toMatch(/ Did you mean quay-moves\?$/);
  expect(await refused({ from: '2026-02-30' })).toContain('--from 2026-02-30');
  expect(await refused({ top: '0' })).toContain('--top 0');
});
