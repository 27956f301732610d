import { expect, test } from 'vitest';
import { cutToWidth, printable, widthOf } from './width.ts';

test('a Han character takes two columns, a Latin one takes one', () => {
  expect(widthOf('浙B12345')).toBe(8);
  expect(widthOf('BLCT1')).toBe(5);
  expect(widthOf('Ningbo 宁波')).toBe(11);
});

test('a combining mark takes no column', () => {
  expect(widthOf('e\u0301')).toBe(1);
});

test('cuts at a whole character and says so', () => {
  expect(cutToWidth('宁波舟山港', 10)).toBe('宁波舟山港');
  expect(cutToWidth('宁波舟山港', 9)).toBe('宁波舟山…');
  expect(cutToWidth('宁波舟山港', 8)).toBe('宁波舟…');
  expect(widthOf(cutToWidth('宁波舟山港', 8))).toBeLessThanOrEqual(8);
});

test('an escape sequence in the data cannot steer the terminal', () => {
  expect(printable('\u001b[2Jgone\r\nnext\u009b')).toBe(' [2Jgone  next ');
});
