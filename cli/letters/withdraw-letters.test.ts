import type { Append } from '@landbridge/infra';
import { deadLetters } from '@landbridge/schemas';
import { aDeadLetter } from '@landbridge/schemas/testing';
import { expect, test } from 'vitest';
import { withdrawLetters } from './withdraw-letters.ts';

test('a letter is withdrawn by a higher revision with its full content', async () => {
  const appended: Append[] = [];
  const log = {
    partitions: 4,
    append: (appends: readonly Append[]) => {
      appended.push(...appends);
      return Promise.resolve();
    },
  };
  const letter = aDeadLetter({ id: 'a', revision: 3, stage: 'source:dcsa' });
  await withdrawLetters(log, [letter, aDeadLetter({ id: 'b', stage: 'source:dcsa' })]);
  expect(appended.map(({ topic, count }) => [topic, count])).toEqual([['dead.letters', 2]]);
  const [{ bytes, starts, values } = { bytes: Buffer.alloc(0), starts: [], values: [] }] = appended;
  expect(bytes.toString('utf8', starts[0], values[0])).toBe('source:dcsa');
  expect(deadLetters.codec.decode(bytes as Buffer, values[0] ?? 0, starts[1] ?? 0)).toEqual({
    ...letter,
    revision: 4,
    retracted: true,
  });
});

test('nothing is appended where there is nothing to withdraw', async () => {
  const append = () => Promise.reject(new Error('appended'));
  await withdrawLetters({ partitions: 1, append }, []);
});
