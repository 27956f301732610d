/**
 * - `right`: what happened; `replacing`: the same, after a wrong one;
 * - `wrong`: the same fact with an error in it, stated a minute earlier;
 * - `ghost`: a fact of another id that never happened; `withdrawn`: its withdrawal.
 */
export type Wording = {
  readonly as: 'right' | 'replacing' | 'wrong' | 'ghost' | 'withdrawn';
  readonly recordedAt: number;
};

/** One statement of a feed: a line, an EDIFACT message or a DCSA event; of one fact or, for a message, of several. */
export type Statement = {
  readonly feed: string;
  /** Event time; what lies outside the simulated time is not stated. */
  readonly atMs: number;
  readonly recordedAt: number;
  /** When it arrives where nothing disturbs it. */
  readonly arriveMs: number;
  /** Whether it may be stated wrong first, and whether one like it may be stated and withdrawn. */
  readonly correctable: boolean;
  readonly withdrawable: boolean;
  /** Chance of the truck's hour, for positions: they are kept back where it lies below the rate; null for all else. */
  readonly shadow: number | null;
  /** What it is about; asked for only where somebody wants to know. */
  truth(): readonly Truth[];
  write(wording: Wording): string;
};

/** A container's move as one feed states it. */
export type MoveTruth = {
  readonly topic: 'container.events';
  readonly feed: string;
  /** What identifies it at its feed: document number or event id. */
  readonly ref: string;
  readonly format: 'edifact' | 'dcsa';
  /** Whether it happened or is planned. */
  readonly classifier: 'ACT' | 'PLN';
  /** Number of the move that really took place: statements of one move share it; 0 of one that is planned. */
  readonly physical: number;
  readonly move: string;
  /** As stated: EDIFACT knows minutes only. */
  readonly atMs: number;
  readonly recordedAt: number;
  readonly container: string;
  readonly sizeType: string;
  readonly empty: boolean;
  readonly facility: string;
  readonly facilityType: string;
  readonly voyage: string | null;
  /** The vessel's call, where it is named. */
  readonly callId: string | null;
  readonly booking: string | null;
  readonly trade: 'IMPORT' | 'EXPORT' | 'TRANSSHIPMENT' | null;
  readonly plate: string | null;
};

/** A truck at a gate as one feed states it. */
export type GateTruth = {
  readonly topic: 'gate.transactions';
  readonly feed: string;
  readonly ref: string;
  readonly format: 'edifact' | 'jsonl';
  readonly direction: 'IN' | 'OUT';
  readonly atMs: number;
  readonly recordedAt: number;
  readonly plate: string;
  readonly facility: string;
  readonly appointmentId: string | null;
  readonly trouble: boolean;
  readonly boxes: readonly {
    readonly container: string;
    readonly sizeType: string;
    readonly empty: boolean;
    readonly booking: string | null;
    readonly physical: number;
  }[];
};

/** A milestone of an order. */
export type OrderTruth = {
  readonly topic: 'plant.orders';
  readonly feed: string;
  readonly ref: string;
  readonly atMs: number;
  readonly recordedAt: number;
  readonly orderId: string;
  readonly milestone: string;
  readonly plant: string;
  readonly direction: 'INBOUND' | 'OUTBOUND';
  readonly container: string | null;
  readonly booking: string | null;
  readonly purchaseOrder: string | null;
  readonly neededBy: number | null;
};

/** A milestone of a vessel's call. */
export type CallTruth = {
  readonly topic: 'vessel.calls';
  readonly feed: string;
  readonly ref: string;
  readonly atMs: number;
  readonly callId: string;
  readonly milestone: string;
  /** When it is planned for; null where it happened. */
  readonly expectedAt: number | null;
};

/** A fact of a topic that no result of the oracle is computed from: kept for counting. */
export type OtherTruth = {
  readonly topic:
    | 'truck.positions'
    | 'traffic.conditions'
    | 'traffic.incidents'
    | 'truck.appointments';
  readonly feed: string;
  readonly ref: string;
  readonly atMs: number;
};

/** The way a truck really drove: nobody states it, map matching is judged by it. */
export type PathTruth = {
  readonly topic: 'path';
  readonly plate: string;
  readonly fromNode: string;
  readonly toNode: string;
  readonly departAt: number;
  readonly arriveAt: number;
  readonly containers: readonly string[];
  readonly hops: readonly {
    readonly segment: string;
    readonly enteredAt: number;
    readonly leftAt: number;
  }[];
};

export type Truth = MoveTruth | GateTruth | OrderTruth | CallTruth | OtherTruth | PathTruth;

/** Whether the wording tells what happened. */
export function isRight({ as }: Wording): boolean {
  return as === 'right' || as === 'replacing';
}

/** Whether the wording is about something that never happened. */
export function isGhost({ as }: Wording): boolean {
  return as === 'ghost' || as === 'withdrawn';
}
