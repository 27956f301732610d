import type { Log } from '@landbridge/infra';
import { type Processor, sumOfCounters } from '@landbridge/processors';
import type { Header, Topic } from '@landbridge/schemas';
import type { BenchResult } from '../bench-contract.ts';
import type { Terminal } from '../terminal.ts';
import type { BacklogLife, BacklogSaid, Done } from './kafka-backlog-worker.ts';
import { inDeployment } from './kafka-deployment.ts';
import { type Adds, sumsOf } from './kafka-sums.ts';
import { Worker } from './kafka-workers.ts';
import { collectGarbage, ratesOf, rounded } from './measure.ts';

export type Backlog<Row extends Header> = {
  readonly name: string;
  readonly terminal: Terminal;
  readonly processor: Processor;
  readonly output: Topic<Row>;
  readonly adds: Adds<Row>;
  /** Writes the input, and answers how many records it is. */
  fill(log: Log): Promise<number>;
};

/** As many as Kafka Streams is given threads, where it is measured on the same input. */
const WORKERS = 2;

/**
 * Works off an input that was written before, exactly once, in processes that share it as members of one group: from when
 * every partition is assigned until the slowest has committed its last offset. The figures are of those processes together;
 * making the input and summing up the output are not among them.
 */
export function workOff<Row extends Header>(backlog: Backlog<Row>): Promise<BenchResult> {
  const { name, terminal, processor, output, adds } = backlog;
  return inDeployment({ terminal, processors: [processor] }, async ({ openLog, place }) => {
    // Opened each time: it knows from the start how far everything reaches that others have written.
    const outside = async <T>(work: (log: Log) => Promise<T>): Promise<T> => {
      await using log = await openLog('outside');
      return await work(log);
    };
    const events = await outside(backlog.fill);
    collectGarbage();
    const done = await share({ place, processor: processor.name });
    const sum = (figure: (each: Done) => number) =>
      done.reduce((total, each) => total + figure(each), 0);
    const seconds = Math.max(...done.map((each) => each.seconds));
    const { folded, refolded, commits, duplicate } = sumOfCounters(
      done.map(({ counters }) => counters),
    );
    const { rows, records, ...sums } = await outside((log) => sumsOf(log, output, adds));
    return {
      name,
      ...ratesOf({ seconds, cpuSeconds: sum(({ cpuSeconds }) => cpuSeconds) }, events),
      peakRssMb: sum(({ peakRssMb }) => peakRssMb),
      peakOwnMb: sum(({ peakOwnMb }) => peakOwnMb ?? 0),
      ...{ workers: WORKERS, events, seconds: rounded(seconds), commits, folded, refolded },
      /** Of the threads that fold: the rest is compression, LMDB and the collection of garbage. */
      mainCpuSeconds: rounded(sum(({ mainCpuSeconds }) => mainCpuSeconds)),
      longestBlockMs: Math.max(...done.map(({ longestBlockMs }) => longestBlockMs)),
      ...{ duplicates: duplicate, records, rows, check: { rows, ...sums } },
    };
  });
}

/** Lets workers begin together once each has its share; answers what each of them took. */
async function share(of: Omit<BacklogLife, 'machine'>): Promise<readonly Done[]> {
  await using workers = new AsyncDisposableStack();
  const all = Array.from({ length: WORKERS }, (_, i) => {
    const life: BacklogLife = { ...of, machine: `worker-${i}` };
    return workers.use(new Worker<BacklogSaid>('kafka-backlog-worker.ts', life));
  });
  const fair = Math.floor(of.place.partitions / WORKERS);
  for (const worker of all) await worker.until(({ assigned }) => assigned?.length === fair);
  for (const worker of all) worker.tell({ begin: true });
  for (const worker of all) await worker.until(({ done }) => done !== undefined);
  return all.flatMap(({ said }) => said.done ?? []);
}
