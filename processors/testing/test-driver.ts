import type { Reference } from '@landbridge/infra';
import type { Header, Topic } from '@landbridge/schemas';
import type { Processor } from '../processor.ts';
import { engineDriver } from './engine-driver.ts';

/** Drives one processor on the real engine without a log: pipe events in, look at the rows. */
export type TestDriver = {
  /** Takes events of one input, in any order; an event without revision is its first version. */
  pipe(input: string, ...events: readonly Partial<Header>[]): void;
  /** Withdraws an event by its id. */
  retract(input: string, id: string): void;
  /** The rows of an output as they stand, without revision, sorted by id. */
  rows<Row = Record<string, unknown>>(output: string): Row[];
  /** Dead letters as they stand. */
  letters(): Record<string, unknown>[];
};

export function testDriver(processor: Processor, reference: Reference): TestDriver {
  const outputs = processor.outputs.map(({ topic }) => topic);
  const driver = engineDriver({ processors: [processor], context: { reference }, topics: outputs });
  const known = new Map<string, Header>();
  const topicOf = (side: Processor['inputs'] | Processor['outputs'], name: string): Topic => {
    const found = side.find((each) => each.name === name);
    if (found === undefined) throw new Error(`${processor.name} has no ${name}.`);
    return found.topic;
  };
  /** As upstream does it: what moves in time is retracted in full where it stood. */
  const move = (before: Header | undefined, after: Header): Header[] =>
    before === undefined || before.retracted || before.eventTime === after.eventTime
      ? [after]
      : [{ ...before, revision: after.revision, retracted: true }, bumped(after)];
  return {
    pipe(input, ...given) {
      const topic = topicOf(processor.inputs, input);
      const fed: Header[] = [];
      for (const partial of given) {
        const event = { revision: 0, retracted: false, ...partial } as Header;
        const before = known.get(`${input} ${event.id}`);
        const versions = move(before, event);
        known.set(`${input} ${event.id}`, versions.at(-1) ?? event);
        fed.push(...versions);
      }
      driver.feed(topic, fed);
      driver.commit();
    },
    retract(input, id) {
      const before = known.get(`${input} ${id}`);
      if (before === undefined) throw new Error(`Nothing to retract: ${input} has no event ${id}.`);
      const event = { ...before, revision: before.revision + 1, retracted: true };
      known.set(`${input} ${id}`, event);
      driver.feed(topicOf(processor.inputs, input), [event]);
      driver.commit();
    },
    rows<Row>(output: string): Row[] {
      const topic = topicOf(processor.outputs, output);
      return driver.rows(topic).map(({ revision: _r, retracted: _w, ...row }) => row) as Row[];
    },
    letters: () => driver.rows(driver.letters).map((letter) => ({ ...letter })),
  };
}

function bumped(event: Header): Header {
  return { ...event, revision: event.revision + 1 };
}
