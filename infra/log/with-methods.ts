import type { Log, TaskStore } from './log.ts';

/** The same log with some of its methods in place of its own. */
export function withMethods(log: Log, methods: Partial<Log>): Log {
  return {
    identity: log.identity,
    partitions: log.partitions,
    contiguous: log.contiguous,
    extent: (topic, partition) => log.extent(topic, partition),
    append: (appends) => log.append(appends),
    read: (topic, partition, from, bytesMax) => log.read(topic, partition, from, bytesMax),
    onAppend: (listener) => log.onAppend(listener),
    protect: (consumer, topic, partition, offset) =>
      log.protect(consumer, topic, partition, offset),
    openTask: (task) => log.openTask(task),
    close: () => log.close(),
    ...methods,
  };
}

/** The same store with some of its methods in place of its own. */
export function storeWithMethods(store: TaskStore, methods: Partial<TaskStore>): TaskStore {
  return {
    task: store.task,
    checkpoint: () => store.checkpoint(),
    get: (key) => store.get(key),
    scan: (prefix, visit, from) => store.scan(prefix, visit, from),
    commit: (commit) => store.commit(commit),
    close: () => store.close(),
    ...methods,
  };
}
