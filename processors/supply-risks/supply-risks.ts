import type { Reference } from '@landbridge/infra';
import {
  boxProgress,
  type PlantOrder,
  plantOrders,
  type SupplyRisk,
  supplyRisks as supplyRiskTopic,
} from '@landbridge/schemas';
import { afterStatement, NEW_ORDER, type Order } from '../order.ts';
import { causesOf, defineProcessor, type Emitter, type Row, type Seen } from '../processor.ts';
import {
  BOXES_MAX,
  boxOf,
  NO_NEED,
  type RiskState,
  riskState,
  type Verdict,
} from './risk-state.ts';
import {
  type Arrival,
  arrivalOf,
  deadlineOf,
  type Result,
  resultOf,
  verdictOf,
} from './verdict.ts';

type Tools = {
  readonly orderId: string;
  readonly emit: Emitter<SupplyRisk>;
  readonly reference: Reference;
};

/** What makes somebody wait for the boxes of an order that goes out. */
const READY: ReadonlySet<PlantOrder['milestone']> = new Set([
  'SHIPMENT_READY',
  'STUFFING_STARTED',
  'STUFFING_COMPLETED',
]);

/**
 * Whether what a plant needs will be there in time, and whether what it ships will be at the terminal before the cargo
 * closes: by where the boxes stand, what their carriers estimate, and how long the stages ahead of them usually take.
 * Every change of need, estimate or milestone is a revision of the verdict, and each says what it is made of. The actual
 * arrival closes it and leaves the last verdict beside it, so that hits and misses can be counted. A prediction closes
 * nothing, and whether a need is overdue is for the query to say.
 */
export const supplyRisks = defineProcessor({
  name: 'supply-risks',
  version: 2,
  inputs: { order: plantOrders, progress: boxProgress },
  outputs: { risk: supplyRiskTopic },
  state: riskState,
  initial: (): RiskState => NO_NEED,
  // An order that has been silent for longer than its facts may be late is not waited for, whatever became of it.
  closed: () => true,
  on: {
    order(state, event, emit, { reference }) {
      if (isStale(state, event.eventTime)) return state;
      const order = afterStatement(state.order ?? NEW_ORDER, { event, reference });
      const next = afterMilestone({ ...state, order }, event);
      return judged(next, { orderId: event.orderId, emit: emit.risk, reference });
    },
    progress(state, event, emit, { reference }) {
      if (isStale(state, event.eventTime)) return state;
      const known = state.boxes.find(({ container }) => container === event.container);
      if (event.stage === 'RELEASED') {
        // What was delivered stays so; what was not is no longer on its way here.
        const isDone = state.arrival !== null || known?.arrivedAt != null;
        if (known === undefined || isDone) return state;
        const boxes = state.boxes.filter((each) => each !== known);
        return judged({ ...state, boxes }, { orderId: event.orderId, emit: emit.risk, reference });
      }
      if (known === undefined && state.boxes.length === BOXES_MAX) return state;
      const box = boxOf(event, known);
      const boxes =
        known === undefined
          ? [...state.boxes, box]
          : state.boxes.map((each) => (each === known ? box : each));
      return judged({ ...state, boxes }, { orderId: event.orderId, emit: emit.risk, reference });
    },
  },
});

function afterMilestone(state: RiskState, event: Seen<PlantOrder>): RiskState {
  const { milestone, eventTime: at, id, cargoReadyAt } = event;
  const isNeed =
    event.direction === 'INBOUND'
      ? milestone === 'INBOUND_NEEDED_BY' || event.neededBy !== null
      : READY.has(milestone);
  const readyAt = cargoReadyAt ?? (milestone === 'SHIPMENT_READY' ? at : null);
  const next: RiskState = {
    ...state,
    need: state.need ?? (isNeed ? { at, id } : null),
    readyAt: readyAt ?? state.readyAt,
    shortage: state.shortage ?? (milestone === 'MATERIAL_SHORTAGE' ? { at, id } : null),
  };
  return milestone === 'ARRIVED' ? arrived(next, event) : next;
}

/** The plant states the arrival of one box, or of the order: where it has several, a box that is named is only that box. */
function arrived(state: RiskState, { container, eventTime: at, id }: Seen<PlantOrder>): RiskState {
  const isOne = container !== null && state.boxes.length > 1;
  if (!isOne) return { ...state, arrival: state.arrival ?? { at, id } };
  const boxes = state.boxes.map((box) =>
    box.container === container && box.arrivedAt === null
      ? { ...box, arrivedAt: at, arrivedBy: `plant.orders/${id}` }
      : box,
  );
  return { ...state, boxes };
}

/** Says what is to be expected, or what has come of it. */
function judged(state: RiskState, tools: Tools): RiskState {
  const { order, need } = state;
  if (order === null || need === null) return state;
  const { emit, orderId, reference } = tools;
  const arrival = arrivalOf(state);
  const verdict =
    arrival !== undefined && state.verdict !== null
      ? state.verdict
      : verdictOf(state, { order, reference });
  const row = rowOf({ ...state, verdict }, { order, orderId, arrival });
  if (row !== undefined) emit(row);
  return { ...state, verdict };
}

function rowOf(
  state: RiskState & { verdict: Verdict },
  { order, orderId, arrival }: { order: Order; orderId: string; arrival: Arrival | undefined },
): Row<SupplyRisk> | undefined {
  const { need, boxes, shortage, verdict } = state;
  if (need === null || order.plant === null) return undefined;
  const { cause, ...judgement } = verdict;
  const result =
    arrival === undefined ? openResult(state, order) : resultOf(state, { order, arrival });
  const { deadlineAt } = result;
  const said = [need.id, order.neededByBy, shortage?.id ?? null].filter((id) => id !== null);
  return {
    id: `${orderId}/${need.id}`,
    eventTime: need.at,
    orderId,
    direction: order.direction,
    plant: order.plant,
    cluster: order.cluster,
    ...judgement,
    boxes: boxes.length,
    slackMs: slackOf(deadlineAt, verdict.expectedP50At),
    slackP90Ms: slackOf(deadlineAt, verdict.expectedP90At),
    ...result,
    shortageAt: shortage?.at ?? null,
    ...causesOf([
      ...said.map((id) => `plant.orders/${id}`),
      ...(cause === null ? [] : [cause]),
      ...(arrival?.causes ?? []),
    ]),
  };
}

/** While it is open the box that decides has the deadline; that a vessel left without one is known already. */
function openResult({ boxes, verdict }: RiskState, order: Order): Result {
  const decides = boxes.filter(({ container }) => container === verdict?.container);
  return {
    deadlineAt: deadlineOf(order, decides.length > 0 ? decides : boxes),
    arrivedAt: null,
    actualSlackMs: null,
    outcome: boxes.some(({ rolled }) => rolled) ? 'ROLLED' : null,
  };
}

function slackOf(deadlineAt: number | null, at: number | null): number | null {
  return deadlineAt === null || at === null ? null : deadlineAt - at;
}

/** A need beyond the topic's span stands as it was judged last. */
function isStale({ need }: RiskState, atMs: number): boolean {
  return need !== null && atMs - need.at > supplyRiskTopic.spanMs;
}
