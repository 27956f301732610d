import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Decoding, essence } from '../testing/decoding.ts';
import { aCodeco, interchangeOf } from './codeco-builder.ts';
import { edifact } from './edifact.ts';

const seed = Number(process.env['SEED'] ?? 1);

const DOCUMENT = interchangeOf([
  aCodeco({ vessel: ["TDT+20+1+1++COS:172+++9321483:146::A?'S ?+ SHIP'"] }),
  aCodeco({ action: '1', equipment: ["EQD+CN+CSQU3054383'", "EQD+CN+ABCU1234560'"] }),
]);

const lineEnd = fc.constantFrom('\n', '\r\n', '\r');

test('gives the same facts in any layout of lines', () => {
  const plain = essence(new Decoding(edifact, DOCUMENT));
  const breaks = fc.array(fc.tuple(fc.nat(DOCUMENT.length), lineEnd), { maxLength: 40 });
  fc.assert(
    fc.property(breaks, (places) => {
      let text = DOCUMENT;
      for (const [at, end] of places.sort(([a], [b]) => b - a)) {
        text = text.slice(0, at) + end + text.slice(at);
      }
      expect(essence(new Decoding(edifact, text))).toEqual(plain);
    }),
    { seed },
  );
});

test('gives the same facts with other separators', () => {
  const plain = essence(new Decoding(edifact, DOCUMENT));
  const swap: Record<string, string> = { ':': ';', '+': '*', '?': '\\', "'": '~' };
  const other = `UNA;*.\\ ~${DOCUMENT.replaceAll("?'", "'!")
    .replaceAll('?+', '+!')
    .replaceAll(/[:+?'](?!!)/g, (sign) => swap[sign] ?? sign)
    .replaceAll('!', '')}`;
  expect(essence(new Decoding(edifact, other))).toEqual(plain);
});

test('never throws on a document with bytes cut out, doubled or changed', () => {
  const bytes = Buffer.from(DOCUMENT);
  const change = fc.tuple(fc.nat(bytes.length - 1), fc.nat(12), fc.uint8Array({ maxLength: 6 }));
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 5 }), (changes) => {
      let damaged = bytes;
      for (const [at, length, insert] of changes) {
        damaged = Buffer.concat([damaged.subarray(0, at), insert, damaged.subarray(at + length)]);
      }
      const decoding = new Decoding(edifact, damaged);
      // Whatever is wrong with it, the document is answered: with facts, rejects or both.
      expect(decoding.all.length).toBeGreaterThan(0);
    }),
    { seed, numRuns: 500 },
  );
});

test('a file that is cut anywhere keeps its whole messages and is at least one letter', () => {
  const facts = new Decoding(edifact, `UNA:+.? '${DOCUMENT}`).stated;
  const document = `UNA:+.? '${DOCUMENT.trimEnd()}`;
  for (let length = 1; length < document.length; length++) {
    const cut = new Decoding(edifact, document.slice(0, length));
    expect(cut.rejects, document.slice(0, length)).toHaveLength(1);
    expect(cut.stated).toEqual(facts.slice(0, cut.stated.length));
  }
});

test('never throws on any segments', () => {
  const tag = fc.constantFrom('UNB', 'UNH', 'UNT', 'UNZ', 'BGM', 'EQD', 'DTM', 'LOC', 'TDT', 'CNT');
  const text = fc.string({ unit: fc.constantFrom(..."+:?'34791CN0\u00e9"), maxLength: 20 });
  fc.assert(
    fc.property(fc.array(fc.tuple(tag, text)), (segments) => {
      new Decoding(edifact, segments.map(([name, rest]) => `${name}+${rest}'`).join(''));
    }),
    { seed, numRuns: 500 },
  );
});
