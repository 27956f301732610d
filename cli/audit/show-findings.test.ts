import { expect, test } from 'vitest';
import { findingLines } from './show-findings.ts';

const causes = Array.from({ length: 10 }, (_, i) => `gate.transactions/g${i}`);
const differs = {
  id: 'visit-1',
  kind: 'differs' as const,
  fields: [{ name: 'turnMs', is: '1800000', should: '1860000' }],
  causes,
};

test('a table of metrics is followed by each differing row, field and cause', () => {
  const lines = findingLines(
    [
      { name: 'truck-visits', rows: 1234, differences: [differs] },
      { name: 'quay-moves', rows: 10, differences: [] },
    ],
    5,
  );
  expect(lines[2]).toMatch(/^truck-visits +1,234 +1$/);
  expect(lines[3]).toMatch(/^quay-moves +10 +0$/);
  expect(lines).toContain('truck-visits  visit-1: the table says otherwise');
  expect(lines).toContain('  turnMs: is 1800000, should be 1860000');
  expect(lines).toContain('  from gate.transactions/g0');
  expect(lines.at(-1)).toBe('  and 2 more events');
});

test('of many differing rows the first are shown, and how many more there are', () => {
  const differences = Array.from({ length: 4 }, (_, i) => ({ ...differs, id: `v${i}` }));
  const lines = findingLines([{ name: 'truck-visits', rows: 4, differences }], 3);
  expect(lines.filter((line) => line.includes('says otherwise'))).toHaveLength(3);
  expect(lines.at(-1)).toBe('truck-visits: 1 more row differ; --top shows more.');
});
