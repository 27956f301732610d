import type { BlobTable } from './blob-table.ts';
import type { Transaction } from './environment.ts';
import type { Place, Places } from './places.ts';

/** Blobs that one transaction removes at most in passing, so that no append pays for a long pause. */
const REMOVED_MAX = 64;
/** Places that one transaction looks at in passing. */
const LOOKED_AT_MAX = 16;

/** Removes the oldest batches, never one that a consumer still needs. */
export class Retention {
  readonly #places: Places;
  readonly #blobs: BlobTable;
  readonly #retentionOf: (topic: string) => number;
  #next = 0;

  constructor(places: Places, blobs: BlobTable, retentionOf: (topic: string) => number) {
    this.#places = places;
    this.#blobs = blobs;
    this.#retentionOf = retentionOf;
  }

  /** A step in passing: some places in turn, what is over its retention. */
  step(transaction: Transaction, nowMs: number): void {
    const { all } = this.#places;
    let left = REMOVED_MAX;
    for (let looked = 0; looked < Math.min(all.length, LOOKED_AT_MAX) && left > 0; looked++) {
      const place = all[this.#next++ % all.length];
      if (!place) return;
      const keepFromMs = nowMs - this.#retentionOf(place.topic.name);
      const needed = neededFrom(place);
      const over = { before: needed, keepFromMs };
      while (left > 0 && this.#removeOldest(transaction, place, over)) left--;
    }
  }

  /**
   * At the bound: removes what is over its retention, then what every consumer of its topic has passed, the longest kept
   * first, until so many bytes are free. A topic that nobody consumes keeps its retention.
   */
  makeRoom(transaction: Transaction, nowMs: number, bytes: number): void {
    const target = this.#places.bytes - bytes;
    for (const place of this.#places.all) {
      const keepFromMs = nowMs - this.#retentionOf(place.topic.name);
      const over = { before: neededFrom(place), keepFromMs };
      while (this.#removeOldest(transaction, place, over));
    }
    while (this.#places.bytes > target) {
      const place = this.#longestPassed();
      if (!place) return;
      this.#removeOldest(transaction, place, {
        before: neededFrom(place),
        keepFromMs: Number.POSITIVE_INFINITY,
      });
    }
  }

  #longestPassed(): Place | undefined {
    let longest: Place | undefined;
    let longestMs = Number.POSITIVE_INFINITY;
    for (const place of this.#places.all) {
      const oldest = this.#places.oldestOf(place);
      if (!oldest || place.protections.size === 0 || oldest.last >= neededFrom(place)) continue;
      if (oldest.stampMs < longestMs) [longest, longestMs] = [place, oldest.stampMs];
    }
    return longest;
  }

  #removeOldest(
    transaction: Transaction,
    place: Place,
    only: { before: number; keepFromMs: number },
  ): boolean {
    const oldest = this.#places.oldestOf(place);
    if (!oldest || oldest.last >= only.before || oldest.stampMs >= only.keepFromMs) return false;
    this.#places.touch(place);
    this.#blobs.remove(transaction, oldest);
    place.start = oldest.last + 1;
    place.bytes -= oldest.size;
    place.oldest = undefined;
    this.#places.bytes -= oldest.size;
    return true;
  }
}

function neededFrom(place: Place): number {
  let needed = Number.POSITIVE_INFINITY;
  for (const offset of place.protections.values()) needed = Math.min(needed, offset);
  return needed;
}
