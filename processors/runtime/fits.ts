import { PipelineError, type Reference, type TaskStore } from '@landbridge/infra';
import {
  type Checkpoint,
  changesOf,
  decodeCheckpoint,
  isUnchanged,
  sayChanges,
  type Topology,
} from '../engine/index.ts';
import type { Processor } from '../processor.ts';

/**
 * Refuses to go on with state that other processors, or other reference data, have folded: its rows would be neither
 * theirs nor ours. Rejects with `data-dir-incompatible`, naming what changed; the state is closed then.
 */
export async function assertFits(
  store: TaskStore,
  { processors }: Topology,
  { files }: Reference,
): Promise<void> {
  const refusal = refusalOf(decodeCheckpoint(store.checkpoint()), processors, files);
  if (refusal === undefined) return;
  await store.close();
  throw refusal;
}

function refusalOf(
  checkpoint: Checkpoint | undefined,
  processors: readonly Processor[],
  files: Reference['files'],
): PipelineError | undefined {
  if (checkpoint?.rebuilding === true) {
    return incompatible(
      'a rebuild was begun and has not ended',
      'Run `npx landbridge rebuild` again: it goes on from there',
    );
  }
  const changes = changesOf(checkpoint, processors, files);
  if (isUnchanged(changes)) return undefined;
  return incompatible(
    `what has changed since it was folded: ${sayChanges(changes)}`,
    'Run `npx landbridge rebuild` with the same options: it folds anew what hangs on that, publishes what differs and says what that is. Or use the version that wrote it',
  );
}

function incompatible(why: string, next: string): PipelineError {
  return new PipelineError('data-dir-incompatible', `Opening the state: ${why}. ${next}.`);
}
