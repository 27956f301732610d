import { expect, test } from 'vitest';
import { catalog } from '../catalog.ts';
import { parseArguments } from '../parse-arguments.ts';

const typed = (line: string) => () => parseArguments(catalog, ['run', ...line.split(' ')]);

test.each([
  '--seed 7',
  '--scale 0.1',
  '--day 2026-03-11',
  '--days 2',
  '--history 3',
  '--disturb none',
  '--json',
  '--watch inbox --seed 1',
])('refuses run %s, which simulates nothing', (line) => {
  expect(typed(line)).toThrow('type run --simulate, or leave it out');
});

test.each([
  ['--simulate --watch inbox', 'run one of them'],
  ['--simulate --day 2999-01-01', 'has ended before today'],
  ['--simulate --days 366000', 'has ended before today'],
  ['--simulate --day 2026-02-31', 'there is no such day'],
  ['--simulate --seed x', 'it is a number'],
  ['--simulate --scale 9999', 'scale is 9999: it may be 0.005 to 100'],
  ['--simulate --history=-1', 'historyDays is -1: it may be 0 to 366'],
])('refuses run %s', (line, message) => {
  expect(typed(line)).toThrow(message);
});

test.each(['--simulate', '--simulate --json --seed 7', '--watch inbox', '--health 9100'])(
  'takes run %s',
  (line) => {
    expect(typed(line)().values).toMatchObject({ simulate: line.includes('simulate') });
  },
);
