/** Bytes of a block of whole lines that are decoded at once. */
export const BLOCK_BYTES = 1 << 20;
/** Longest line; a longer one is cut off and refused. */
export const LINE_BYTES_MAX = 4 << 20;

/** Whole lines of a stream, with the number of the first. */
export type LineBlock = {
  readonly bytes: Buffer;
  readonly firstLine: number;
  /** The block is the beginning of a line that is longer than may be. */
  readonly isTooLong: boolean;
};

const LINE_FEED = 0x0a;

/** Cuts a stream of bytes into blocks of whole lines, so that input of any size passes in bounded memory. */
export async function* lineBlocks(chunks: AsyncIterable<Buffer>): AsyncGenerator<LineBlock> {
  let held: Buffer[] = [];
  let size = 0;
  let firstLine = 1;
  let skipping = false;
  for await (const chunk of chunks) {
    let rest = chunk;
    if (skipping) {
      const end = rest.indexOf(LINE_FEED);
      if (end < 0) continue;
      skipping = false;
      firstLine++;
      rest = rest.subarray(end + 1);
    }
    held.push(rest);
    size += rest.length;
    if (size < BLOCK_BYTES) continue;
    const bytes = Buffer.concat(held);
    const end = bytes.lastIndexOf(LINE_FEED) + 1;
    if (end > 0) {
      const block = bytes.subarray(0, end);
      yield { bytes: block, firstLine, isTooLong: false };
      firstLine += countLines(block);
    }
    const left = bytes.subarray(end);
    if (left.length > LINE_BYTES_MAX) {
      yield { bytes: left, firstLine, isTooLong: true };
      skipping = true;
    }
    held = skipping ? [] : [left];
    size = skipping ? 0 : left.length;
  }
  if (size > 0) yield { bytes: Buffer.concat(held), firstLine, isTooLong: false };
}

function countLines(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, at + 1)) count++;
  return count;
}
