export {
  type Checkpoint,
  decodeCheckpoint,
  encodeCheckpoint,
  newProcessorCheckpoint,
  numbersOf,
} from './checkpoint.ts';
export { longestChain } from './fold-order.ts';
export { type Run, timeOf } from './pending.ts';
export { FUTURE_MS, HOLD_MS } from './progress.ts';
export {
  affectedBy,
  type Changes,
  changesOf,
  isUnchanged,
  sayChanges,
} from './rebuild-changes.ts';
export {
  publishDifference,
  type RowPair,
  type RowVersion,
  versionOf,
  withRevision,
} from './rebuild-diff.ts';
export type { LateCode } from './refusing.ts';
export type { VerdictCounts } from './take.ts';
export {
  DEFAULT_LIMITS,
  openTask,
  type Rebuilding,
  type Task,
  type TaskLimits,
  type VerdictListener,
} from './task.ts';
export { type Topology, topologyOf } from './topology.ts';
