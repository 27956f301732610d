import {
  type AvroSchema,
  type ContainerMove,
  containerMoves,
  type QuayMove,
  quayMoves as quayMoveTopic,
} from '@landbridge/schemas';
import { isRestow } from '../move-pairs.ts';
import { isOverQuay, placeOf } from '../move-place.ts';
import { causesOf, defineProcessor, type Row, type Seen } from '../processor.ts';
import { fieldsOf } from '../state-fields.ts';

type Discharge = Pick<ContainerMove, (typeof REMEMBERED)[number]>;
/** The discharge that a loading on the same voyage would make a restow. */
type QuayState = { readonly discharge: Discharge | null };

const REMEMBERED = [
  ...['id', 'eventTime', 'facility', 'voyage', 'booking', 'seals'],
  ...['emptyIndicator', 'transshipment'],
] as const satisfies readonly (keyof ContainerMove)[];

const quayState: AvroSchema = {
  type: 'record',
  name: 'QuayState',
  fields: [
    {
      name: 'discharge',
      type: [
        'null',
        { type: 'record', name: 'Discharge', fields: fieldsOf(containerMoves, REMEMBERED) },
      ],
    },
  ],
};

const NOTHING: QuayState = { discharge: null };

/**
 * What a terminal's quay handles: each loading and discharge, both moves of a transshipment, in our ports. A restow is
 * not throughput: neither one that is labelled so, nor a box that goes back on the voyage it came off within days; the
 * discharge of the latter is taken back when the loading shows what it was. A box of unknown size has no TEU.
 */
export const quayMoves = defineProcessor({
  name: 'quay-moves',
  version: 1,
  inputs: { move: containerMoves },
  outputs: { quay: quayMoveTopic },
  state: quayState,
  initial: (): QuayState => NOTHING,
  // A discharge is remembered for days only.
  closed: () => true,
  only: { move: (event) => isOverQuay(event) && event.trade !== 'RESTOW' },
  on: {
    move(state, event, emit, { reference }) {
      if (placeOf(event, reference) !== 'TERMINAL') return NOTHING;
      const { discharge } = state;
      if (event.move === 'LOAD' && discharge !== null && isRestow({ discharge, load: event })) {
        emit.quay.withdraw(discharge.id);
        return NOTHING;
      }
      emit.quay(rowOf(event));
      return event.move === 'DISC' ? { discharge: remember(event) } : NOTHING;
    },
  },
});

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

function remember(event: Seen<ContainerMove>): Discharge {
  return {
    id: event.id,
    eventTime: event.eventTime,
    facility: event.facility,
    voyage: event.voyage,
    booking: event.booking,
    seals: [],
    emptyIndicator: event.emptyIndicator,
    transshipment: event.transshipment,
  };
}
