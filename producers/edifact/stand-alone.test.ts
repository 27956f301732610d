import { expect, test } from 'vitest';
import { refusedFact } from '../runtime/letters.ts';
import { Decoding } from '../testing/decoding.ts';
import { aCodeco, interchangeOf } from './codeco-builder.ts';
import { edifact } from './edifact.ts';

const good = "EQD+CN+CSQU3054383'";
const bad = "EQD+CN++22G1:102:5++2+5'";
const decode = (document: string | Buffer) => new Decoding(edifact, document);
const again = (letter: Uint8Array | undefined) => decode(Buffer.from(letter ?? []));

test('what a test interchange says is still a test when its letter is driven again', () => {
  const marked = interchangeOf([aCodeco({})]).replace("+77'UNH", "+77++++++1'UNH");
  const [letter] = decode(marked).rejects;
  const driven = again(letter?.bytes);
  expect(driven.stated).toEqual([]);
  expect(driven.rejects).toMatchObject([{ code: letter?.code, reason: letter?.reason }]);
});

test.each([
  ['default separators', (text: string) => text],
  [
    'separators of its own',
    (text: string) =>
      `UNA;*.! ~${text.replaceAll(':', ';').replaceAll('+', '*').replaceAll("'", '~')}`,
  ],
  ['line ends', (text: string) => text.replaceAll("'", "'\r\n")],
])('a container that is refused alone says the same when it is driven again: %s', (_, written) => {
  const equipment = [good, bad, "EQD+CN+ABCU1234560'"];
  const document = written(interchangeOf([aCodeco({ equipment, total: ["CNT+16:3'"] })]));
  const [letter] = decode(document).rejects;
  const driven = again(letter?.bytes);
  expect(driven.all).toHaveLength(1);
  expect(driven.rejects).toMatchObject([{ code: 'no-key', reason: letter?.reason }]);
});

test('a container whose time is refused has all that makes it a fact, and is the same one', () => {
  const document = interchangeOf([aCodeco({ equipment: [good, "EQD+CN+ABCU1234560'"] })]);
  const { stated } = decode(document);
  const refusal = { refused: 'future', reason: 'It happened ahead of our clock.' } as const;
  for (const fact of stated) {
    const { bytes } = refusedFact(fact, refusal, { source: edifact, bytes: Buffer.from(document) });
    const driven = again(bytes);
    expect(driven.rejects).toEqual([]);
    expect(driven.stated.map((one) => one.fact)).toContainEqual(fact.fact);
  }
});

test('two containers without a number in two messages are two letters', () => {
  const messages = ['A', 'B'].map((document) => aCodeco({ document, equipment: [bad] }));
  const [one, other] = decode(interchangeOf(messages)).rejects;
  expect(Buffer.from(one?.bytes ?? []).equals(Buffer.from(other?.bytes ?? []))).toBe(false);
});
