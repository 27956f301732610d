import { topics } from '@landbridge/schemas';
import { expect, test } from 'vitest';
import { type NameKind, nameBreaches } from './names.ts';
import { readTree } from './tree.ts';

test('topics have the form of topics', () => {
  const received = topics.flatMap((topic) => topic.received?.name ?? []);
  expect(nameBreaches('topic', [...topics.map((topic) => topic.name), ...received])).toEqual([]);
});

test('a topic is named as its unit', () => {
  const catalog = readTree().find((file) => file.path === 'schemas/catalog.ts')?.text ?? '';
  for (const { name } of topics) {
    const unit = name.replace('.', '-');
    expect(catalog).toContain(`'./${unit}/${unit}.ts'`);
  }
});

test('views for people have the form of marts', () => {
  const views = readTree()
    .filter((file) => /^sinks\/.*\.(?:sql|ts)$/.test(file.path))
    .flatMap((file) => [
      ...file.text.matchAll(/CREATE (?:OR REPLACE )?VIEW (?:IF NOT EXISTS )?`?(\w+)(?=[\s`(])/gi),
    ])
    .flatMap(([, name = '']) => name);
  expect(nameBreaches('mart', views)).toEqual([]);
});

test.each<[NameKind, string, string[]]>([
  [
    'topic',
    'gate.transactions',
    ['gate_transactions', 'GateTransactions', 'gate.Transactions', 'gate', 'a.b.c'],
  ],
  ['table', 'gate_transactions', ['gate.transactions', 'gateTransactions', 'gate-transactions']],
  ['mart', 'mart_yard_dwells', ['yard_dwells', 'mart_yardDwells', 'Mart_yard']],
  ['metric', 'processors_events_late_total', ['eventsLate', 'events_late', 'events.late.total']],
])('a %s is named as %s, not as %j', (kind, good, bad) => {
  expect(nameBreaches(kind, [good])).toEqual([]);
  expect(nameBreaches(kind, bad)).toHaveLength(bad.length);
});
