import { letGo } from './chunk.ts';
import type { Folding } from './folding.ts';
import { keepLast, type Timeline } from './timeline.ts';

/** The write-back cache: bytes of chunks in memory, and the number of the commit under way. */
export type Memory = { bytes: number; commit: number };

/**
 * Lets go of what the store holds too: first timelines that were not used of late, then all but the last chunk of
 * those that were. Runs right after a commit is durable; what the next one has changed by then stays.
 */
export function evict(foldings: readonly Folding[], memory: Memory, bytesMax: number): void {
  if (memory.bytes <= bytesMax) return;
  const enough = bytesMax * 0.75;
  for (const folding of foldings) {
    for (const timeline of folding.timelines.values()) {
      if (memory.bytes <= enough) return;
      if (timeline.touched === memory.commit) continue;
      if (timeline.touched === memory.commit - 1) break;
      forget(folding, memory, timeline);
    }
  }
  for (const folding of foldings) {
    for (const timeline of folding.timelines.values()) {
      if (memory.bytes <= enough) return;
      if (folding.keepsRows && timeline.touched !== memory.commit) {
        forget(folding, memory, timeline);
        continue;
      }
      shrink(memory, timeline);
    }
  }
}

/** Keeps the last chunk of a timeline, and of one that the next commit has changed what it has changed. */
function shrink(memory: Memory, timeline: Timeline): void {
  if (timeline.dirty) {
    for (const chunk of timeline.chunks.slice(0, -1)) if (!chunk.dirty) letGo(chunk);
  } else keepLast(timeline);
  recount(memory, timeline);
}

/** Drops a timeline from memory: it is in the store as it is, or not needed any more. */
export function forget({ timelines }: Folding, memory: Memory, timeline: Timeline): void {
  timelines.delete(timeline.key);
  memory.bytes -= timeline.resident;
  release(timeline);
}

/** What a timeline takes up besides its chunks and rows: itself, its keys, its place in the map. */
const TIMELINE_BYTES = 1_024;
/** What a chunk takes up besides its bytes. */
const CHUNK_BYTES = 160;
const ROW_BYTES = 256;

/** Bytes of a timeline in memory, about. */
function residentOf({ chunks, rows }: Timeline): number {
  let bytes = TIMELINE_BYTES + chunks.length * CHUNK_BYTES;
  for (const chunk of chunks) bytes += chunk.bytes?.length ?? 0;
  if (rows === undefined) return bytes;
  for (const { published } of rows.values()) bytes += ROW_BYTES + (published?.length ?? 0);
  return bytes;
}

/** Counts a timeline again of which more or less is in memory than before. */
export function recount(memory: Memory, timeline: Timeline): void {
  memory.bytes -= timeline.resident;
  timeline.resident = residentOf(timeline);
  memory.bytes += timeline.resident;
}

/** Gives back the memory of a timeline that is in the store, or forgotten. */
export function release(timeline: Timeline): void {
  for (const chunk of timeline.chunks) letGo(chunk);
}
