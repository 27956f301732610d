import {
  type Chunk,
  type Emitted,
  emitterName,
  entriesStart,
  entryEnd,
  entryFlags,
  entryInput,
  eventEnd,
  eventStart,
  FOLDED,
  type Range,
  RETRACTED,
  startState,
} from './chunk.ts';
import { ownEmissions } from './fold-in-place.ts';
import { type Folding, foldEvent } from './folding.ts';

/** An entry as it was folded before, and what it emitted then. */
type OldEntry = { readonly input: number; readonly event: Range; readonly emitted: Emitted };

type Lost = (emitted: Emitted, emitter: string) => void;

/**
 * What the entries of a timeline emitted before this commit's changes, in order. Nothing of it is stored: reducers are
 * pure, so folding the old entries from the old state says it again.
 */
export class OldHistory {
  readonly #folding: Folding;
  readonly #entries: OldEntry[] = [];
  #next = 0;

  constructor(folding: Folding) {
    this.#folding = folding;
  }

  /** Adds the entries of a chunk that is about to be folded anew, before anything in it is touched. */
  add(chunk: Chunk, bytes: Buffer): void {
    // A chunk that was cut from another in this commit has its old entries there.
    if (chunk.stale && chunk.before === undefined) return;
    const before = chunk.before ?? Buffer.from(bytes.subarray(0, chunk.size));
    let state = this.#folding.decodeState(startState(before));
    for (let at = entriesStart(before); at < before.length; at = entryEnd(before, at)) {
      const flags = entryFlags(before, at);
      if ((flags & RETRACTED) !== 0 || (flags & FOLDED) === 0) continue;
      const input = entryInput(before, at);
      const event = { bytes: before, start: eventStart(at), end: eventEnd(before, at) };
      state = foldEvent(this.#folding, state, input, event);
      this.#entries.push({ input, event, emitted: ownEmissions(this.#folding) });
    }
  }

  /** What the event emitted before. The entries that came before it and were not taken are gone: they are told of. */
  take(event: Range, lost: Lost): Emitted {
    for (;;) {
      const entry = this.#entries[this.#next++];
      if (entry === undefined) throw new Error('A folded entry is not in the old history.');
      if (sameBytes(entry.event, event)) return entry.emitted;
      lost(entry.emitted, emitterName(entry.input, entry.event));
    }
  }

  /** Tells of the entries that were not taken. */
  rest(lost: Lost): void {
    for (const { input, event, emitted } of this.#entries.slice(this.#next)) {
      lost(emitted, emitterName(input, event));
    }
    this.#next = this.#entries.length;
  }
}

function sameBytes(a: Range, b: Range): boolean {
  return (
    a.end - a.start === b.end - b.start &&
    a.bytes.compare(b.bytes, b.start, b.end, a.start, a.end) === 0
  );
}
