import fc from 'fast-check';
import { expect, test } from 'vitest';
import { eventList } from './event-list.ts';

function textsOf(text: string): string[] {
  const bytes = Buffer.from(text);
  return eventList(bytes).events.map(({ from, to }) => bytes.toString('utf8', from, to));
}

function straysOf(text: string): string[] {
  const bytes = Buffer.from(text);
  return eventList(bytes).strays.map(({ from, to }) => bytes.toString('utf8', from, to));
}

function strayOf(text: string): string | undefined {
  return straysOf(text)[0];
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
  expect(straysOf('[{"a":1},{"b":')).toEqual([]);
  expect(strayOf('[{"a":1},')).toBeDefined();
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

const E = ['a', 'b', 'c', 'd'].map((id) => `{"eventID":"${id}","x":{"y":[1,{"z":"}"}]}}`);
const [A = '', B = '', C = '', D = ''] = E;
const CUT = B.slice(0, -1);

test.each([
  ['a brace too many', `[${A},${B}},${C},${D}]`, [A, B, C, D], ['},']],
  ['a missing brace', `[${A},${CUT},${C},${D}]`, [A, CUT, C, D], []],
  [
    'a missing quote',
    `[${A},${B.replace('b"', 'b')},${C},${D}]`,
    [A, B.replace('b"', 'b'), C, D],
    [],
  ],
  ['a missing comma', `[${A} ${B},${C}]`, [A, B, C], []],
  ['words between events', `[${A},${B} and ${C},${D}]`, [A, B, C, D], ['and']],
  ['a cut line', `${A}\n${B.slice(0, 20)}\n${C}\n${D}\n`, [A, B.slice(0, 20), C, D], []],
  ['a line cut in a text', `${A}\n{"eventID":"b\n${C}\n`, [A, '{"eventID":"b', C], []],
  ['a line cut at a value', `${A}\n{"eventID":\n${C}\n${D}\n`, [A, '{"eventID":', C, D], []],
  [
    'a line of other text',
    `${A}\nERROR 500 {x} upstream\n${C}\n`,
    [A, C],
    ['ERROR 500 {x} upstream'],
  ],
  ['pages one a line', `[${A}\n[${B}]\n{"events":[${C}]}\n`, [A, B, C], []],
])('goes on behind %s', (_, text, events, strays) => {
  expect(textsOf(text)).toEqual(events);
  expect(straysOf(text)).toEqual(strays);
});

test('loses no byte that is not a bracket, a comma or a blank of a list', () => {
  const document = `[${E.join(',\n')}]`;
  for (let at = 0; at < document.length; at++) {
    for (const put of ['', '}', ']', '"', '\n', '{']) {
      const bytes = Buffer.from(document.slice(0, at) + put + document.slice(at + 1));
      const { events, strays } = eventList(bytes);
      for (const { from, to } of [...events, ...strays]) bytes.fill(' ', from, to);
      expect(bytes.toString()).toMatch(/^[\s,[\]]*$/);
    }
  }
});

test('reads a document that is broken everywhere in bounded time', () => {
  const broken = '{"eventID":'.repeat(100_000);
  const { events } = eventList(Buffer.from(broken));
  expect(events.length).toBeLessThan(20);
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
