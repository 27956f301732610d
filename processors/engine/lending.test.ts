import { expect, test } from 'vitest';
import { type Chunk, letGo, newChunk, sealChunk, toldBy, writable } from './chunk.ts';
import { newLending } from './lending.ts';
import { recycle, takeSlot } from './slots.ts';

const STATE = Buffer.from('state');
const END = Buffer.from('end');
const TOLD = { trimAt: 0, nextNumber: 1, chunksBefore: 0, eventsBefore: 0 };

/** A chunk that a commit shows, which is on its way; and what it shows. */
function aLoan() {
  const lending = newLending();
  const chunk = newChunk(STATE, 1_000);
  const show = (counter: number): Buffer => {
    const told = { ...TOLD, counter };
    const shown = sealChunk(chunk, { told, state: END });
    lending.lend(chunk);
    return shown;
  };
  const shown = show(7);
  lending.handOver();
  return { lending, chunk, shown, show };
}

function nextSlots(chunk: Chunk): number[] {
  recycle();
  const bytes = chunk.bytes?.length ?? 512;
  return Array.from({ length: 4 }, () => takeSlot(bytes).byteOffset);
}

test('what is lent stays as it is when the chunk is changed, and is used again when the commit is over', () => {
  const { lending, chunk, shown } = aLoan();
  const before = Buffer.from(shown);
  writable(chunk).fill(1);
  expect(shown).toEqual(before);
  expect(nextSlots(chunk)).not.toContain(shown.byteOffset);
  lending.release();
  expect(nextSlots(chunk)).toContain(shown.byteOffset);
});

test('a chunk that nobody changed has its bytes for itself again when the commit is over', () => {
  const { lending, chunk } = aLoan();
  const { bytes } = chunk;
  lending.release();
  expect(writable(chunk)).toBe(bytes);
});

test('a chunk that the next commit shows too is lent until that one is over', () => {
  const { lending, chunk, shown, show } = aLoan();
  const next = show(8);
  lending.release();
  expect([toldBy(shown).counter, toldBy(next).counter]).toEqual([7, 8]);
  expect(chunk.lent).toBe(true);
  lending.handOver();
  lending.release();
  expect(chunk.lent).toBe(false);
});

test('a chunk that is let go of meanwhile leaves its bytes to the commit', () => {
  const { lending, chunk, shown } = aLoan();
  letGo(chunk);
  expect(nextSlots(chunk)).not.toContain(shown.byteOffset);
  lending.release();
  expect(nextSlots(chunk)).toContain(shown.byteOffset);
});
