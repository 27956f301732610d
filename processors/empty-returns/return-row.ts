import type { EmptyReturn } from '@landbridge/schemas';
import { causesOf, type Row } from '../processor.ts';
import type { Expected, ReturnMove } from './return-state.ts';

/** An import box that is away, as far as seen. */
export type Away = {
  readonly start: ReturnMove;
  readonly stripped: ReturnMove | null;
  readonly expected: Expected | null;
};

/** How it ended, and the rule where the move that should end it was not seen. */
export type Ending = {
  readonly outcome: NonNullable<EmptyReturn['outcome']>;
  readonly move: ReturnMove;
  readonly rule?: string;
};

export function returnRow({ start, stripped, expected }: Away, ending?: Ending): Row<EmptyReturn> {
  const isOut = start.move === 'GTOT';
  const back = ending?.outcome === 'RETURNED' ? ending.move : undefined;
  const returnedAt = back?.eventTime ?? null;
  const strippedAt = stripped?.eventTime ?? null;
  const depot = back?.facility ?? null;
  const causes = [start, stripped, ending?.move ?? null].filter((move) => move !== null);
  return {
    id: start.id,
    eventTime: start.eventTime,
    container: start.container,
    facility: isOut ? start.facility : null,
    facilityGroup: isOut ? start.facilityGroup : null,
    depot,
    depotGroup: back?.facilityGroup ?? null,
    expectedDepot: expected?.depot ?? null,
    wrongDepot: expected !== null && depot !== null && depot !== expected.depot,
    outcome: ending?.outcome ?? null,
    gateOutAt: isOut ? start.eventTime : null,
    strippedAt,
    returnedAt,
    returnMs: isOut && returnedAt !== null ? returnedAt - start.eventTime : null,
    emptyMs: strippedAt === null || returnedAt === null ? null : returnedAt - strippedAt,
    streetTurn: ending?.outcome === 'STREET_TURN',
    booking: start.booking,
    teu: start.teu ?? back?.teu ?? null,
    ...qualityOf(isOut, ending),
    startEventId: start.id,
    endEventId: ending?.move.id ?? null,
    ...causesOf([
      ...causes.map(({ id }) => `container.moves/${id}`),
      ...(expected === null ? [] : [`container.events/${expected.id}`]),
    ]),
  };
}

/** A box that is back empty though nobody saw it leave: counted, and in no mean. */
export function returnWithoutStart(back: ReturnMove, expected: Expected | null): Row<EmptyReturn> {
  return {
    ...returnRow({ start: back, stripped: null, expected }, { outcome: 'RETURNED', move: back }),
    quality: 'NO_START',
    qualityRule: null,
    startEventId: null,
  };
}

function qualityOf(
  isOut: boolean,
  ending: Ending | undefined,
): Pick<EmptyReturn, 'quality' | 'qualityRule'> {
  if (ending?.rule !== undefined) return { quality: 'END_INFERRED', qualityRule: ending.rule };
  return isOut
    ? { quality: 'COMPLETE', qualityRule: null }
    : { quality: 'START_INFERRED', qualityRule: 'stripped' };
}
