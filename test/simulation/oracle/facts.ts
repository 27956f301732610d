/** What really happened and was told, as the simulated port knows it: what the oracle computes from. */

/** A move as one feed stated it. */
export type StatedMove = {
  readonly topic: 'container.events';
  readonly feed: string;
  readonly format: 'edifact' | 'dcsa';
  /** Whether it happened or is planned. */
  readonly classifier: 'ACT' | 'PLN';
  /** Number of the move that really took place: statements of one move share it. */
  readonly physical: number;
  readonly move: string;
  readonly atMs: number;
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

/** A truck at a gate as one feed stated it. */
export type StatedGate = {
  readonly topic: 'gate.transactions';
  readonly format: 'edifact' | 'jsonl';
  readonly direction: 'IN' | 'OUT';
  readonly atMs: number;
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
export type StatedOrder = {
  readonly topic: 'plant.orders';
  readonly atMs: number;
  readonly orderId: string;
  readonly milestone: string;
  readonly plant: string;
  readonly direction: 'INBOUND' | 'OUTBOUND';
  readonly container: string | null;
  readonly booking: string | null;
  readonly purchaseOrder: string | null;
  readonly neededBy: number | null;
};

/** A milestone of a vessel's call, actual where nothing is expected. */
export type StatedCall = {
  readonly topic: 'vessel.calls';
  readonly atMs: number;
  readonly callId: string;
  readonly milestone: string;
  readonly expectedAt: number | null;
};

/** The way a truck really drove. */
export type DrivenPath = {
  readonly topic: 'path';
  readonly plate: string;
  readonly departAt: number;
  readonly arriveAt: number;
  readonly containers: readonly string[];
  readonly hops: readonly {
    readonly segment: string;
    readonly enteredAt: number;
    readonly leftAt: number;
  }[];
};

export type KnownFacts = {
  readonly moves: readonly StatedMove[];
  /** What carriers plan for boxes: their loading, or where they are to be returned to. */
  readonly plans: readonly StatedMove[];
  readonly gates: readonly StatedGate[];
  readonly orders: readonly StatedOrder[];
  readonly calls: readonly StatedCall[];
  readonly paths: readonly DrivenPath[];
};

type Told = { readonly truth: { readonly topic: string }; readonly lost: boolean };

/** What remained of the truth after facts were lost; results of lost facts nobody can expect. */
export function remaining(truth: Iterable<Told>): KnownFacts {
  const moves: StatedMove[] = [];
  const plans: StatedMove[] = [];
  const gates: StatedGate[] = [];
  const orders: StatedOrder[] = [];
  const calls: StatedCall[] = [];
  const paths: DrivenPath[] = [];
  for (const { truth: fact, lost } of truth) {
    if (lost) continue;
    if (fact.topic === 'container.events') {
      const stated = fact as StatedMove;
      (stated.classifier === 'ACT' ? moves : plans).push(stated);
    } else if (fact.topic === 'gate.transactions') gates.push(fact as StatedGate);
    else if (fact.topic === 'plant.orders') orders.push(fact as StatedOrder);
    else if (fact.topic === 'vessel.calls') calls.push(fact as StatedCall);
    else if (fact.topic === 'path') paths.push(fact as DrivenPath);
  }
  return { moves, plans, gates, orders, calls, paths };
}

/** TEU by the first character of an ISO 6346:1995 size code. */
export function teuOf(sizeType: string): number | null {
  const teu: Readonly<Record<string, number>> = { 2: 1, 4: 2, L: 2.25 };
  return teu[sizeType.charAt(0)] ?? null;
}
