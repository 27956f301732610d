export { type Clock, systemClock } from './clock.ts';
export {
  assert,
  ERROR_CODES,
  type ErrorCode,
  LETTER_CODES,
  type LetterCode,
  PipelineError,
} from './errors.ts';
export { BatchBuilder } from './log/batch-builder.ts';
export type { Append, Log, RecordBatch, TaskCommit, TaskStore } from './log/log.ts';
export { encodeMark, type Mark, readMark } from './log/mark.ts';
export type {
  Facility,
  NearSegment,
  Place,
  Plant,
  Point,
  Reference,
  Segment,
  Vehicle,
} from './reference/reference.ts';
export type { RawInsert, Warehouse } from './warehouse/warehouse.ts';
