import { expect, test } from 'vitest';
import { commitOf, putOf } from '../log/task-contract.ts';
import { assertKeys, decodeCommitted, encodeCommitted, sizeOfState } from './embedded-state.ts';

test('what a commit says comes back: checkpoint bytes and positions', () => {
  const checkpoint = Buffer.from([0, 255, 1]);
  const positions = new Map([
    ['gate.transactions', 2 ** 40],
    ['ä.b', 0],
  ]);
  const committed = decodeCommitted(encodeCommitted(commitOf({ checkpoint, positions })));
  expect(committed.checkpoint).toEqual(checkpoint);
  expect(committed.positions).toEqual(positions);
  const empty = commitOf({ checkpoint: Buffer.alloc(0) });
  expect(decodeCommitted(encodeCommitted(empty))).toEqual({
    checkpoint: Buffer.alloc(0),
    positions: new Map(),
  });
});

test('counts the bytes of puts', () => {
  expect(sizeOfState(commitOf())).toBe(0);
  expect(sizeOfState(commitOf({ puts: [putOf('k', 'v'), putOf('key', 'value')] }))).toBe(10);
});

test('refuses keys that LMDB would not take', () => {
  const withKey = (size: number) =>
    commitOf({ puts: [{ key: Buffer.alloc(size, 1), value: Buffer.alloc(0) }] });
  assertKeys(withKey(1));
  assertKeys(withKey(1978));
  for (const size of [0, 1979]) {
    expect(() => assertKeys(withKey(size))).toThrow(`${size} bytes`);
  }
});
