import { expect, test } from 'vitest';
import { textTable } from './text-table.ts';

test('puts text on the left, numbers on the right, and counts a Han character as two columns', () => {
  const lines = textTable(
    [
      { title: 'place', align: 'left' },
      { title: 'boxes', align: 'right' },
    ],
    [
      ['宁波', '7'],
      ['Daxie', '1,234'],
    ],
  );
  expect(lines).toEqual(['place  boxes', '─────  ─────', '宁波       7', 'Daxie  1,234']);
});

test('cuts a long cell and keeps a cell on one line', () => {
  const [, , row] = textTable([{ title: 'note', align: 'left' }], [['one\ntwo three four']], 8);
  expect(row).toBe('one two…');
});

test('a table without rows is its heading', () => {
  expect(textTable([{ title: 'id', align: 'left' }], [])).toEqual(['id', '──']);
});
