import { expect, test } from 'vitest';
import { giveBack, recycle, slotBytes, takeSlot } from './slots.ts';

test('a slot has room for what was asked, and none overlaps another', () => {
  const slots = [1, 512, 513, 4_000, 65_536].map((bytes) => ({ bytes, slot: takeSlot(bytes) }));
  slots.forEach(({ slot }, i) => {
    slot.fill(i + 1);
  });
  slots.forEach(({ bytes, slot }, i) => {
    expect(slot.length).toBeGreaterThanOrEqual(bytes);
    expect(slot.every((byte) => byte === i + 1)).toBe(true);
  });
});

test('what is given back is used again, but not before it is recycled', () => {
  const slot = takeSlot(30_000);
  giveBack(slot);
  const other = takeSlot(30_000);
  expect(other).not.toBe(slot);
  recycle();
  expect(takeSlot(30_000)).toBe(slot);
});

test('a buffer that is no slot is left alone', () => {
  giveBack(Buffer.alloc(1024));
  giveBack(takeSlot(1 << 20));
  giveBack(undefined);
  recycle();
  expect(takeSlot(1 << 20)).toHaveLength(1 << 20);
});

test('what is taken is missing from what is free until it is recycled', () => {
  const before = slotBytes().free;
  const slots = [takeSlot(512), takeSlot(512)];
  const { made, free } = slotBytes();
  expect(free).toBeLessThan(made);
  for (const slot of slots) giveBack(slot);
  expect(slotBytes()).toEqual({ made, free });
  recycle();
  expect(slotBytes().free).toBeGreaterThanOrEqual(before);
});
