import type { Chunk } from './chunk.ts';
import { giveBack } from './slots.ts';

/**
 * Chunks whose bytes a commit shows. They stay as they are until it is over, while the next one folds on: it goes on in a
 * copy of those few that it changes, and nothing is copied of the others.
 */
export type Lending = {
  /** The commit that is being made shows the chunk's bytes. */
  lend(chunk: Chunk): void;
  /** That commit is on its way: what follows belongs to the next one. */
  handOver(): void;
  /** The commit that was handed over is over. */
  release(): void;
  /** No commit shows anything any more. */
  discard(): void;
};

type Loan = { readonly chunk: Chunk; readonly bytes: Buffer | undefined };

export function newLending(): Lending {
  let lending: Loan[] = [];
  let handedOver: Loan[] = [];
  const handOver = (): void => {
    handedOver = lending;
    lending = [];
  };
  const release = (): void => {
    for (const { chunk, bytes } of handedOver) {
      // Who changed the chunk or let go of it since has left the bytes to us.
      if (chunk.bytes === bytes) chunk.lent = false;
      else giveBack(bytes);
    }
    handedOver = [];
  };
  return {
    lend(chunk) {
      chunk.lent = true;
      lending.push({ chunk, bytes: chunk.bytes });
    },
    handOver,
    release,
    discard() {
      release();
      handOver();
      release();
    },
  };
}
