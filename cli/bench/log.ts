import { benchLog } from '@landbridge/infra';
import type { Bench } from '../bench-contract.ts';

const RECORDS = 2_000_000;

/** The embedded log by itself: durable appends and reads, and commits of state. */
export const logBench: Bench = {
  name: 'log',
  about: 'appends and reads of the embedded log, each append on disk before it answers',
  async run({ scale }) {
    const { append, read, commit, get, ...figures } = await benchLog({
      records: Math.ceil(RECORDS * scale),
    });
    return {
      ...figures,
      appendsPerSecond: append.eventsPerSecond,
      appendMegabytesPerSecond: append.megabytesPerSecond,
      readsPerSecond: read.eventsPerSecond,
      readMegabytesPerSecond: read.megabytesPerSecond,
      commitMegabytes: commit.megabytes,
      commitMedianMs: commit.medianMs,
      commitSlowestMs: commit.slowestMs,
      commitCpuMs: commit.cpuMs,
      getMicroseconds: get.microseconds,
    };
  },
};
