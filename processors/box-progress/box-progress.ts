import type { Reference } from '@landbridge/infra';
import {
  type BoxProgress,
  boxDepartures,
  boxProgress as boxProgressTopic,
  boxTrips,
  type ContainerEvent,
  type ContainerMove,
  containerEvents,
  containerMoves,
  MINUTE_MS,
  orderBoxes,
  orderLinks,
} from '@landbridge/schemas';
import { placeOf } from '../move-place.ts';
import { causesOf, defineProcessor, type Emitter, type Seen } from '../processor.ts';
import {
  cargoOf,
  type Estimate,
  MISSED_MAX,
  NO_PROGRESS,
  NOWHERE,
  ORDERS_MAX,
  type ProgressState,
  progressState,
  type Served,
  type Standing,
  type Trip,
} from './progress-state.ts';
import { endsService, isStageOf, stageOfMove } from './stage-of-move.ts';

/** What is told of, and by what. */
type Step = {
  readonly id: string;
  readonly eventTime: number;
  readonly container: string;
  readonly cause: string;
  readonly emit: Emitter<BoxProgress>;
};

/** How long before its gate-out a trip may begin: the clocks of gate and truck differ; default. */
const GATE_SLACK_MS = 30 * MINUTE_MS;

/**
 * How far a box has come, told to every order that it is about: by what it did, what its carrier estimates, and what its
 * vessel does. Only actuals move it; an estimate says until when it will have come how far. A box that no longer serves
 * an order, and has not been delivered for it, is released.
 */
export const boxProgress = defineProcessor({
  name: 'box-progress',
  version: 4,
  inputs: {
    order: orderBoxes,
    link: orderLinks,
    event: containerEvents,
    move: containerMoves,
    trip: boxTrips,
    departure: boxDepartures,
  },
  outputs: { progress: boxProgressTopic },
  emits: 'once',
  state: progressState,
  initial: (): ProgressState => NO_PROGRESS,
  // A box that nobody waits for need not be remembered.
  closed: ({ served }) => served.length === 0,
  only: {
    event: (event, { reference }) =>
      event.container !== null && estimateOf(event, reference) !== undefined,
    move: ({ trade }) => trade !== 'RESTOW',
  },
  on: {
    order(state, event, emit) {
      const step = stepOf(event, { topic: 'order.boxes', emit: emit.progress });
      return serve(state, { ...event, since: event.eventTime, cause: step.cause }, step);
    },
    link(state, event, emit) {
      const step = stepOf(event, { topic: 'order.links', emit: emit.progress });
      // An order that names the box has said more already.
      if (state.served.some(({ orderId }) => orderId === event.orderId)) return state;
      return serve(state, { ...event, since: event.eventTime, cause: step.cause }, step);
    },
    event(state, event, emit, { reference }) {
      const estimate = estimateOf(event, reference);
      if (estimate === undefined || event.container === null) return state;
      const { container } = event;
      const about = { ...event, container };
      const step = stepOf(about, { topic: 'container.events', emit: emit.progress });
      return changed(state, { ...state, estimate: { ...estimate, cause: step.cause } }, step);
    },
    move(state, event, emit, { reference }) {
      const place = placeOf(event, reference);
      const stage = stageOfMove(event, { place, standing: state.standing });
      if (stage === undefined) return state;
      const step = stepOf(event, { topic: 'container.moves', emit: emit.progress });
      const next = movedTo(state, { event, stage, cause: step.cause, reference });
      return told(release(state, next, step), step, ({ direction }) =>
        isStageOf(direction, next.standing.stage),
      );
    },
    trip(state, event, emit, { reference }) {
      const { id, startAt, endAt, destinationPlace } = event;
      const trip: Trip = { id, startAt, endAt, destinationPlace };
      const step = stepOf(event, { topic: 'box.trips', emit: emit.progress });
      const isUnderWay = state.standing.stage === 'ON_ROAD';
      const standing = isUnderWay ? arrivalBy(trip, { state, reference }) : undefined;
      return standing === undefined
        ? { ...state, trip }
        : changed(state, { ...state, trip, standing }, step);
    },
    departure(state, event, emit) {
      const { callId, milestone, cargoClosingAt, facility, voyage } = event;
      const step = stepOf(event, { topic: 'box.departures', emit: emit.progress });
      const isOfCall = state.call?.callId === callId;
      if (milestone === 'CANCELLED') {
        return isOfCall ? changed(state, { ...state, call: null }, step) : state;
      }
      if (milestone === 'DEPARTED') {
        const isLeft = isOfCall && state.standing.stage !== 'LOADED';
        return isLeft ? leftBehind(state, voyage, step) : state;
      }
      const call = { callId, cargoClosingAt, facility, cause: step.cause };
      return changed(state, { ...state, call }, step);
    },
  },
});

