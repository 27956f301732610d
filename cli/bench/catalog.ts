import type { Bench } from '../bench-contract.ts';
import { engineBench } from './engine.ts';
import { kafkaFoldBench } from './kafka-fold.ts';
import { kafkaJoinBench } from './kafka-join.ts';
import { kafkaLatencyBench } from './kafka-latency.ts';
import { kafkaRestoreBench } from './kafka-restore.ts';
import { logBench } from './log.ts';
import { pipelineBench } from './pipeline.ts';
import { reportsBench } from './reports.ts';
import { sinkBench } from './sink.ts';

/** Every benchmark, one line each. */
export const benches: readonly Bench[] = [
  engineBench,
  logBench,
  sinkBench,
  pipelineBench,
  reportsBench,
  kafkaJoinBench,
  kafkaFoldBench,
  kafkaLatencyBench,
  kafkaRestoreBench,
];
