import fc from 'fast-check';
import { expect, test } from 'vitest';
import { part, type Segment, tokenize } from './tokenize.ts';

function tokens(text: string | Buffer) {
  const all = tokenize(Buffer.from(text));
  const segments: Segment[] = [];
  let next = all.next();
  for (; next.done !== true; next = all.next()) segments.push(next.value);
  return { segments, rest: next.value };
}

const elementsOf = (text: string) => tokens(text).segments.map(({ elements }) => elements);

test('cuts segments into elements and components', () => {
  expect(elementsOf("LOC+165+ESHUV:139:6+CONCHUV:TER:ZZZ'")).toEqual([
    [['LOC'], ['165'], ['ESHUV', '139', '6'], ['CONCHUV', 'TER', 'ZZZ']],
  ]);
});

test('does not care for lines', () => {
  const one = elementsOf("BGM+34++9'EQD+CN+CSQU3054383'");
  expect(elementsOf("BGM+34++9'\r\nEQD+CN+CSQU3054383'\n")).toEqual(one);
  expect(elementsOf("BGM+34+\n+9'EQD+CN+CSQU30\r\n54383'")).toEqual(one);
});

test('takes a released separator for text', () => {
  expect(elementsOf("FTX+AAA+++PLASTICS?:ART?'S?+??'")).toEqual([
    [['FTX'], ['AAA'], [''], [''], ["PLASTICS:ART'S+?"]],
  ]);
});

test('takes the separators that UNA names, for what follows it', () => {
  expect(elementsOf("BGM+1'UNA;*.!~ BGM*34;x**9 UNA:+.? 'BGM+2'")).toEqual([
    [['BGM'], ['1']],
    [['BGM'], ['34', 'x'], [''], ['9']],
    [['BGM'], ['2']],
  ]);
});

test('takes a line end for the terminator where UNA says so', () => {
  expect(elementsOf('UNA:+.? \nBGM+34++9\nEQD+CN\n')).toEqual([
    [['BGM'], ['34'], [''], ['9']],
    [['EQD'], ['CN']],
  ]);
});

test('has no release character where UNA leaves it blank', () => {
  expect(elementsOf("UNA:+.  'FTX+a?:b'")).toEqual([[['FTX'], ['a?', 'b']]]);
});

test('reports what is not terminated', () => {
  const { segments, rest } = tokens("BGM+34'EQD+CN");
  expect(segments).toHaveLength(1);
  expect(rest).toEqual({ from: 7, to: 13 });
});

test('reads UTF-8 and Latin-1', () => {
  expect(part(tokens("FTX+浙B12345'").segments[0], 1)).toBe('浙B12345');
  const latin = tokens(Buffer.from("FTX+K\xf8benhavn'", 'latin1'));
  expect(part(latin.segments[0], 1)).toBe('København');
});

test('knows where each segment stands', () => {
  const text = "BGM+34'\nEQD+CN'";
  const spans = tokens(text).segments.map(({ span }) => text.slice(span.from, span.to));
  expect(spans).toEqual(["BGM+34'", "EQD+CN'"]);
});

test('answers null for what is empty or not there', () => {
  const segment = tokens("EQD+CN++ :x'").segments[0];
  expect([part(segment, 2), part(segment, 3), part(segment, 9), part(undefined, 1)]).toEqual([
    null,
    null,
    null,
    null,
  ]);
  expect(part(segment, 3, 1)).toBe('x');
});

test('gives back any text that was released', () => {
  const seed = Number(process.env['SEED'] ?? 1);
  const text = fc.string({ unit: fc.constantFrom(...":+?'aZ9 浙") });
  fc.assert(
    fc.property(fc.array(text, { minLength: 1 }), (components) => {
      const released = components.map((value) => value.replaceAll(/[:+?']/g, '?$&'));
      const [segment] = tokens(`FTX+${released.join(':')}'`).segments;
      expect(segment?.elements[1]).toEqual(components);
    }),
    { seed },
  );
});
