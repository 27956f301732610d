export { type Clock, systemClock } from './clock.ts';
export { type Config, parseBytes, readConfig } from './config.ts';
export {
  assert,
  ERROR_CODES,
  type ErrorCode,
  LETTER_CODES,
  type LetterCode,
  PipelineError,
} from './errors.ts';
export { freshName } from './fresh-name.ts';
export { BatchBuilder } from './log/batch-builder.ts';
export { benchLog, type LogBench } from './log/embedded/bench-log.ts';
export { type EmbeddedLogOptions, openEmbeddedLog } from './log/embedded/embedded-log.ts';
export { assertPlatform } from './log/embedded/platform.ts';
export type { Append, Log, RecordBatch, TaskCommit, TaskStore } from './log/log.ts';
export { encodeMark, type Mark, readMark } from './log/mark.ts';
export { nextTurn } from './next-turn.ts';
export { type Pause, systemPause } from './pause.ts';
export {
  alongLine,
  distanceM,
  headingDeg,
  lineLengthM,
  moved,
  projectOnLine,
  ringHolds,
  turnDeg,
} from './reference/geo.ts';
export { loadReference, NINGBO_FOLDER } from './reference/load-reference.ts';
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
export {
  createLogger,
  LOG_FORMATS,
  LOG_LEVELS,
  type LogFormat,
  type Logger,
  type LoggerOptions,
  type LogLevel,
  silentLogger,
} from './telemetry/logger.ts';
export { AvroContainer, ChunkPool, PREFIX_COLUMNS } from './warehouse/avro-container.ts';
export { type ChdbOptions, openChdbWarehouse } from './warehouse/chdb/open-chdb-warehouse.ts';
export { EngineError, type EngineErrorClass } from './warehouse/engine-error.ts';
export { type Migration, migrate, readMigrations, statementsOf } from './warehouse/migrate.ts';
export { identifier, literal, type SqlValue, timeLiteral, timeText } from './warehouse/sql.ts';
export type { RawInsert, Warehouse } from './warehouse/warehouse.ts';
