/**
 * Memory of chunks. A small buffer of its own is an allocation outside the heap and costs more than what it holds, so
 * chunks lie in slots of large slabs. A slot that is given back is used again, but not before `recycle`: whoever is in
 * the middle of something may still read it.
 */
const SLAB_BYTES = 1 << 24;
const SMALLEST_BITS = 9;
const LARGEST_BITS = 16;

/** Free slots of 2^bits bytes each, at [bits]. */
const free: Buffer[][] = Array.from({ length: LARGEST_BITS + 1 }, () => []);
let givenBack: Buffer[] = [];
let slab = Buffer.alloc(0);
let slabUsed = 0;
let made = 0;

/** A buffer of at least so many bytes, holding anything. */
export function takeSlot(bytesMin: number): Buffer {
  const bits = Math.max(SMALLEST_BITS, 32 - Math.clz32(bytesMin - 1));
  const bytes = 2 ** bits;
  if (bits > LARGEST_BITS) return Buffer.allocUnsafeSlow(bytes);
  const known = free[bits]?.pop();
  if (known !== undefined) return known;
  if (slabUsed + bytes > slab.length) {
    slab = Buffer.allocUnsafeSlow(SLAB_BYTES);
    slabUsed = 0;
    made += SLAB_BYTES;
  }
  slabUsed += bytes;
  return slab.subarray(slabUsed - bytes, slabUsed);
}

/** Bytes of the slabs that were made, and of the slots of them that nobody has. */
export function slotBytes(): { made: number; free: number } {
  const inSlots = free.reduce((sum, slots, bits) => sum + slots.length * 2 ** bits, 0);
  return { made, free: inSlots + slab.length - slabUsed };
}

/** Takes back what `takeSlot` gave; other buffers are left to the collector. */
export function giveBack(slot: Buffer | undefined): void {
  if (slot?.buffer.byteLength === SLAB_BYTES) givenBack.push(slot);
}

/** Makes what was given back available. Call it where nobody is in the middle of anything. */
export function recycle(): void {
  for (const slot of givenBack) free[31 - Math.clz32(slot.length)]?.push(slot);
  givenBack = [];
}
