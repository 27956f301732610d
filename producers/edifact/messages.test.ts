import { expect, test } from 'vitest';
import { isRefusal } from '../normalise/refusal.ts';
import { messagesIn, SEGMENTS_MAX } from './messages.ts';
import { part, tokenize } from './tokenize.ts';

function found(text: string) {
  return [...messagesIn(tokenize(Buffer.from(text)))].map((message) =>
    isRefusal(message)
      ? `${message.refused}: ${text.slice(message.span.from, message.span.to)}`
      : `${part(message.segments[0], 1)} of ${part(message.interchange, 5) ?? 'none'}`,
  );
}

const unb = (reference: string) => `UNB+UNOA:1+A+B+260311:0900+I${reference}'`;
const whole = (reference: string) => `UNH+${reference}+CODECO'BGM+34'UNT+3+${reference}'`;

test('finds the messages of several interchanges', () => {
  const text = `UNB+UNOA:1+A+B+260311:0900+I1'${whole('1')}${whole('2')}UNZ+2+I1'UNB+UNOA:1+A+B+260311:0900+I2'${whole('1')}UNZ+1+I2'`;
  expect(found(text)).toEqual(['1 of I1', '2 of I1', '1 of I2']);
});

test('takes messages without an interchange', () => {
  expect(found(whole('7'))).toEqual(['7 of none']);
  expect(found(`UNB+UNOA:1+A+B+260311:0900+I1'UNZ+0+I1'${whole('7')}`)).toEqual(['7 of none']);
});

test('takes leading zeros in the count', () => {
  expect(found("UNH+1+CODECO'UNT+000002+1'")).toEqual(['1 of none']);
});

test.each(['4', '2', '', 'x', '3.0'])(
  'refuses a message of three segments that counts "%s"',
  (n) => {
    const text = `UNH+1+CODECO'BGM+34'UNT+${n}+1'`;
    expect(found(text)).toEqual([`segment-count: ${text}`]);
  },
);

test('refuses a message whose two references differ', () => {
  expect(found("UNH+1+CODECO'BGM+34'UNT+3+2'")[0]).toContain('segment-count');
});

test('refuses a message without a trailer and goes on with the next', () => {
  const broken = "UNH+1+CODECO'BGM+34'";
  expect(found(broken + whole('2'))).toEqual([`segment-count: ${broken}`, '2 of none']);
  expect(found(`${unb('1')}${broken}UNZ+1+I1'${whole('2')}`)).toEqual([
    `segment-count: ${broken}`,
    '2 of none',
  ]);
});

test('refuses a message that breaks off in the middle of a segment, with all its bytes', () => {
  const broken = "UNH+1+CODECO'BGM+34'EQD+C";
  expect(found(broken)).toEqual([`segment-count: ${broken}`]);
});

test('reports what stands outside of messages, once for neighbours', () => {
  expect(found(`BGM+34'EQD+CN'${whole('1')}junk`)).toEqual([
    "malformed: BGM+34'EQD+CN'",
    '1 of none',
    'malformed: junk',
  ]);
});

test.each([
  ['after its header', '', "UNB+UNOA:1+A+B+260311:0900+I1'"],
  ['between messages', whole('1'), "UNB+UNOA:1+A+B+260311:0900+I1'"],
  ['in its trailer', `${whole('1')}UNZ+1`, 'UNZ+1'],
  ['in a group', `UNG+CODECO'${whole('1')}UNE+1'`, "UNB+UNOA:1+A+B+260311:0900+I1'"],
])('an interchange that is cut %s is one letter beside its whole messages', (_, text, bytes) => {
  const messages = text.includes('UNH') ? ['1 of I1'] : [];
  expect(found(unb('1') + text)).toEqual([...messages, `malformed: ${bytes}`]);
  // The same where another interchange follows in the file, but there the trailer is whole or missing.
  if (text.endsWith('UNZ+1')) return;
  expect(found(`${unb('1')}${text}${unb('2')}${whole('7')}UNZ+1+I2'`)).toEqual([
    ...messages,
    `malformed: ${bytes}`,
    '7 of I2',
  ]);
});

test('an interchange that is cut within a message is one letter with that message', () => {
  const broken = "UNH+2+CODECO'BGM+34'EQD+C";
  const [first, cut, ...more] = messagesIn(tokenize(Buffer.from(unb('1') + whole('1') + broken)));
  expect(isRefusal(first)).toBe(false);
  expect(cut).toMatchObject({
    refused: 'segment-count',
    reason: expect.stringContaining('is cut'),
  });
  expect(more).toEqual([]);
});

test.each(['UNA', 'UNA:+.?', "UNA:+.? '", "UNA:+.? '\n"])(
  'a file that is cut in "%s" is one letter',
  (una) => {
    expect(found(una)).toEqual([`malformed: ${una}`]);
  },
);

test('a trailer without a header is a letter: the beginning is missing', () => {
  expect(found(`${whole('1')}UNZ+2+I1'`)).toEqual(['1 of none', "malformed: UNZ+2+I1'"]);
});

test.each(['UNZ+1+I1', 'UNZ+3+I1', 'UNZ++I1', 'UNZ+x+I1', 'UNZ'])(
  'an interchange of two messages that ends with %s is a letter beside them',
  (trailer) => {
    expect(found(`${unb('1')}${whole('1')}${whole('2')}${trailer}'`)).toEqual([
      '1 of I1',
      '2 of I1',
      `malformed: ${trailer}'`,
    ]);
  },
);

test('a trailer with another reference and the right count is fine', () => {
  expect(found(`${unb('1')}${whole('1')}UNZ+1+I9'`)).toEqual(['1 of I1']);
});

test('a trailer counts groups where there are any, and messages that are refused', () => {
  const group = `UNG+CODECO'${whole('1')}${whole('2')}UNE+2'`;
  expect(found(`${unb('1')}${group}UNZ+1+I1'`)).toEqual(['1 of I1', '2 of I1']);
  const refused = "UNH+3+CODECO'UNT+7+3'";
  expect(found(`${unb('1')}${whole('1')}${refused}UNZ+02+I1'`)).toEqual([
    '1 of I1',
    `segment-count: ${refused}`,
  ]);
});

test('finds nothing in nothing', () => {
  expect(found(' \n')).toEqual([]);
});

test('holds no more of a message than it may have, and takes the next one', () => {
  const endless = `UNH+1+CODECO'${"'".repeat(SEGMENTS_MAX)}`;
  const codes = found(`${endless}${whole('2')}`).map((one) => one.split(':')[0]);
  expect(codes).toEqual(['segment-count', 'malformed', '2 of none']);
});

test('makes one stray of a document of terminators, without holding them', () => {
  const text = "'".repeat(1_000_000);
  expect(found(text)).toEqual([`malformed: ${text}`]);
});
