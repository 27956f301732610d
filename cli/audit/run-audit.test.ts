import type { Warehouse } from '@landbridge/infra';
import { quayMoves } from '@landbridge/schemas';
import { expect, test } from 'vitest';
import type { AuditedMetric } from './metric.ts';
import { runAudit } from './run-audit.ts';

const metric: AuditedMetric = {
  topic: quayMoves,
  processor: 'quay-moves',
  compared: ['teu'],
  sql: () => 'SELECT 1',
};

/** A warehouse whose comparisons find these ids, one list a look; and how often the audit waited. */
function looking(...looks: string[][]) {
  let look = 0;
  let waits = 0;
  const query = (sql: string): Promise<object[]> => {
    if (sql.includes('FULL OUTER JOIN')) {
      const found = looks[Math.min(look++, looks.length - 1)] ?? [];
      const rows = found.map((id) => ({ id, kind: 'missing', names: [], are: [], should: [] }));
      return Promise.resolve(rows.map((row) => ({ ...row, causes: [] })));
    }
    return Promise.resolve(sql.includes('count() AS rows') ? [{ rows: 7 }] : []);
  };
  const settled = () => {
    waits++;
    return Promise.resolve();
  };
  const warehouse = { query } as unknown as Warehouse;
  const range = { fromMs: 0, toMs: 1 };
  return { options: { warehouse, metrics: [metric], range, settled }, waits: () => waits };
}

test('an audit without a difference looks once, after everything has landed', async () => {
  const { options, waits } = looking([]);
  expect(await runAudit(options)).toEqual([{ name: 'quay-moves', rows: 7, differences: [] }]);
  expect(waits()).toBe(1);
});

test('what differs is looked at again after the pipeline has caught up', async () => {
  const { options, waits } = looking(['on-its-way', 'wrong'], ['wrong', 'new']);
  const [finding] = await runAudit(options);
  expect(finding?.differences.map(({ id }) => id)).toEqual(['wrong']);
  expect(waits()).toBe(2);
});

test('what was on its way at the first look is no difference', async () => {
  const { options, waits } = looking(['on-its-way'], []);
  expect((await runAudit(options))[0]?.differences).toEqual([]);
  expect(waits()).toBe(2);
});
