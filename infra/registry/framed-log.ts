import type { Append, Log, RecordBatch } from '../log/log.ts';
import { storeWithMethods, withMethods } from '../log/with-methods.ts';
import type { FrameIds } from './frame-ids.ts';
import { translateIn, translateOut } from './translate.ts';

/**
 * A log whose records carry the registry's ids in their frames, for outside producers and consumers, while whoever uses it
 * meets ours alone. State is left as it is: it is nobody else's. A read rejects with `registry-unavailable` (retriable)
 * while a record has an id that only the registry can explain, and it does not answer.
 */
export function framedLog(log: Log, ids: FrameIds): Log {
  const outgoing = (appends: readonly Append[]) =>
    appends.map((append) => translatedOut(append, ids));
  return withMethods(log, {
    append: async (appends) => await log.append(outgoing(appends)),
    async read(topic, partition, from, bytesMax) {
      const batch = await log.read(topic, partition, from, bytesMax);
      return batch === undefined ? undefined : await translatedIn(batch, ids);
    },
    async openTask(task) {
      const store = await log.openTask(task);
      return storeWithMethods(store, {
        commit: async (commit) =>
          await store.commit({ ...commit, appends: outgoing(commit.appends) }),
      });
    },
  });
}

/** The bytes belong to who appends, and to the log that was read: both are copied, once a batch. */
function translatedOut(append: Append, ids: FrameIds): Append {
  const frames = ids.of(append.topic);
  if (frames === undefined) return append;
  const copy = { ...append, bytes: copied(append.bytes) };
  translateOut(copy, frames);
  return copy;
}

function translatedIn(batch: RecordBatch, ids: FrameIds): RecordBatch | Promise<RecordBatch> {
  const frames = ids.of(batch.topic);
  return frames === undefined
    ? batch
    : translateIn({ ...batch, bytes: copied(batch.bytes) }, frames);
}

function copied(bytes: Buffer): Buffer {
  const copy = Buffer.allocUnsafeSlow(bytes.length);
  bytes.copy(copy);
  return copy;
}
