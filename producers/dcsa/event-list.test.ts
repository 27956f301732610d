import fc from 'fast-check';
import { expect, test } from 'vitest';
import { eventList } from './event-list.ts';

function textsOf(text: string): string[] {
  const bytes = Buffer.from(text);
  return eventList(bytes).events.map(({ from, to }) => bytes.toString('utf8', from, to));
}

function strayOf(text: string): string | undefined {
  const bytes = Buffer.from(text);
  const { stray } = eventList(bytes);
  return stray && bytes.toString('utf8', stray.from, stray.to);
}

test('finds the elements of an array', () => {
  expect(textsOf('[ {"a":1} , {"b":[2,{"c":3}]} ]')).toEqual(['{"a":1}', '{"b":[2,{"c":3}]}']);
});

test('finds the events of an object page, whatever stands around them', () => {
  expect(textsOf('{"next":{"x":[1]},"events":[{"a":1},{"b":2}],"total":2}')).toEqual([
    '{"a":1}',
    '{"b":2}',
  ]);
  expect(strayOf('{"events":[{"a":1}],"total":2}')).toBeUndefined();
});

test('takes an object without a list for one event', () => {
  expect(textsOf(' {"eventID":"x","events":3} ')).toEqual(['{"eventID":"x","events":3}']);
});

test('is not misled by brackets, commas and quotes in strings', () => {
  expect(textsOf('[{"a":"],[{\\"}"},{"b":"\\\\"}]')).toEqual(['{"a":"],[{\\"}"}', '{"b":"\\\\"}']);
});

test('skips a byte order mark', () => {
  expect(textsOf('\ufeff[{"a":1}]')).toEqual(['{"a":1}']);
});

test('finds nothing in an empty page', () => {
  expect(textsOf('[]')).toEqual([]);
  expect(textsOf('{"events":[]}')).toEqual([]);
  expect(textsOf('   ')).toEqual([]);
});

test('keeps the whole events of a document that breaks off, and says so', () => {
  expect(textsOf('[{"a":1},{"b":')).toEqual(['{"a":1}', '{"b":']);
  expect(strayOf('[{"a":1},{"b":')).toBeDefined();
  expect(strayOf('{"events":[{"a":1}]')).toBeDefined();
});

test('finds the events of several documents behind each other', () => {
  expect(textsOf('{"a":1}\n{"b":{"c":2}}\n')).toEqual(['{"a":1}', '{"b":{"c":2}}']);
  expect(textsOf('{"events":[{"a":1}],"x":[2]}\n{"events":[{"b":2}]} [{"c":3}]')).toEqual([
    '{"a":1}',
    '{"b":2}',
    '{"c":3}',
  ]);
  expect(strayOf('{"events":[{"a":1}]}\n{"events":[]}')).toBeUndefined();
});

test('reports what follows the list', () => {
  expect(strayOf('[{"a":1}] and more')).toBe('and more');
  expect(strayOf('{"a":1}] [2]')).toBe('] [2]');
  expect(strayOf('[{"a":1}]\n')).toBeUndefined();
});

test('reports an element that is not there', () => {
  expect(textsOf('[{"a":1},,{"b":2}]')).toEqual(['{"a":1}', ',', '{"b":2}']);
});

test('finds the very elements of any array, in any layout', () => {
  const element = fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 });
  fc.assert(
    fc.property(fc.array(element), fc.constantFrom(0, 1, 2), (elements, indent) => {
      const found = textsOf(JSON.stringify(elements, null, indent)).map((text) => JSON.parse(text));
      expect(found).toEqual(JSON.parse(JSON.stringify(elements)));
    }),
    { seed: Number(process.env['SEED'] ?? 1) },
  );
});

test('ends on any bytes', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'[]{}",:\\ a1') }), (text) => {
      eventList(Buffer.from(text));
    }),
    { seed: Number(process.env['SEED'] ?? 1), numRuns: 2000 },
  );
});
