import { UsageError } from '../parse-arguments.ts';

export type Disturb = 'none' | 'all' | Readonly<Record<string, number>>;

/** What `--disturb` says: `all`, `none`, or names with rates; given again they add up. */
export function disturbOf(typed: readonly string[]): Disturb {
  if (typed.length === 0) return 'all';
  const words = typed.flatMap((one) => one.split(','));
  const [first] = words;
  if (words.length === 1 && (first === 'all' || first === 'none')) return first;
  return Object.fromEntries(words.map(rateOf));
}

function rateOf(word: string): [string, number] {
  const [name = '', rate = ''] = word.split('=');
  const value = Number(rate);
  if (name === '' || rate === '' || !(value >= 0 && value <= 1)) {
    throw new UsageError(
      `--disturb ${word}: it is all, none, or NAME=RATE with a rate from 0 to 1, such as duplicates=0.1.`,
    );
  }
  return [name, value];
}
