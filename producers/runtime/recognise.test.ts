import { expect, test } from 'vitest';
import { sources } from '../catalog.ts';
import { sourceFor } from './recognise.ts';

const nameOf = (text: string, origin = {}, name = 'x') =>
  sourceFor({ name, head: Buffer.from(text) }, origin)?.name;

test.each([
  ['[{"eventID":"x","eventClassifierCode":"ACT"}]', 'dcsa'],
  ['{"events":[]}', 'dcsa'],
  ["UNB+UNOA:1+A+B'", 'edifact'],
  ['{"topic":"truck.positions"}\n', 'jsonl'],
  ['{"topic":"container.events","eventType":"EQUIPMENT","eventCode":"LOAD"}\n', 'jsonl'],
  ['<xml/>', undefined],
  ['', undefined],
])('finds the source of %s', (text, name) => {
  expect(nameOf(text)).toBe(name);
});

test('takes the source that is named, and lines where a topic is named', () => {
  expect(nameOf('<xml/>', { source: 'edifact' })).toBe('edifact');
  expect(nameOf('[]', { topic: 'truck.positions' })).toBe('jsonl');
});

test('takes the name of a file whose lines are all bad for a hint', () => {
  expect(nameOf('nonsense', {}, 'facts.jsonl')).toBe('jsonl');
  expect(nameOf('nonsense', {}, 'facts.ndjson')).toBe('jsonl');
});

test('has no two sources of one name, and decoder versions that six bits hold', () => {
  expect(new Set(sources.map(({ name }) => name)).size).toBe(sources.length);
  for (const { decoderVersion } of sources) {
    expect(decoderVersion).toBeGreaterThanOrEqual(0);
    expect(decoderVersion).toBeLessThan(64);
  }
});
