/**
 * Memory of the values that a commit puts. They are copies: the chunks they show are folded on while the commit is on its
 * way. What is handed over stays as it is until `release`; then it is filled again.
 */
export type PutMemory = {
  /** Room for a value of so many bytes, holding anything. */
  take(bytes: number): Buffer;
  /** The commit is on its way: what follows belongs to the next one. */
  handOver(): void;
  /** The commit that was handed over is over. */
  release(): void;
};

const SLAB_BYTES = 1 << 20;
/** Slabs kept for later, each of `SLAB_BYTES`. */
const FREE_MAX = 64;

export function newPutMemory(): PutMemory {
  const free: Buffer[] = [];
  let filling: Buffer[] = [];
  let handedOver: Buffer[] = [];
  let slab = Buffer.alloc(0) as Buffer;
  let used = 0;
  return {
    take(bytes) {
      if (bytes > SLAB_BYTES) return Buffer.allocUnsafeSlow(bytes);
      if (used + bytes > slab.length) {
        slab = free.pop() ?? Buffer.allocUnsafeSlow(SLAB_BYTES);
        filling.push(slab);
        used = 0;
      }
      used += bytes;
      return slab.subarray(used - bytes, used);
    },
    handOver() {
      handedOver = filling;
      filling = [];
      slab = Buffer.alloc(0);
      used = 0;
    },
    release() {
      free.push(...handedOver.slice(0, FREE_MAX - free.length));
      handedOver = [];
    },
  };
}
