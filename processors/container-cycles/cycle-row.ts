import type { ContainerCycle } from '@landbridge/schemas';
import { causesOf, type Row } from '../processor.ts';
import type { Cycle, CycleMove } from './cycle-state.ts';

/** How a cycle ends: by what, with which move, and the move after it that shows it, where that is another one. */
export type Ending = {
  readonly by: NonNullable<ContainerCycle['endedBy']>;
  readonly end: CycleMove;
  readonly shownBy?: CycleMove;
  /** The rule that inferred the end, where the move that should end it was not seen. */
  readonly rule?: string;
};

/** The row of a cycle; without an ending it is open, unless it was loaded onto a vessel. */
export function cycleRow(cycle: Cycle, ending = loadedEnding(cycle)): Row<ContainerCycle> {
  const { first, begun, booking, rebookedBy } = cycle;
  const end = ending?.end;
  const startAt = begun ? first.eventTime : null;
  const endAt = end?.eventTime ?? null;
  const told = [first, ...(end === undefined ? [] : [end])];
  const also = [cycle.out, cycle.loaded, ending?.shownBy ?? null].filter((move) => move !== null);
  const ids = [...told, ...also].map(({ id }) => id);
  return {
    id: first.id,
    eventTime: first.eventTime,
    container: first.container,
    kind: kindOf(cycle),
    startAt,
    endAt,
    cycleMs: startAt === null || endAt === null ? null : endAt - startAt,
    startMove: begun ? first.move : null,
    endMove: end?.move ?? null,
    startFacility: begun ? first.facility : null,
    startGroup: begun ? first.facilityGroup : null,
    endFacility: end?.facility ?? null,
    endGroup: end?.facilityGroup ?? null,
    endedBy: ending?.by ?? null,
    streetTurn: ending?.by === 'STREET_TURN',
    booking,
    bookingChanged: rebookedBy !== null,
    ...qualityOf(begun, ending),
    startEventId: begun ? first.id : null,
    endEventId: end?.id ?? null,
    ...causesOf([...ids, ...(rebookedBy === null ? [] : [rebookedBy])].map(causeOf)),
  };
}

/** What is loaded has left: the cycle is over as far as anybody here can see. */
function loadedEnding({ loaded }: Cycle): Ending | undefined {
  return loaded === null ? undefined : { by: 'LOADED', end: loaded };
}

function qualityOf(
  begun: boolean,
  ending: Ending | undefined,
): Pick<ContainerCycle, 'quality' | 'qualityRule'> {
  const qualityRule = ending?.rule ?? null;
  if (!begun) return { quality: 'NO_START', qualityRule };
  return { quality: qualityRule === null ? 'COMPLETE' : 'END_INFERRED', qualityRule };
}

/** Import and transshipment come by sea, export goes there; an empty that stays empty is neither. */
function kindOf({ discharged, out, laden, loaded, first }: Cycle): ContainerCycle['kind'] {
  if (!laden) return first.emptyIndicator === 'EMPTY' ? 'EMPTY' : 'UNKNOWN';
  if (!discharged) return out === null ? 'EXPORT' : 'IMPORT';
  return loaded !== null && out === null ? 'TRANSSHIPMENT' : 'IMPORT';
}

function causeOf(id: string): string {
  return `container.moves/${id}`;
}
