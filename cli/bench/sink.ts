import { benchSink } from '@landbridge/sinks';
import type { Bench } from '../bench-contract.ts';

const RECORDS = 1_000_000;

/** The way from the log to the table, against the engine's own time for the same records. */
export const sinkBench: Bench = {
  name: 'sink',
  about: 'truck positions from the log to a table, and how near that is to a bare load of files',
  run: ({ scale }) => benchSink({ records: Math.ceil(RECORDS * scale) }),
};
