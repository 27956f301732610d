export {
  type EngineDriver,
  type EngineDriverOptions,
  engineDriver,
  type Published,
} from './engine-driver.ts';
export {
  balances,
  type Entry,
  entries,
  ledgerOf,
  lines,
  pages,
} from './ledger-processor.ts';
export { type MemoryStore, memoryStore } from './memory-store.ts';
export { type InputEvent, naiveFold, type OutputRow } from './naive-fold.ts';
export {
  appendEvents,
  type DoomedLog,
  doomedLog,
  recordsOf,
  type TopicRow,
  tableOf,
} from './rebuilt-log.ts';
export { strictly, type Watched } from './strictly.ts';
export { type TestDriver, testDriver } from './test-driver.ts';
