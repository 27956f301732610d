import { DAY_MS, MINUTE_MS } from '@landbridge/schemas';
import { type KnownFacts, type StatedGate, teuOf } from './facts.ts';
import { inTime } from './moves.ts';

/** A row that gate.boxes should hold. */
export type ExpectedGateBox = {
  readonly container: string;
  readonly eventTime: number;
  readonly direction: 'IN' | 'OUT';
  readonly facility: string;
  readonly plate: string;
  readonly appointmentId: string | null;
  readonly emptyIndicator: 'EMPTY' | 'LADEN';
  readonly teu: number | null;
};

/** Each box of each statement of a gate. */
export function expectedGateBoxes({ gates }: KnownFacts): ExpectedGateBox[] {
  return gates
    .flatMap(({ atMs, direction, facility, plate, appointmentId, boxes }) =>
      boxes.map(({ container, empty, sizeType }): ExpectedGateBox => {
        const emptyIndicator = empty ? 'EMPTY' : 'LADEN';
        const passage = { eventTime: atMs, direction, facility, plate, appointmentId };
        return { container, ...passage, emptyIndicator, teu: teuOf(sizeType) };
      }),
    )
    .sort(inTime);
}

/** A visit of which gates saw both ends; what they did not see the truck's positions may tell. */
export type ExpectedVisit = {
  readonly plate: string;
  readonly facility: string;
  readonly gateInAt: number;
  readonly gateOutAt: number;
  readonly turnMs: number;
  readonly transactions: number;
  readonly boxesIn: readonly string[];
  readonly boxesOut: readonly string[];
  readonly appointmentId: string | null;
};

/** Transactions closer than this belong to one passage. */
const ONE_PASSAGE_MS = 5 * MINUTE_MS;
/** A truck that comes out later than this came in again meanwhile. Default of the definition. */
const VISIT_MAX_MS = DAY_MS;

/** Visits from gate-in to the next gate-out of the truck at that terminal, where no gate-in comes between. */
export function expectedVisits({ gates }: KnownFacts): ExpectedVisit[] {
  const visits: ExpectedVisit[] = [];
  const byTruck = Map.groupBy(gates, ({ plate, facility }) => `${plate}@${facility}`);
  for (const statements of byTruck.values()) {
    const passages = passagesOf(statements);
    for (const [index, into] of passages.entries()) {
      const out = passages[index + 1];
      if (into.direction !== 'IN' || out?.direction !== 'OUT') continue;
      if (out.first.atMs - into.first.atMs <= VISIT_MAX_MS) visits.push(visitOf(into, out));
    }
  }
  return visits.sort((one, other) =>
    one.plate === other.plate ? one.gateInAt - other.gateInAt : one.plate < other.plate ? -1 : 1,
  );
}

type Passage = {
  readonly direction: 'IN' | 'OUT';
  readonly first: StatedGate;
  readonly last: StatedGate;
  readonly count: number;
  readonly boxes: readonly string[];
  readonly appointmentId: string | null;
};

/** One passage may be stated box by box. */
function passagesOf(statements: readonly StatedGate[]): Passage[] {
  const passages: Passage[] = [];
  for (const gate of statements.toSorted((one, other) => one.atMs - other.atMs)) {
    const boxes = gate.boxes.map(({ container }) => container);
    const { direction, appointmentId } = gate;
    const open = passages.at(-1);
    if (open?.direction === direction && gate.atMs - open.last.atMs < ONE_PASSAGE_MS) {
      passages[passages.length - 1] = {
        ...open,
        last: gate,
        count: open.count + 1,
        boxes: [...open.boxes, ...boxes],
        appointmentId: open.appointmentId ?? appointmentId,
      };
    } else passages.push({ direction, first: gate, last: gate, count: 1, boxes, appointmentId });
  }
  return passages;
}

function visitOf(into: Passage, out: Passage): ExpectedVisit {
  const gateInAt = into.first.atMs;
  const gateOutAt = out.last.atMs;
  return {
    plate: into.first.plate,
    facility: into.first.facility,
    gateInAt,
    gateOutAt,
    turnMs: gateOutAt - gateInAt,
    transactions: into.count + out.count,
    boxesIn: into.boxes.toSorted(),
    boxesOut: out.boxes.toSorted(),
    appointmentId: into.appointmentId ?? out.appointmentId,
  };
}
