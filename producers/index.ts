export { sources } from './catalog.ts';
export type {
  Delivery,
  DeliveryReport,
  Origin,
} from './runtime/delivery.ts';
export type { IngestFiles, IngestOptions, IngestProgress } from './runtime/ingest-files.ts';
export {
  type Ingestion,
  type IngestionCounts,
  type IngestionOptions,
  openIngestion,
} from './runtime/ingestion.ts';
export { LETTER_BYTES_MAX } from './runtime/letters.ts';
export type { Verdict } from './runtime/origins.ts';
export {
  type FolderWatch,
  type WatchedFile,
  type WatchOptions,
  watchFolder,
} from './runtime/watch-folder.ts';
export type { SimulatedDelivery } from './simulated-port/feeds.ts';
export {
  checkedSimulation,
  DEFAULT_DAY,
  type Disturbance,
  type SimulationOptions,
} from './simulated-port/options.ts';
export {
  type SimulatedPort,
  simulatedPort,
  type TrueFact,
} from './simulated-port/simulated-port.ts';
export {
  type DecodeContext,
  type Decoded,
  defineSource,
  factOf,
  type Reject,
  type Source,
  type SourceFact,
  type Span,
} from './source.ts';
