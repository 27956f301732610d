import {
  type GateBox,
  type GateBoxDetail,
  type GateTransaction,
  gateBoxes as gateBoxTopic,
  gateTransactions,
} from '@landbridge/schemas';
import { causesOf, defineProcessor, type Row, type Seen } from '../processor.ts';

/**
 * Tells each box that it passed a gate: one row per box of each gate transaction, keyed by the box. A plate or box that
 * is corrected takes its rows along, since they follow from the transaction alone.
 */
export const gateBoxes = defineProcessor({
  name: 'gate-boxes',
  version: 1,
  inputs: { transaction: gateTransactions },
  outputs: { box: gateBoxTopic },
  emits: 'once',
  state: { type: 'record', name: 'GateBoxesState', fields: [] },
  initial: () => ({}),
  only: { transaction: ({ boxes }) => boxes.length > 0 },
  on: {
    transaction(state, transaction, emit) {
      for (const box of boxesOf(transaction)) emit.box(rowOf(transaction, box));
      return state;
    },
  },
});

/** Each box once: a list that names a box twice still saw one box. A box without a number has no key to stand under. */
function boxesOf({ boxes }: Seen<GateTransaction>): GateBoxDetail[] {
  const named = boxes.filter(({ container }) => container !== '');
  return named.filter(
    (box, i) => named.findIndex(({ container }) => container === box.container) === i,
  );
}

function rowOf(transaction: Seen<GateTransaction>, box: GateBoxDetail): Row<GateBox> {
  return {
    id: `${box.container}/${transaction.id}`,
    eventTime: transaction.eventTime,
    container: box.container,
    containerText: box.containerText,
    idQuality: box.idQuality,
    emptyIndicator: box.emptyIndicator,
    sizeTypeText: box.sizeTypeText,
    sizeType: box.sizeType,
    teu: box.teu,
    booking: box.booking,
    seals: box.seals,
    direction: transaction.direction,
    facility: transaction.facility,
    facilityText: transaction.facilityText,
    facilityGroup: transaction.facilityGroup,
    plate: transaction.plate,
    transactionId: transaction.transactionId,
    appointmentId: transaction.appointmentId,
    precision: transaction.precision,
    trouble: transaction.trouble,
    ...causesOf([`gate.transactions/${transaction.id}`]),
  };
}