function stepOf(
  event: { id: string; eventTime: number; container: string },
  { topic, emit }: { topic: string; emit: Emitter<BoxProgress> },
): Step {
  const { id, eventTime, container } = event;
  return { id, eventTime, container, cause: `${topic}/${id}`, emit };
}

/** Tells an order where the box that it is about stands; what it says again is known. */
function serve(state: ProgressState, order: Served, step: Step): ProgressState {
  const { orderId, plant, direction, since, cause } = order;
  const served: Served = { orderId, plant, direction, since, cause };
  const others = state.served.filter((each) => each.orderId !== orderId);
  const next = { ...state, served: [...others, served].slice(-ORDERS_MAX) };
  return told(next, step, (each) => each === served);
}

/** A planned vessel has left without the box, by what is known until then. */
function leftBehind(state: ProgressState, voyage: string | null, step: Step): ProgressState {
  const { missed } = state;
  if (missed.includes(voyage) || missed.length === MISSED_MAX) return state;
  return changed(state, { ...state, missed: [...missed, voyage] }, step);
}

/** The state after a change that every order of its direction hears of. */
function changed(before: ProgressState, next: ProgressState, step: Step): ProgressState {
  const isOfCall = next.call !== before.call || next.missed !== before.missed;
  return told(next, step, ({ direction }) => !isOfCall || direction === 'OUTBOUND');
}

function told(state: ProgressState, step: Step, hears: (order: Served) => boolean): ProgressState {
  for (const order of state.served) if (hears(order)) say(state, order, step);
  return state;
}

/** Lets go of the orders that the box no longer serves; one it was not delivered for is told so. */
function release(before: ProgressState, next: ProgressState, step: Step): ProgressState {
  const stages = { from: before.standing.stage, to: next.standing.stage };
  const isOver = ({ direction, since }: Served) =>
    endsService(direction, stages) &&
    // What an order says of the next export before the box is fetched for it is not of the one before.
    (direction === 'INBOUND' || since <= (before.standing.stageAt ?? step.eventTime));
  for (const order of before.served) {
    const isDone = stages.from === 'ARRIVED' || stages.from === 'LOADED';
    if (isOver(order) && !isDone) say(RELEASED, order, step);
  }
  return { ...next, served: next.served.filter((order) => !isOver(order)) };
}

const RELEASED: ProgressState = { ...NO_PROGRESS, standing: { ...NOWHERE, stage: 'RELEASED' } };

function movedTo(
  state: ProgressState,
  moved: {
    event: Seen<ContainerMove>;
    stage: Standing['stage'];
    cause: string;
    reference: Reference;
  },
): ProgressState {
  const { event, stage, cause, reference } = moved;
  const standing: Standing = {
    stage,
    stageAt: event.eventTime,
    stageEventId: event.id,
    facility: event.facility,
    broughtTo: null,
    cargo: stage === 'IN_YARD' || stage === 'ON_ROAD' ? cargoOf(event) : null,
    cause,
  };
  const next: ProgressState = {
    ...state,
    standing,
    estimate: estimateAfter(state.estimate, stage),
  };
  if (stage === 'UNKNOWN' || stage === 'IN_YARD') return { ...next, call: null, missed: [] };
  if (stage === 'PICKED_UP' && state.standing.stage === 'LOADED') {
    return { ...next, call: null, missed: [] };
  }
  if (stage === 'LOADED') return { ...next, missed: stillMissed(state.missed, event.voyage) };
  if (stage !== 'ON_ROAD' || state.trip === null) return next;
  const isOfTrip = state.trip.startAt >= event.eventTime - GATE_SLACK_MS;
  const arrival = isOfTrip ? arrivalBy(state.trip, { state: next, reference }) : undefined;
  return arrival === undefined ? next : { ...next, standing: arrival };
}

/** Vessels are told to have left before their last boxes were loaded: on that voyage nothing was missed. */
function stillMissed(
  missed: ProgressState['missed'],
  loadedOn: string | null,
): ProgressState['missed'] {
  return missed.filter((voyage) => voyage === null || voyage !== loadedOn);
}

