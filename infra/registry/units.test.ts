import { expect, test } from 'vitest';
import { hasSameUnits } from './units.ts';

const millis = { type: 'long', logicalType: 'timestamp-millis' };
const micros = { type: 'long', logicalType: 'timestamp-micros' };
const days = { type: 'int', logicalType: 'date' };
const euros = (scale: number) => ({ type: 'bytes', logicalType: 'decimal', precision: 9, scale });

function within(type: unknown) {
  return { type: 'record', name: 'R', fields: [{ name: 'at', type }] };
}

test.each<[string, unknown, unknown]>([
  ['times in another unit', millis, micros],
  ['days for milliseconds', millis, days],
  ['cents for euros', euros(0), euros(2)],
  ['a time that may be missing', ['null', millis], ['null', micros]],
  ['a time that is never missing', ['null', millis], micros],
  ['times in a list', { type: 'array', items: millis }, { type: 'array', items: micros }],
  ['times by name', { type: 'map', values: millis }, { type: 'map', values: micros }],
  ['a time in a record in a record', within(within(millis)), within(within(micros))],
  ['a type that is wrapped once more', { type: millis }, { type: micros }],
])('%s is found out', (_, ours, theirs) => {
  expect(hasSameUnits(ours, theirs)).toBe(false);
  expect(hasSameUnits(ours, ours)).toBe(true);
});

test.each<[string, unknown, unknown]>([
  ['no unit at all', millis, 'long'],
  ['no unit of ours', 'long', micros],
  ['no scale, which is nought', euros(0), { ...euros(0), scale: undefined }],
  ['another order of what may be there', ['null', millis, 'string'], ['string', millis, 'null']],
  ['units of different kinds of values', [millis, euros(2)], [euros(2), millis]],
  [
    'a field that is not ours',
    within(millis),
    { ...within(millis), fields: [{ name: 'x', type: micros }] },
  ],
])('%s is no other unit', (_, ours, theirs) => {
  expect(hasSameUnits(ours, theirs)).toBe(true);
});
