export { processors } from './catalog.ts';
export {
  DEFAULT_LIMITS,
  HOLD_MS,
  openTask,
  type Task,
  type TaskLimits,
  type Topology,
  topologyOf,
  type VerdictCounts,
  type VerdictListener,
} from './engine/index.ts';
export {
  type Context,
  causesOf,
  defineProcessor,
  type Emitter,
  type Processor,
  type ProcessorInput,
  type ProcessorOutput,
  type Row,
  type Seen,
} from './processor.ts';
export { sumOfCounters, type TaskCounters } from './runtime/counters.ts';
export { newMerge } from './runtime/merge.ts';
export {
  type RebuildOptions,
  type RebuildProgress,
  type RebuildReport,
  rebuild,
} from './runtime/rebuild.ts';
export { outputsOf, type RebuildRequest } from './runtime/rebuild-plan.ts';
export { isInLog } from './runtime/rebuild-rows.ts';
export { rebuiltTopic } from './runtime/rebuild-state.ts';
export { openTasks, type Tasks, type TasksOptions } from './runtime/run-tasks.ts';
