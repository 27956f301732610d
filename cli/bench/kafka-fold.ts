import type { Bench } from '../bench-contract.ts';
import { workOff } from './kafka-backlog.ts';
import { boxEvents, dwellFold, dwells } from './kafka-dwells.ts';
import { peerEvents } from './kafka-events.ts';
import { writeEvents } from './kafka-input.ts';
import { dwellAdds } from './kafka-sums.ts';

/** The fold on Kafka. */
export const kafkaFoldBench: Bench = {
  name: 'kafka-fold',
  about: 'the stays of 200,000 containers from 2 million events on Kafka, exactly once',
  run: ({ terminal, scale }) =>
    workOff({
      ...{ name: 'kafka-fold', terminal, processor: dwellFold, output: dwells, adds: dwellAdds },
      fill: (log) => writeEvents(log, boxEvents, peerEvents(scale).boxEvents()),
    }),
};
