import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Log } from '@landbridge/infra';
import type { Processor } from '@landbridge/processors';
import type { Header, Topic } from '@landbridge/schemas';
import type { BenchResult } from '../bench-contract.ts';
import type { Terminal } from '../terminal.ts';
import { inDeployment } from './kafka-deployment.ts';
import { type Adds, sumsOf } from './kafka-sums.ts';
import { collectGarbage, measure, ratesOf, rounded } from './measure.ts';

export type Backlog<Row extends Header> = {
  readonly name: string;
  readonly terminal: Terminal;
  readonly processor: Processor;
  readonly output: Topic<Row>;
  readonly adds: Adds<Row>;
  /** Writes the input, and answers how many records it is. */
  fill(log: Log): Promise<number>;
};

/**
 * Works off an input that was written before, exactly once: from the first assignment of partitions to the last committed
 * offset. The figures are of this process; making the input and summing up the output are not among them.
 */
export function workOff<Row extends Header>(backlog: Backlog<Row>): Promise<BenchResult> {
  const { name, terminal, processor, output, adds } = backlog;
  return inDeployment({ terminal, processors: [processor] }, async (deployment) => {
    await using log = await deployment.openLog('here');
    const events = await backlog.fill(log);
    collectGarbage();
    await using joined = await deployment.joinGroup(log);
    const { tasks, assigned } = joined;
    const delays = monitorEventLoopDelay({ resolution: 10 });
    delays.enable();
    const span = await measure(async () => {
      await tasks.own(assigned);
      await tasks.idle();
    });
    delays.disable();
    const rates = ratesOf(span, events);
    const { folded, refolded, commits, duplicate } = tasks.counters();
    const { rows, records, ...sums } = await sumsOf(log, output, adds);
    return {
      ...{ name, ...rates, events, seconds: rounded(span.seconds), commits, folded, refolded },
      /** Of this thread: the rest is compression and LMDB. */
      mainCpuSeconds: rounded(span.mainCpuSeconds),
      /** So long no heartbeat could go out, milliseconds. */
      longestBlockMs: Math.round(delays.max / 1e6),
      ...{ duplicates: duplicate, records, rows, check: { rows, ...sums } },
    };
  });
}
