import { expect, test } from 'vitest';
import { newPutMemory } from './put-memory.ts';

const MIB = 1 << 20;

test('what is handed over is not filled again before it is released', () => {
  const memory = newPutMemory();
  const before = memory.take(MIB);
  before.fill(1);
  memory.handOver();
  for (let i = 0; i < 3; i++) memory.take(MIB).fill(2);
  expect(before.every((byte) => byte === 1)).toBe(true);
  memory.release();
  memory.handOver();
  expect(memory.take(MIB).buffer).toBe(before.buffer);
});

test('values stand side by side, larger ones in memory of their own', () => {
  const memory = newPutMemory();
  const [one, other, large] = [memory.take(100), memory.take(200), memory.take(2 * MIB)];
  one.fill(1);
  other.fill(2);
  large.fill(3);
  expect([one.length, other.length, large.length]).toEqual([100, 200, 2 * MIB]);
  expect(other.byteOffset).toBe(one.byteOffset + 100);
  expect(one.every((byte) => byte === 1)).toBe(true);
  expect(large.buffer).not.toBe(one.buffer);
});
