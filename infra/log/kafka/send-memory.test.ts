import { expect, test } from 'vitest';
import { giveRoomBack, takeRoom } from './send-memory.ts';

const LARGE = 1 << 20;

test('what is given back is taken again', () => {
  const room = takeRoom(LARGE);
  expect(room.length).toBeGreaterThanOrEqual(LARGE);
  giveRoomBack(room.subarray(0, 100));
  expect(takeRoom(LARGE - 1).buffer).toBe(room.buffer);
});

test('nobody is given what another holds', () => {
  const room = takeRoom(LARGE);
  giveRoomBack(room);
  giveRoomBack(room);
  const [one, other] = [takeRoom(LARGE), takeRoom(LARGE)];
  expect(one.buffer).not.toBe(other.buffer);
});

test('what was not taken here is not kept', () => {
  const foreign = Buffer.allocUnsafeSlow(LARGE * 8);
  giveRoomBack(foreign);
  expect(takeRoom(LARGE * 8).buffer).not.toBe(foreign.buffer);
});

test('no more than 32 MiB is kept', () => {
  const taken = Array.from({ length: 40 }, () => takeRoom(LARGE));
  for (const room of taken) giveRoomBack(room);
  const again = Array.from({ length: 40 }, () => takeRoom(LARGE).buffer);
  const known = new Set(taken.map(({ buffer }) => buffer));
  expect(again.filter((buffer) => known.has(buffer)).length).toBeLessThanOrEqual(32);
});
