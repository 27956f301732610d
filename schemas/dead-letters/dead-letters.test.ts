import { expect, test } from 'vitest';
import { aDeadLetter, roundTrip } from '../testing/index.ts';
import { deadLetters } from './dead-letters.ts';

test('a dead letter survives the codec', () => {
  const letter = aDeadLetter({ bytes: Buffer.from([0, 255, 128]) });
  expect(roundTrip(deadLetters, letter)).toEqual(letter);
});

test('letters are kept by who set them aside', () => {
  expect(deadLetters.key(aDeadLetter({ stage: 'table:gate_transactions' }))).toBe(
    'table:gate_transactions',
  );
  expect(deadLetters.kind).toBe('letters');
});

test('a letter about bytes that nobody could read names no fact', () => {
  const letter = aDeadLetter({ topic: null, factId: null, factRevision: null, eventTime: 0 });
  expect(roundTrip(deadLetters, letter)).toEqual(letter);
});
