export { type Clock, systemClock } from './clock.ts';
export { type Config, readConfig, type StoreConfig, withoutServers } from './config.ts';
export type { KafkaConfig } from './config-kafka.ts';
export {
  assert,
  type ErrorCode,
  LETTER_CODES,
  type LetterCode,
  PipelineError,
} from './errors.ts';
export { freshName } from './fresh-name.ts';
export { BatchBuilder } from './log/batch-builder.ts';
export { checkPosition } from './log/check-position.ts';
export { benchLog, type LogBench } from './log/embedded/bench-log.ts';
export { type EmbeddedLogOptions, openEmbeddedLog } from './log/embedded/embedded-log.ts';
export { connectionOf, openTopicAdmin } from './log/kafka-connection.ts';
export type { Append, Log, RecordBatch, TaskCommit, TaskStore } from './log/log.ts';
export { encodeMark, type Mark, readMark } from './log/mark.ts';
export {
  type ConsumerLag,
  type GroupLag,
  joinTaskGroup,
  type KafkaConnection,
  type KafkaLogOptions,
  type Membership,
  type MembershipOptions,
  type Outage,
  openKafkaLog,
  type RestoreProgress,
  type SharedLog,
  type StandbyLag,
} from './log/open-kafka-log.ts';
export { type PatientLogOptions, patientLog } from './log/patient-log.ts';
export {
  changelogOf,
  type TopicAdmin,
  type TopicSpec,
  topicSpecs,
  withReceived,
} from './log/topic-admin.ts';
export { type TopicChange, topicChanges } from './log/topic-changes.ts';
export { storeWithMethods, withMethods } from './log/with-methods.ts';
export { nextTurn } from './next-turn.ts';
export { type Pause, systemPause } from './pause.ts';
export { factorOf } from './reference/emission-factors.ts';
export {
  alongLine,
  distanceM,
  headingDeg,
  lineLengthM,
  moved,
  projectOnLine,
  ringHolds,
} from './reference/geo.ts';
export { loadReference, NINGBO_FOLDER } from './reference/load-reference.ts';
export type {
  EmissionFactor,
  EmissionSet,
  Facility,
  NearSegment,
  Place,
  Plant,
  Point,
  Reference,
  Segment,
  StageQuery,
  StageTime,
  Vehicle,
} from './reference/reference.ts';
export { type FrameIds, type FrameIdsOptions, openFrameIds } from './registry/frame-ids.ts';
export { framedLog } from './registry/framed-log.ts';
export { registerSchemas, type SchemaChange, schemaChanges } from './registry/schema-changes.ts';
export {
  openSchemaRegistry,
  type RegistryOptions,
  type SchemaRegistry,
  subjectOf,
} from './registry/schema-registry.ts';
export {
  createLogger,
  type LogFormat,
  type Logger,
  type LoggerOptions,
  type LogLevel,
} from './telemetry/logger.ts';
export {
  type Lag,
  type LogFigures,
  type MeasuredLog,
  measuredLog,
} from './telemetry/measured-log.ts';
export { AvroContainer, ChunkPool, PREFIX_COLUMNS } from './warehouse/avro-container.ts';
export { type ChdbOptions, openChdbWarehouse } from './warehouse/chdb/open-chdb-warehouse.ts';
export { EngineError, type EngineErrorClass } from './warehouse/engine-error.ts';
export { type Migration, migrate, readMigrations } from './warehouse/migrate.ts';
export { checkServer, openWarehouse } from './warehouse/open-warehouse.ts';
export type { ServerPlace } from './warehouse/server/connection.ts';
export { identifier, literal, type SqlValue, timeLiteral, timeText } from './warehouse/sql.ts';
export type { RawInsert, Warehouse } from './warehouse/warehouse.ts';
