import { CAUSES_MAX } from '../processor.ts';
import { UNNAMED } from './same-move.ts';
import type { Statement } from './statement.ts';

/** A move that later statements may still restate. */
export type OpenMove = Omit<Statement, 'cause'> & {
  /** Time of the first statement that is finer than a day; of the first one where none is. */
  readonly anchorAt: number;
  readonly causes: readonly string[];
  readonly causeCount: number;
};

const FINENESS = { DAY: 0, MINUTE: 1, SECOND: 2, MILLISECOND: 3 } as const;

/** A move as its first statement has it. */
export function openMove({ cause, ...stated }: Statement): OpenMove {
  return { ...stated, anchorAt: stated.eventTime, causes: [cause], causeCount: 1 };
}

/** The move after one more statement of it: one of the two leads, the other fills what the leader leaves open. */
export function restated(known: OpenMove, statement: Statement): OpenMove {
  const { cause, ...stated } = statement;
  const [first, other] = leads(stated, known) ? [stated, known] : [known, stated];
  const sized = first.teu === null && other.teu !== null ? other : first;
  const placed = first.facility === null ? other : first;
  return {
    id: known.id,
    container: known.container,
    move: known.move === UNNAMED ? stated.move : known.move,
    eventTime: first.eventTime,
    precision: first.precision,
    source: first.source,
    recordedAt: first.recordedAt,
    emptyIndicator: first.emptyIndicator ?? other.emptyIndicator,
    sizeType: sized.sizeType ?? first.sizeType ?? other.sizeType,
    teu: sized.teu,
    port: first.port ?? other.port,
    facility: placed.facility,
    facilityGroup: placed.facilityGroup ?? first.facilityGroup ?? other.facilityGroup,
    facilityType: placed.facilityType ?? first.facilityType ?? other.facilityType,
    mode: first.mode ?? other.mode,
    trade: first.trade ?? other.trade,
    transshipment: first.transshipment || other.transshipment,
    vesselImo: first.vesselImo ?? other.vesselImo,
    voyage: first.voyage ?? other.voyage,
    booking: first.booking ?? other.booking,
    plate: first.plate ?? other.plate,
    appointmentId: first.appointmentId ?? other.appointmentId,
    seals: first.seals.length > 0 ? first.seals : other.seals,
    anchorAt:
      known.precision === 'DAY' && stated.precision !== 'DAY' ? stated.eventTime : known.anchorAt,
    causes: known.causes.length < CAUSES_MAX ? [...known.causes, cause] : known.causes,
    causeCount: known.causeCount + 1,
  };
}

/** A finer time counts before a coarser one; of one source what it wrote later, since that is how it corrects itself. */
function leads(stated: Omit<Statement, 'cause'>, known: OpenMove): boolean {
  const finer = FINENESS[stated.precision] - FINENESS[known.precision];
  if (finer !== 0) return finer > 0;
  return stated.source === known.source && stated.recordedAt > known.recordedAt;
}
