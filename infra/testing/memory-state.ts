import type { VisitState } from '../log/log.ts';

/** Keys and values of one task in key order, and what its last commit said. */
export type MemoryState = {
  readonly entries: Map<string, { readonly key: Buffer; readonly value: Buffer }>;
  /** Keys in order, undefined while it has to be made anew. */
  order: string[] | undefined;
  checkpoint: Buffer | undefined;
  positions: ReadonlyMap<string, number>;
};

export function memoryState(): MemoryState {
  return { entries: new Map(), order: undefined, checkpoint: undefined, positions: new Map() };
}

/** A byte string as text whose code units are its bytes: text order is byte order. */
export function textOf(key: Uint8Array): string {
  return Buffer.from(key.buffer, key.byteOffset, key.length).toString('latin1');
}

export function putEntry(state: MemoryState, key: Uint8Array, value: Uint8Array): void {
  const text = textOf(key);
  if (!state.entries.has(text)) state.order = undefined;
  state.entries.set(text, { key: Buffer.from(key), value: Buffer.from(value) });
}

export function removeEntry(state: MemoryState, key: Uint8Array): void {
  if (state.entries.delete(textOf(key))) state.order = undefined;
}

export function scanEntries(
  state: MemoryState,
  prefix: Uint8Array,
  visit: VisitState,
  from: Uint8Array = prefix,
): void {
  state.order ??= [...state.entries.keys()].sort();
  const text = textOf(prefix);
  for (let at = firstFrom(state.order, textOf(from)); at < state.order.length; at++) {
    const found = state.order[at] ?? '';
    if (!found.startsWith(text)) return;
    const entry = state.entries.get(found);
    if (entry && !visit(Buffer.from(entry.key), Buffer.from(entry.value))) return;
  }
}

function firstFrom(order: readonly string[], text: string): number {
  let low = 0;
  let high = order.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((order[middle] ?? '') < text) low = middle + 1;
    else high = middle;
  }
  return low;
}
