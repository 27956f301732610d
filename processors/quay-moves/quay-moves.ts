import {
  type AvroSchema,
  type ContainerMove,
  containerMoves,
  DAY_MS,
  type QuayMove,
  quayMoves as quayMoveTopic,
} from '@landbridge/schemas';
import { agreeOnLoad, isRestow, isSameVoyage } from '../move-pairs.ts';
import { isOverQuay, placeOf, sameFacility } from '../move-place.ts';
import { causesOf, defineProcessor, type Row, type Seen } from '../processor.ts';
import { fieldsOf } from '../state-fields.ts';

type Known = Pick<ContainerMove, (typeof REMEMBERED)[number]>;
/** The last move over the quay: what a statement may repeat, or a loading on the same voyage make a restow. */
type QuayState = { readonly last: Known | null };

const REMEMBERED = [
  ...['id', 'eventTime', 'move', 'facility', 'voyage', 'booking', 'seals'],
  ...['emptyIndicator', 'transshipment'],
] as const satisfies readonly (keyof ContainerMove)[];

const quayState: AvroSchema = {
  type: 'record',
  name: 'QuayState',
  fields: [
    {
      name: 'last',
      type: [
        'null',
        { type: 'record', name: 'Known', fields: fieldsOf(containerMoves, REMEMBERED) },
      ],
    },
  ],
};

const NOTHING: QuayState = { last: null };

/** A box that crosses the quay again on one voyage so much later does so on the next year's; default. */
const RESTATED_MAX_MS = 30 * DAY_MS;

/**
 * What a terminal's quay handles: each loading and discharge, both moves of a transshipment, in our ports. A restow is
 * not throughput: neither one that is labelled so, nor a box that goes back on the voyage it came off within days; the
 * discharge of the latter is taken back when the loading shows what it was. What is stated again hours apart, with no
 * other move over a quay in between, counts once. A box of unknown size has no TEU.
 */
export const quayMoves = defineProcessor({
  name: 'quay-moves',
  version: 2,
  inputs: { move: containerMoves },
  outputs: { quay: quayMoveTopic },
  state: quayState,
  initial: (): QuayState => NOTHING,
  // A move is remembered for days only.
  closed: () => true,
  only: { move: (event) => isOverQuay(event) && event.trade !== 'RESTOW' },
  on: {
    move(state, event, emit, { reference }) {
      if (placeOf(event, reference) !== 'TERMINAL') return NOTHING;
      const { last } = state;
      const move = remember(event);
      if (last !== null && isStatedAgain(last, move)) return state;
      if (
        last?.move === 'DISC' &&
        move.move === 'LOAD' &&
        isRestow({ discharge: last, load: move })
      ) {
        emit.quay.withdraw(last.id);
      } else {
        emit.quay(rowOf(event));
      }
      return { last: move };
    },
  },
});

/** The same move stated again, too far apart for one: a box crosses the quay once each way on a voyage. */
function isStatedAgain(known: Known, move: Known): boolean {
  return (
    known.move === move.move &&
    sameFacility(known, move) &&
    agreeOnLoad(known, move) &&
    isSameVoyage(known, move) &&
    move.eventTime - known.eventTime <= RESTATED_MAX_MS
  );
}

function rowOf(event: Seen<ContainerMove>): Row<QuayMove> {
  return {
    id: event.id,
    eventTime: event.eventTime,
    container: event.container,
    move: event.move === 'LOAD' ? 'LOAD' : 'DISC',
    facility: event.facility,
    facilityGroup: event.facilityGroup,
    emptyIndicator: event.emptyIndicator,
    sizeType: event.sizeType,
    teu: event.teu,
    trade: event.trade,
    transshipment: event.transshipment,
    vesselImo: event.vesselImo,
    voyage: event.voyage,
    ...causesOf([`container.moves/${event.id}`]),
  };
}

function remember(event: Seen<ContainerMove>): Known {
  return {
    id: event.id,
    eventTime: event.eventTime,
    move: event.move,
    facility: event.facility,
    voyage: event.voyage,
    booking: event.booking,
    seals: [],
    emptyIndicator: event.emptyIndicator,
    transshipment: event.transshipment,
  };
}
