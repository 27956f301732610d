import type { Reference } from '@landbridge/infra';
import { type KnownFacts, teuOf } from './facts.ts';

/** A row that container.moves should hold: what tells it apart and what it says. */
export type ExpectedMove = {
  readonly container: string;
  readonly move: string;
  readonly eventTime: number;
  readonly precision: 'MINUTE' | 'SECOND' | 'MILLISECOND';
  readonly emptyIndicator: 'EMPTY' | 'LADEN';
  readonly sizeType: string;
  readonly teu: number | null;
  /** Facility id; null at plants, which no facility code names. */
  readonly facility: string | null;
  readonly facilityType: string;
  readonly trade: 'IMPORT' | 'EXPORT' | 'TRANSSHIPMENT' | null;
  readonly transshipment: boolean;
  readonly voyage: string | null;
  readonly booking: string | null;
  readonly plate: string | null;
  readonly sources: number;
};

type Statement = Omit<ExpectedMove, 'sources'> & { readonly physical: number };

/** EDIFACT states minutes, DCSA seconds, gate systems milliseconds: of one move the finest statement's time counts. */
const PRECISION = { edifact: 'MINUTE', dcsa: 'SECOND', jsonl: 'MILLISECOND' } as const;
const FINENESS = { MINUTE: 0, SECOND: 1, MILLISECOND: 2 } as const;

/**
 * One row for each move that really took place and that anybody told of. Which statements belong together is known
 * here, not found out by time and place.
 */
export function expectedMoves({ moves, gates }: KnownFacts, reference: Reference): ExpectedMove[] {
  const statements: Statement[] = moves.map((stated) => ({
    physical: stated.physical,
    container: stated.container,
    move: stated.move,
    eventTime: stated.atMs,
    precision: PRECISION[stated.format],
    emptyIndicator: stated.empty ? 'EMPTY' : 'LADEN',
    sizeType: stated.sizeType,
    teu: teuOf(stated.sizeType),
    facility: reference.facility(stated.facility)?.id ?? null,
    facilityType: stated.facilityType,
    trade: stated.format === 'edifact' ? stated.trade : null,
    transshipment: stated.trade === 'TRANSSHIPMENT',
    voyage: stated.voyage,
    booking: stated.booking,
    plate: stated.plate,
  }));
  for (const gate of gates) {
    for (const box of gate.boxes) {
      statements.push({
        physical: box.physical,
        container: box.container,
        move: gate.direction === 'IN' ? 'GTIN' : 'GTOT',
        eventTime: gate.atMs,
        precision: PRECISION[gate.format],
        emptyIndicator: box.empty ? 'EMPTY' : 'LADEN',
        sizeType: box.sizeType,
        teu: teuOf(box.sizeType),
        facility: gate.facility,
        facilityType: 'POTE',
        trade: null,
        transshipment: false,
        voyage: null,
        booking: box.booking,
        plate: gate.plate,
      });
    }
  }
  const told = Map.groupBy(statements, ({ physical }) => physical);
  return [...told.values()].map(together).sort(inTime);
}

/** What all statements of one move say together. */
function together(statements: readonly Statement[]): ExpectedMove {
  const [first, ...others] = statements.toSorted(
    (one, other) =>
      FINENESS[other.precision] - FINENESS[one.precision] || one.eventTime - other.eventTime,
  ) as [Statement, ...Statement[]];
  const { physical: _, ...row } = first;
  const all = [first, ...others];
  const known = <Value>(of: (statement: Statement) => Value | null): Value | null =>
    all.map(of).find((value) => value !== null) ?? null;
  return {
    ...row,
    trade: known(({ trade }) => trade),
    transshipment: all.some(({ transshipment }) => transshipment),
    voyage: known(({ voyage }) => voyage),
    booking: known(({ booking }) => booking),
    plate: known(({ plate }) => plate),
    sources: all.length,
  };
}

/** By container and time, so that two lists can be compared. */
export function inTime(
  one: { container: string; eventTime: number },
  other: { container: string; eventTime: number },
): number {
  if (one.container !== other.container) return one.container < other.container ? -1 : 1;
  return one.eventTime - other.eventTime;
}