/** Where a trip brought the box to, if it ended at a plant. */
function arrivalBy(
  { id, endAt, destinationPlace }: Trip,
  { state, reference }: { state: ProgressState; reference: Reference },
): Standing | undefined {
  const plant = destinationPlace === null ? undefined : reference.plant(destinationPlace);
  const { stageAt, facility } = state.standing;
  if (plant === undefined || endAt === null || endAt <= (stageAt ?? endAt)) return undefined;
  const cause = `box.trips/${id}`;
  return {
    stage: 'ARRIVED',
    stageAt: endAt,
    stageEventId: id,
    facility,
    broughtTo: plant.id,
    cargo: null,
    cause,
  };
}

/** What a carrier estimates of the box: discharge, gate-out or arrival of an import, gate-in of an export. */
function estimateOf(
  event: Seen<ContainerEvent>,
  reference: Reference,
): Omit<Estimate, 'cause'> | undefined {
  if (event.classifier !== 'EST' || event.eventType !== 'EQUIPMENT') return undefined;
  if (event.expectedAt === null || event.container !== event.subject) return undefined;
  const place = placeOf({ ...event, move: event.eventCode }, reference);
  const etaStage = estimatedStage(event, place);
  return etaStage === undefined ? undefined : { etaStage, etaAt: event.expectedAt };
}

function estimatedStage(
  { eventCode, emptyIndicator }: Seen<ContainerEvent>,
  place: ReturnType<typeof placeOf>,
): BoxProgress['etaStage'] | undefined {
  if (emptyIndicator === 'EMPTY' && eventCode !== 'STRP') return undefined;
  if (place === 'TERMINAL') {
    if (eventCode === 'DISC') return 'IN_YARD';
    if (eventCode === 'GTOT') return 'ON_ROAD';
    return eventCode === 'GTIN' ? 'GATED_IN' : undefined;
  }
  return place === 'PLANT' && (eventCode === 'GTIN' || eventCode === 'STRP')
    ? 'ARRIVED'
    : undefined;
}

const ORDER_OF_STAGES = ['UNKNOWN', 'AT_SEA', 'IN_YARD', 'ON_ROAD', 'ARRIVED'];

/** An estimate counts until the box has come so far, or is on another errand. */
function estimateAfter(
  estimate: Estimate | null,
  stage: Standing['stage'],
): ProgressState['estimate'] {
  if (estimate === null || estimate.etaStage === null) return null;
  const isInbound = isStageOf('INBOUND', stage);
  if (estimate.etaStage === 'GATED_IN') {
    return stage === 'PICKED_UP' || stage === 'STUFFED' ? estimate : null;
  }
  const isAhead = ORDER_OF_STAGES.indexOf(estimate.etaStage) > ORDER_OF_STAGES.indexOf(stage);
  return isInbound && isAhead ? estimate : null;
}

function say(state: ProgressState, order: Served, step: Step): void {
  const { standing, estimate, call, missed } = state;
  const { orderId, direction, plant } = order;
  const isOutbound = direction === 'OUTBOUND';
  const isReleased = standing.stage === 'RELEASED';
  // Loaded before an order was about it, the box was loaded for another one.
  const isPast = standing.stage === 'LOADED' && (standing.stageAt ?? order.since) < order.since;
  const isOf = isReleased || (isStageOf(direction, standing.stage) && !isPast);
  const shown = isOf ? standing : NOWHERE;
  const isElsewhere = shown.broughtTo !== null && shown.broughtTo !== plant;
  const isOfEta = isOutbound === (estimate?.etaStage === 'GATED_IN');
  const facility = isOutbound ? (call?.facility ?? shown.facility) : shown.facility;
  const causes = [
    step.cause,
    order.cause,
    shown.cause,
    isOfEta ? (estimate?.cause ?? null) : null,
    isOutbound ? (call?.cause ?? null) : null,
  ];
  step.emit({
    id: `${orderId}/${step.container}@${step.id}`,
    eventTime: step.eventTime,
    orderId,
    container: step.container,
    direction,
    stage: isElsewhere ? 'ON_ROAD' : shown.stage,
    stageAt: shown.stageAt,
    stageEventId: shown.stageEventId,
    facility,
    etaStage: isOfEta ? (estimate?.etaStage ?? null) : null,
    etaAt: isOfEta ? (estimate?.etaAt ?? null) : null,
    callId: isOutbound ? (call?.callId ?? null) : null,
    cargoClosingAt: isOutbound ? (call?.cargoClosingAt ?? null) : null,
    rolled: isOutbound && missed.length > 0,
    ...causesOf(causes.filter((cause) => cause !== null)),
  });
}
