import { boxReferences as boxReferenceTopic, containerEvents } from '@landbridge/schemas';
import { causesOf, defineProcessor } from '../processor.ts';
import { referenceKey } from '../reference-key.ts';
import { stateRecord, TEXTS } from '../state-record.ts';

/** References of the box, the newest ones. */
type BoxReferencesState = { readonly known: readonly string[] };

/** References of a box that are remembered; an older one that is stated again is a row again. */
export const KNOWN_MAX = 16;

/**
 * Which bookings and purchase orders are stated of a box: what an order that names no box can be joined by. Each is
 * told when it is first stated, in a plan, an estimate or an actual.
 */
export const boxReferences = defineProcessor({
  name: 'box-references',
  version: 1,
  inputs: { event: containerEvents },
  outputs: { reference: boxReferenceTopic },
  emits: 'once',
  state: stateRecord('BoxReferencesState', { known: TEXTS }),
  initial: (): BoxReferencesState => ({ known: [] }),
  // Which references a silent box once had matters to nobody who could still come.
  closed: () => true,
  only: {
    event: ({ container, subject, booking, references }) =>
      container === subject && (booking !== null || references.some(isOrder)),
  },
  on: {
    event(state, { id, eventTime, container, booking, references }, emit) {
      if (container === null) return state;
      let { known } = state;
      for (const reference of [referenceKey('BKG', booking), ...references.map(orderKey)]) {
        if (reference === null || known.includes(reference)) continue;
        const row = { id: `${reference}/${container}@${id}`, eventTime, reference, container };
        emit.reference({ ...row, ...causesOf([`container.events/${id}`]) });
        known = [...known, reference].slice(-KNOWN_MAX);
      }
      return known === state.known ? state : { known };
    },
  },
});

/** Of other references only purchase orders are shared with plants. */
function orderKey(reference: string): string | null {
  return isOrder(reference) ? referenceKey('PO', reference.slice(3)) : null;
}

function isOrder(reference: string): boolean {
  return reference.startsWith('PO:');
}
