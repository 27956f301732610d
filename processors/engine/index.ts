export { longestChain } from './fold-order.ts';
export { type Run, timeOf } from './pending.ts';
export { HOLD_MS } from './progress.ts';
export type { VerdictCounts } from './take.ts';
export {
  DEFAULT_LIMITS,
  openTask,
  type Task,
  type TaskLimits,
  type VerdictListener,
} from './task.ts';
export { type Topology, topologyOf } from './topology.ts';
