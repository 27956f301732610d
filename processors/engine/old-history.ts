import {
  type Chunk,
  type Emitted,
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
type OldEntry = { readonly event: Range; readonly emitted: Emitted };

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
    forEachFolded(this.#folding, before, (event) => {
      this.#entries.push({ event, emitted: ownEmissions(this.#folding) });
      return true;
    });
  }

  /** What the event emitted before. Those before it that were not asked for are gone, and were told of then. */
  take(event: Range): Emitted {
    for (;;) {
      const entry = this.#entries[this.#next++];
      if (entry === undefined) throw new Error('A folded entry is not in the old history.');
      if (sameBytes(entry.event, event)) return entry.emitted;
    }
  }
}

/**
 * Leaves in `folding.emissions` what the entry at `at` of a stale chunk emitted before the chunk was made stale; false
 * where it was not folded yet.
 */
export function foldAsBefore(
  folding: Folding,
  chunks: readonly Chunk[],
  { chunk, bytes, at }: { chunk: number; bytes: Buffer; at: number },
): boolean {
  if ((entryFlags(bytes, at) & FOLDED) === 0) return false;
  const wanted = { bytes, start: eventStart(at), end: eventEnd(bytes, at) };
  let found = false;
  // A chunk cut from another while that was stale left its old entries there.
  for (let c = chunk; c >= 0 && !found; c--) {
    const before = chunks[c]?.before;
    if (before === undefined) continue;
    forEachFolded(folding, before, (event) => {
      found = sameBytes(event, wanted);
      return !found;
    });
  }
  if (!found) throw new Error('A folded entry is not in the old history.');
  return true;
}

/** Folds a chunk's entries as they were folded before; what each emits is in `folding.emissions` when it is visited. */
function forEachFolded(folding: Folding, before: Buffer, visit: (event: Range) => boolean): void {
  let state = folding.decodeState(startState(before));
  for (let at = entriesStart(before); at < before.length; at = entryEnd(before, at)) {
    if ((entryFlags(before, at) & (RETRACTED | FOLDED)) !== FOLDED) continue;
    const event = { bytes: before, start: eventStart(at), end: eventEnd(before, at) };
    state = foldEvent(folding, state, entryInput(before, at), event);
    if (!visit(event)) return;
  }
}

function sameBytes(a: Range, b: Range): boolean {
  return (
    a.end - a.start === b.end - b.start &&
    a.bytes.compare(b.bytes, b.start, b.end, a.start, a.end) === 0
  );
}
