import { logContract, type MakeWorld, retentionContract } from '../log/log-contract.ts';
import { taskContract } from '../log/task-contract.ts';
import { inMemoryLog, memoryDisk } from './in-memory-log.ts';
import { manualClock } from './manual-clock.ts';

const make: MakeWorld = () => {
  const clock = manualClock(1_000_000);
  const disk = memoryDisk();
  return {
    clock,
    open: async (options) => inMemoryLog({ partitions: 1, clock, disk, ...options }),
  };
};

logContract(make);
retentionContract(make);
taskContract(make);
