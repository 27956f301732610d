import { letGo } from './chunk.ts';
import type { Folding } from './folding.ts';
import type { Timeline } from './timeline.ts';

/** The write-back cache: bytes of chunks in memory, and the number of the commit under way. */
export type Memory = { bytes: number; commit: number };

/**
 * Lets go of what the store holds too: first timelines that were not used of late, then all but the last chunk of
 * those that were. Runs right after a commit, when nothing is dirty.
 */
export function evict(foldings: readonly Folding[], memory: Memory, bytesMax: number): void {
  if (memory.bytes <= bytesMax) return;
  const enough = bytesMax * 0.75;
  for (const { timelines } of foldings) {
    for (const [key, timeline] of timelines) {
      if (memory.bytes <= enough) return;
      if (timeline.touched >= memory.commit - 1) break;
      timelines.delete(key);
      release(timeline);
      memory.bytes -= timeline.resident;
    }
  }
  for (const { timelines, keepsRows } of foldings) {
    for (const [key, timeline] of timelines) {
      if (memory.bytes <= enough) return;
      if (keepsRows) {
        timelines.delete(key);
        release(timeline);
        memory.bytes -= timeline.resident;
        continue;
      }
      for (const chunk of timeline.chunks.slice(0, -1)) {
        const bytes = chunk.bytes?.length ?? 0;
        letGo(chunk);
        timeline.resident -= bytes;
        memory.bytes -= bytes;
      }
    }
  }
}

/** Gives back the memory of a timeline that is in the store, or forgotten. */
export function release(timeline: Timeline): void {
  for (const chunk of timeline.chunks) letGo(chunk);
}
