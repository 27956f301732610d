import type { TaskCommit, TaskStore } from '@landbridge/infra';
import {
  type MemoryState,
  memoryState,
  putEntry,
  removeEntry,
  scanEntries,
  textOf,
} from '@landbridge/infra/testing';

/** A task's state in memory, which answers at once: for drivers that run in the test's own turn. */
export type MemoryStore = TaskStore & { apply(commit: TaskCommit): void };

export function memoryStore(state: MemoryState = memoryState()): MemoryStore {
  const apply = (commit: TaskCommit): void => {
    for (const { key, value } of commit.puts) putEntry(state, key, value);
    for (const key of commit.removes) removeEntry(state, key);
    state.checkpoint = Buffer.from(commit.checkpoint);
    state.positions = new Map(commit.positions);
  };
  return {
    task: 0,
    apply,
    checkpoint: () => state.checkpoint,
    get: (key) => {
      const found = state.entries.get(textOf(key));
      return found === undefined ? undefined : Buffer.from(found.value);
    },
    scan: (prefix, visit, from) => scanEntries(state, prefix, visit, from),
    commit: async (commit) => apply(commit),
    close: async () => {},
  };
}
