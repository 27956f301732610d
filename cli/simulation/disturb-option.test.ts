import { expect, test } from 'vitest';
import { disturbOf } from './disturb-option.ts';

test('all disturbances are on by default, and all or none can be said', () => {
  expect(disturbOf([])).toBe('all');
  expect(disturbOf(['none'])).toBe('none');
  expect(disturbOf(['all'])).toBe('all');
});

test('rates can be given again or with commas', () => {
  expect(disturbOf(['duplicates=0.1', 'broken=0'])).toEqual({ duplicates: 0.1, broken: 0 });
  expect(disturbOf(['duplicates=0.1,disorder=1'])).toEqual({ duplicates: 0.1, disorder: 1 });
});

test.each(['duplicates', 'duplicates=', '=0.5', 'duplicates=2', 'duplicates=x', 'duplicates=-1'])(
  '--disturb %s is refused',
  (word) => {
    expect(() => disturbOf([word])).toThrow('NAME=RATE');
  },
);

test('none together with a rate is refused: it says two things', () => {
  expect(() => disturbOf(['none', 'duplicates=0.1'])).toThrow('--disturb none');
});
