import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LINE_BYTES_MAX, type LineBlock, lineBlocks } from './line-blocks.ts';

async function blocksOf(chunks: readonly Buffer[]): Promise<LineBlock[]> {
  const found: LineBlock[] = [];
  for await (const block of lineBlocks(
    (async function* () {
      yield* chunks;
    })(),
  )) {
    found.push(block);
  }
  return found;
}

/** Cuts a buffer into chunks of these sizes, over and over. */
function cut(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length] ?? 1;
    chunks.push(bytes.subarray(at, at + size));
    at += size;
  }
  return chunks;
}

test('cuts only between lines and knows their numbers, whatever the chunks', async () => {
  const lines = Array.from({ length: 3000 }, (_, i) => `${i}:${'x'.repeat((i * 37) % 2000)}`);
  const bytes = Buffer.from(lines.join('\n'));
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 10_000, max: 2_000_000 }), { minLength: 1, maxLength: 4 }),
      async (sizes) => {
        const blocks = await blocksOf(cut(bytes, sizes));
        expect(Buffer.concat(blocks.map((block) => block.bytes)).equals(bytes)).toBe(true);
        for (const block of blocks) {
          expect(Number.parseInt(block.bytes.toString('utf8', 0, 8), 10)).toBe(block.firstLine - 1);
        }
        expect(blocks.length).toBeGreaterThan(1);
      },
    ),
    { seed: Number(process.env['SEED'] ?? 1), numRuns: 10 },
  );
});

test('cuts off a line that never ends and goes on behind it', async () => {
  const long = Buffer.alloc(LINE_BYTES_MAX * 2, 'x');
  const bytes = Buffer.concat([Buffer.from('first\n'), long, Buffer.from('\nthird\n')]);
  const blocks = await blocksOf(cut(bytes, [1 << 20]));
  expect(blocks.map(({ firstLine, isTooLong }) => [firstLine, isTooLong])).toEqual([
    [1, false],
    [2, true],
    [3, false],
  ]);
  expect(blocks.at(-1)?.bytes.toString()).toBe('third\n');
});

test('gives nothing for nothing', async () => {
  expect(await blocksOf([])).toEqual([]);
  expect(await blocksOf([Buffer.alloc(0)])).toEqual([]);
});
