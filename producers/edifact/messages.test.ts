import { expect, test } from 'vitest';
import { isRefusal } from '../normalise/refusal.ts';
import { messagesIn } from './messages.ts';
import { part, tokenize } from './tokenize.ts';

function found(text: string) {
  return messagesIn(tokenize(Buffer.from(text))).map((message) =>
    isRefusal(message)
      ? `${message.refused}: ${text.slice(message.span.from, message.span.to)}`
      : `${part(message.segments[0], 1)} of ${part(message.interchange, 5) ?? 'none'}`,
  );
}

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
  expect(found(`${broken}UNZ+1+I1'${whole('2')}`)).toEqual([
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

test('finds nothing in nothing', () => {
  expect(found(' \n')).toEqual([]);
});
