export { type HttpFront, openHttpFront } from '../warehouse/server/http-front.ts';
export { ALL_FAULTS, type FaultRates, type FaultyLog, faultyLog } from './faulty-log.ts';
export {
  type InMemoryLogOptions,
  inMemoryLog,
  type MemoryDisk,
  memoryDisk,
} from './in-memory-log.ts';
export { type ManualClock, manualClock } from './manual-clock.ts';
export { type MemoryRegistry, memoryRegistry } from './memory-registry.ts';
export {
  type MemoryState,
  memoryState,
  putEntry,
  removeEntry,
  scanEntries,
  textOf,
} from './memory-state.ts';
export { type Random, seededRandom } from './seeded-random.ts';
