import { expect, test } from 'vitest';
import { factId, hashOf } from './identity.ts';

test('begins an id with its feed', () => {
  expect(factId('dcsa', ['a', 'b'])).toBe('dcsa:a:b');
});

test('keeps different parts apart', () => {
  expect(factId('f', ['a:b', 'c'])).not.toBe(factId('f', ['a', 'b:c']));
  expect(factId('f', ['a%3Ab'])).not.toBe(factId('f', ['a:b']));
});

test('bounds an id and keeps long ones apart', () => {
  const one = factId('f', ['x'.repeat(5000), '1']);
  const other = factId('f', ['x'.repeat(5000), '2']);
  expect(one.length).toBeLessThanOrEqual(160);
  expect(one).not.toBe(other);
});

test('hashes text and its bytes alike', () => {
  expect(hashOf('宁波')).toBe(hashOf(Buffer.from('宁波')));
  expect(hashOf('a')).toHaveLength(32);
});
