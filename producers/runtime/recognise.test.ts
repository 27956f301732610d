import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { sources } from '../catalog.ts';
import { sourceFor, unrecognised } from './recognise.ts';

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

test('takes the source that is named, and lines where a topic is named and no format is found', () => {
  expect(nameOf('<xml/>', { source: 'edifact' })).toBe('edifact');
  expect(nameOf('nonsense', { topic: 'truck.positions' })).toBe('jsonl');
  expect(nameOf('{"plate":"x"}', { topic: 'truck.positions' })).toBe('jsonl');
  expect(nameOf("UNB+UNOA:1+A+B'", { topic: 'truck.positions' })).toBe('edifact');
  expect(nameOf('{"events":[]}', { topic: 'truck.positions' })).toBe('dcsa');
});

test.each([
  [{ source: 'edifact', topic: 'truck.positions' }, 'a topic is for lines'],
  [{ source: 'dcsa', crs: 'WGS84' }, 'a coordinate system is for lines'],
  [{ source: 'nothing' }, 'There is no source nothing'],
])('refuses %j', (origin, message) => {
  expect(() => nameOf('x', origin)).toThrow(message);
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

test.each([
  ['gzip', gzipSync('{"topic":"gate.transactions"}')],
  ['UTF-16', Buffer.from('\uFEFF{"topic":"gate.transactions"}', 'utf16le')],
  ['empty', Buffer.alloc(0)],
  ['begins like none of', Buffer.from('hello')],
])('what no source recognises is told for what it is: %s', (what, head) => {
  expect(unrecognised(head)).toContain(what);
});
