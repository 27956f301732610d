import type { Bench } from '../bench-contract.ts';
import { asOfJoin, joined, traffic, traversals } from './as-of-join.ts';
import { workOff } from './kafka-backlog.ts';
import { peerEvents } from './kafka-events.ts';
import { writeEvents } from './kafka-input.ts';
import { joinAdds } from './kafka-sums.ts';

/** The as-of join on Kafka. Rates are of both inputs together, as Kafka Streams' are. */
export const kafkaJoinBench: Bench = {
  name: 'kafka-join',
  about: 'an as-of join of 2.4 million events on Kafka, exactly once',
  run: ({ terminal, scale }) =>
    workOff({
      ...{ name: 'kafka-join', terminal, processor: asOfJoin, output: joined, adds: joinAdds },
      async fill(log) {
        const events = peerEvents(scale);
        const versions = await writeEvents(log, traffic, events.traffic());
        return versions + (await writeEvents(log, traversals, events.traversals()));
      },
    }),
};
