import { expect, test } from 'vitest';
import { csv } from './csv.ts';

test('quotes what holds a comma, a quote or a line break, and doubles quotes', () => {
  expect(
    csv(
      ['a', 'b'],
      [
        ['x,y', 'say "hi"'],
        ['two\nlines', 'plain'],
      ],
    ),
  ).toBe('a,b\r\n"x,y","say ""hi"""\r\n"two\nlines",plain\r\n');
});

test.each(['=HYPERLINK("http://x")', '+1+1', '-2+3', '@SUM(A1)', '\tx', '\rx'])(
  'a spreadsheet does not run %j',
  (text) => {
    const [, row] = csv(['a'], [[text]]).split(/\r\n(?=.)/);
    expect(row?.replace(/^"/, '').startsWith("'")).toBe(true);
  },
);

test('numbers stay numbers, negative ones too', () => {
  expect(csv(['n'], [[-12.5], ['-12.5'], ['+86'], [0]])).toBe(
    'n\r\n-12.5\r\n-12.5\r\n+86\r\n0\r\n',
  );
});

test('null is an empty field and false is not', () => {
  expect(csv(['a', 'b'], [[null, false]])).toBe('a,b\r\n,false\r\n');
});
