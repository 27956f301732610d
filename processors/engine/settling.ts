import { DAY_MS, type Fact, type Topic } from '@landbridge/schemas';
import type { Emitter, Processor } from '../processor.ts';

/** Settling remembers an id so long behind its bound: carriers' files carry whole histories and are read again. */
const REMEMBER_MS = 730 * DAY_MS;

/**
 * Makes one current version out of a revisable fact's versions: reads `<topic>.received`, keyed by the fact's id, and
 * emits the event as a row. So the engine itself retracts, in full, what stood under another key or place, completes
 * a withdrawal that names only the id, and numbers the revisions that everybody else sees.
 */
export function settlingOf(topic: Topic): Processor {
  const { received } = topic;
  if (received === undefined) throw new Error(`${topic.name} is not a topic of revisable facts.`);
  return {
    name: `settle-${topic.name.replaceAll('.', '-')}`,
    version: 1,
    inputs: [
      {
        name: 'received',
        topic: received,
        only: undefined,
        on(state, event, emit) {
          const fact = event as Fact;
          const { settled } = emit as { settled: Emitter<Fact> };
          settled({ ...fact, id: `${fact.id}@${topic.key(fact)}`, revision: 0 } as Fact);
          return state;
        },
      },
    ],
    outputs: [{ name: 'settled', topic, once: true }],
    state: { type: 'record', name: 'Nothing', fields: [] },
    initial: () => ({}),
    closed: () => true,
    forgetAfterMs: Math.max(2 * received.allowedLatenessMs, REMEMBER_MS),
    maxEvents: 1,
  };
}
