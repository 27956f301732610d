import { avroType } from '@landbridge/schemas';
import { expect, test } from 'vitest';
import {
  PERHAPS_DOUBLE,
  PERHAPS_LONG,
  PERHAPS_STRING,
  stateRecord,
  TEXTS,
} from './state-record.ts';

test('describes a state that survives its bytes, with and without its optional parts', () => {
  const type = avroType(
    stateRecord('Outer', {
      names: TEXTS,
      at: PERHAPS_LONG,
      share: PERHAPS_DOUBLE,
      word: PERHAPS_STRING,
      inner: ['null', stateRecord('Inner', { count: 'int' })],
    }),
  );
  const empty = { names: [], at: null, share: null, word: null, inner: null };
  const full = { names: ['a'], at: 1, share: 0.5, word: 'b', inner: { count: 2 } };
  for (const state of [empty, full]) {
    expect(type.fromBuffer(type.toBuffer(state))).toEqual(state);
  }
});

test('keeps fields in the order they are given', () => {
  const { fields } = stateRecord('Pair', { second: 'int', first: 'int' });
  expect(fields.map(({ name }) => name)).toEqual(['second', 'first']);
});
