import { expect, test } from 'vitest';
import { entriesStart, entryEnd, insertEntry, newChunk, residentBytes } from './chunk.ts';
import { emissionEnd } from './emission.ts';

test('an entry or an emission of no length is told as damage, and walks over it end', () => {
  const chunk = newChunk(Buffer.from('state'), 1_000);
  const head = { input: 0, flags: 0, rank: 0, eventTime: 1_000 };
  const event = { bytes: Buffer.from('event'), start: 0, end: 5 };
  insertEntry(chunk, chunk.size, head, event, { bytes: Buffer.alloc(0), size: 0 });
  const bytes = residentBytes(chunk);
  const at = entriesStart(bytes);
  expect(entryEnd(bytes, at)).toBe(chunk.size);
  bytes.writeUInt32LE(0, at);
  expect(() => entryEnd(bytes, at)).toThrow('does not read back: a part of it has 0 bytes');
  expect(() => emissionEnd(bytes, at)).toThrow('Restore the data folder');
});
