import type { Reference } from '@landbridge/infra';
import type { Header } from '@landbridge/schemas';
import type { Processor } from '../processor.ts';
import { type InputEvent, naiveFold } from './naive-fold.ts';

/** Drives a processor without a log: pipe events in, look at the rows. */
export type TestDriver = {
  /** Takes events of one input, in any order; an event without revision is its first version. */
  pipe(input: string, ...events: readonly Partial<Header>[]): void;
  /** Withdraws an event by its id. */
  retract(input: string, id: string): void;
  /** The rows of an output as they stand, without revision, sorted by id. */
  rows<Row = Record<string, unknown>>(output: string): Row[];
};

export function testDriver(processor: Processor, reference: Reference): TestDriver {
  const events: InputEvent[] = [];
  return {
    pipe(input, ...given) {
      for (const event of given) {
        events.push({ input, event: { revision: 0, retracted: false, ...event } as Header });
      }
    },
    retract(input, id) {
      const known = events.findLast((each) => each.input === input && each.event.id === id);
      if (known === undefined) throw new Error(`Nothing to retract: ${input} has no event ${id}.`);
      const { revision } = known.event;
      events.push({ input, event: { ...known.event, revision: revision + 1, retracted: true } });
    },
    rows<Row>(output: string): Row[] {
      return naiveFold(processor, events, { reference })
        .filter((each) => each.output === output)
        .map(({ row }) => row)
        .sort((a, b) => (String(a['id']) < String(b['id']) ? -1 : 1)) as Row[];
    },
  };
}
