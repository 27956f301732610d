import { expect, test } from 'vitest';
import { didYouMean } from './did-you-mean.ts';

const NAMES = ['report', 'yard-dwell', 'from', 'format', 'to', 'hour', 'day'];

test('names what a letter too many, too few, wrong or swapped was meant for', () => {
  for (const [typed, meant] of [
    ['reprot', 'report'],
    ['reports', 'report'],
    ['repor', 'report'],
    ['Report', 'report'],
    ['yard-dwel', 'yard-dwell'],
    ['yadr_dwell', 'yard-dwell'],
    ['form', 'from'],
    ['hours', 'hour'],
    ['dya', 'day'],
  ] as const) {
    expect(didYouMean(typed, NAMES), typed).toBe(` Did you mean ${meant}?`);
  }
  expect(didYouMean('form', NAMES, '--')).toBe(' Did you mean --from?');
});

test('says nothing where no name is near', () => {
  for (const typed of ['', 'turn', 'x', 'tp', 'yard', 'frankly']) {
    expect(didYouMean(typed, NAMES), typed).toBe('');
  }
});
