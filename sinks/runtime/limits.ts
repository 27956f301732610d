/** Bounds of the sinks' memory and patience. */
export type SinkLimits = {
  /** Bytes of records in one round, over all tables; two rounds are in memory, one being read and one landing. */
  roundBytes: number;
  /** Records in one round. */
  roundRecords: number;
  /** Bytes asked of the log at once. */
  readBytes: number;
  /** How long records wait at least for company, milliseconds: each insert has a price of its own. */
  ageMs: number;
  /** How long they wait at most, where rounds take long or much comes in. */
  ageMaxMs: number;
  /** What comes in a quarter of `ageMs` while not much comes in, at most, records of all tables. */
  fewRecords: number;
  /** Records of one table that are worth an insert before the others are. */
  manyRecords: number;
};

export const SINK_LIMITS: SinkLimits = {
  roundBytes: 32 * 1024 * 1024,
  roundRecords: 150_000,
  readBytes: 4 * 1024 * 1024,
  ageMs: 1000,
  ageMaxMs: 5000,
  fewRecords: 1000,
  manyRecords: 20_000,
};
