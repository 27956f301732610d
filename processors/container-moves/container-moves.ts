import {
  type AvroSchema,
  type ContainerMove,
  containerEvents,
  containerMoves as containerMoveTopic,
  gateBoxes,
} from '@landbridge/schemas';
import { defineProcessor, type Row } from '../processor.ts';
import { fieldsOf } from '../state-fields.ts';
import { type OpenMove, openMove, restated } from './open-move.ts';
import { findRestated, stillOpen } from './same-move.ts';
import { type Statement, statementOfEvent, statementOfGateBox } from './statement.ts';

type MovesState = { readonly moves: readonly OpenMove[] };
type Emit = (row: Row<ContainerMove>) => void;

const movesState: AvroSchema = {
  type: 'record',
  name: 'ContainerMovesState',
  fields: [
    {
      name: 'moves',
      type: {
        type: 'array',
        items: {
          type: 'record',
          name: 'OpenMove',
          fields: [
            ...fieldsOf(
              containerMoveTopic,
              `id eventTime container move emptyIndicator sizeType teu port facility facilityGroup facilityType mode trade
               transshipment vesselImo voyage booking plate appointmentId seals precision causes causeCount`.split(
                /\s+/,
              ),
            ),
            { name: 'source', type: 'string' },
            { name: 'recordedAt', type: 'long' },
            { name: 'anchorAt', type: 'long' },
          ],
        },
      },
    },
  ],
};

/**
 * One row per physical move of a box, whoever stated it and how often. A row is named by its first statement in time,
 * and every statement is a cause. The finest time counts; what one statement leaves open another one fills.
 */
export const containerMoves = defineProcessor({
  name: 'container-moves',
  version: 2,
  inputs: { event: containerEvents, gate: gateBoxes },
  outputs: { move: containerMoveTopic },
  state: movesState,
  initial: (): MovesState => ({ moves: [] }),
  // Old moves are kept for nothing once no statement of their time can come any more.
  closed: () => true,
  only: { event: (event) => statementOfEvent(event) !== undefined },
  on: {
    event(state, event, emit) {
      const statement = statementOfEvent(event);
      return statement === undefined ? state : take(state, statement, emit.move);
    },
    gate(state, box, emit, { reference }) {
      return take(state, statementOfGateBox(box, reference), emit.move);
    },
  },
});

function take(state: MovesState, statement: Statement, emit: Emit): MovesState {
  const moves = stillOpen(state.moves, statement.eventTime);
  const known = findRestated(moves, statement);
  const move = known === undefined ? openMove(statement) : restated(known, statement);
  emit(rowOf(move));
  return {
    moves:
      known === undefined ? [...moves, move] : moves.map((each) => (each === known ? move : each)),
  };
}

function rowOf(move: OpenMove): Row<ContainerMove> {
  const { anchorAt: _, source: __, recordedAt: ___, ...row } = move;
  return { ...row, sources: move.causeCount };
}
