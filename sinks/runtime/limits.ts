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
  /** How long they wait at most, where rounds take long. */
  ageMaxMs: number;
};

export const SINK_LIMITS: SinkLimits = {
  roundBytes: 32 * 1024 * 1024,
  roundRecords: 150_000,
  readBytes: 4 * 1024 * 1024,
  ageMs: 1000,
  ageMaxMs: 5000,
};
