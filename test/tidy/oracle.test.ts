import { expect, test } from 'vitest';
import { oracleBreaches } from './oracle.ts';
import { readTree } from './tree.ts';

test('the oracle imports schemas and reference data only', () => {
  expect(oracleBreaches(readTree())).toEqual([]);
});

test.each([
  '@landbridge/processors',
  '@landbridge/producers/testing',
  '@landbridge/sinks',
  '@landbridge/processors/testing',
])('an oracle may not import %s', (specifier) => {
  for (const text of [`import { x } from '${specifier}';`, `import { x } from "${specifier}";`]) {
    for (const path of [
      'test/simulation/oracle.ts',
      'test/simulation/oracle-dwells.ts',
      'test/simulation/oracle/dwells.ts',
    ]) {
      expect(oracleBreaches([{ path, text }])).toHaveLength(1);
    }
  }
});

test('an oracle may not fold through infra, and may look places up', () => {
  const breaches = (text: string) => oracleBreaches([{ path: 'test/simulation/oracle.ts', text }]);
  expect(breaches(`import { openLog } from '@landbridge/infra';`)).toHaveLength(1);
  expect(breaches(`import { loadReference, type Reference } from '@landbridge/infra';`)).toEqual(
    [],
  );
  expect(breaches(`import { yardDwells } from '@landbridge/schemas';`)).toEqual([]);
});
