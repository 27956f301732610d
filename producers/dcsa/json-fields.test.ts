import { expect, test } from 'vitest';
import { codeIn, member, objectIn, objectsIn, textIn } from './json-fields.ts';

test('finds a member in another spelling', () => {
  expect(member({ event_id: 'x' }, 'eventID')).toBe('x');
  expect(member({ unLocationCode: 'CNNBO' }, 'UNLocationCode')).toBe('CNNBO');
});

test('prefers the exact name', () => {
  expect(member({ eventid: 'a', eventID: 'b' }, 'eventID')).toBe('b');
});

test('finds nothing that an object merely inherits', () => {
  expect(member({}, 'constructor')).toBeUndefined();
});

test('takes numbers for text and empty text for nothing', () => {
  expect(textIn({ a: 12 }, 'a')).toBe('12');
  expect(textIn({ a: '  ' }, 'a')).toBeNull();
  expect(textIn({ a: {} }, 'a')).toBeNull();
  expect(codeIn({ a: ' Truck ' }, 'a')).toBe('TRUCK');
});

test('reads objects and lists of objects', () => {
  expect(objectIn({ a: { b: 1 } }, 'a')).toEqual({ b: 1 });
  expect(objectIn({ a: [1] }, 'a')).toBeUndefined();
  expect(objectsIn({ a: [{ b: 1 }, 2, null] }, 'a')).toEqual([{ b: 1 }]);
  expect(objectsIn(undefined, 'a')).toEqual([]);
});
