import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { processors } from '@landbridge/processors';
import { expect, test } from 'vitest';
import { auditedMetrics } from './catalog.ts';

/** SQL does not match positions to roads: what follows from that is taken as it is, and proven against the simulated truth. */
const TAKEN_AS_GIVEN = ['truck.passages', 'truck.traversals', 'truck.trips'];
/** Every row has them, and only the id says which row it is. */
const HEADER = new Set(['id', 'revision', 'retracted']);

test('whatever a processor publishes is audited, but for what comes of matching positions to roads', () => {
  const published = processors.flatMap(({ outputs }) => outputs.map(({ topic }) => topic.name));
  const audited = auditedMetrics.map(({ topic }) => topic.name);
  expect([...audited, ...TAKEN_AS_GIVEN].sort()).toEqual([...published].sort());
});

test.each(auditedMetrics.map((metric) => [metric.topic.name, metric] as const))(
  'of %s every field is compared, by the processor that writes it',
  (_name, { topic, compared, processor }) => {
    const fields = (topic.schemas.at(-1)?.fields ?? []).map(({ name }) => name);
    expect([...compared].sort()).toEqual(fields.filter((name) => !HEADER.has(name)).sort());
    const writer = processors.find(({ outputs }) => outputs.some((each) => each.topic === topic));
    expect(processor).toBe(writer?.name);
  },
);

test('every metric is held against its processor on histories that are drawn', () => {
  const folder = import.meta.dirname;
  const files = readdirSync(folder).filter((name) => /^audited-.*\.test\.ts$/.test(name));
  const texts = files.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
  const untold = auditedMetrics
    .map(({ topic }) => `./metrics/${topic.name.replace('.', '-')}.ts`)
    .filter((path) => !texts.includes(path));
  expect(untold).toEqual([]);
});
