import {
  type AppointmentArrival,
  appointmentArrivals,
  DAY_MS,
  type GateTransaction,
  gateTransactions,
  plateAppointments,
  type TruckPassage,
  type TruckVisit,
  truckPassages,
  truckVisits as truckVisitTopic,
} from '@landbridge/schemas';
import { defineProcessor, type Emitter, type Seen } from '../processor.ts';
import { tellArrivals } from './arrival-rows.ts';
import * as settings from './settings.ts';
import { slotsOf, withSlot, withTaken } from './slots.ts';
import { visitRow } from './visit-row.ts';
import {
  type Place,
  type Stay,
  type Visit,
  type VisitsState,
  visitsStateSchema,
} from './visit-state.ts';

type Emit = {
  readonly visit: Emitter<TruckVisit>;
  readonly arrival: Emitter<AppointmentArrival>;
};

/**
 * A truck's visits to terminals: turn time from gate-in to gate-out, queue time before it, visit time over both. One
 * visit may do several transactions (drop and pick, two boxes): one row, begun by its first gate transaction. Queue
 * start, and a gate-in or gate-out that is missing, come from the truck's passages; a passage alone is no visit. A
 * gate-in elsewhere closes nothing: a visit without end stays open, and whether it is overdue is for the query to say.
 *
 * Each visit is told to the appointments it came on: those that its gates named, else the slots of the truck for its
 * boxes, else its nearest one.
 */
export const truckVisits = defineProcessor({
  name: 'truck-visits',
  version: 5,
  inputs: { slot: plateAppointments, gate: gateTransactions, passage: truckPassages },
  outputs: { visit: truckVisitTopic, arrival: appointmentArrivals },
  state: visitsStateSchema,
  initial: (): VisitsState => ({ places: [], slots: [] }),
  // Nothing pairs over more than a day, so a truck that nothing was heard of for days starts afresh.
  closed: () => true,
  forgetAfterMs: 7 * DAY_MS,
  on: {
    slot(state, event) {
      const slots = withSlot(state.slots, event);
      return slots === state.slots ? state : { ...state, slots };
    },
    gate(state, event, emit, { reference }) {
      const facility = event.facility === null ? undefined : reference.facility(event.facility);
      const isDepot = facility?.kind === 'DEPOT';
      return passGate(state, event, { emit, isDepot });
    },
    passage(state, event, emit) {
      if (event.placeKind !== 'QUEUE' && event.placeKind !== 'TERMINAL') return state;
      const known = placeNamed(state, event.place);
      const stay = stayOf(event);
      const seen =
        event.placeKind === 'QUEUE'
          ? { ...known, queue: stay }
          : takeStay({ known, stay, plate: event.plate }, emit.visit);
      return withPlace(state, seen, event.eventTime);
    },
  },
});

function passGate(
  state: VisitsState,
  event: Seen<GateTransaction>,
  { emit, isDepot }: { emit: Emit; isDepot: boolean },
): VisitsState {
  const known = placeNamed(state, event.facility ?? event.facilityText ?? '');
  const seen = event.direction === 'IN' ? gateIn(known, event) : gateOut(known, event);
  const taken = seen.named.length > 0 ? [] : slotsOf(state.slots, seen);
  const linked = taken.map(({ appointmentId, id }) => ({ appointmentId, slot: id }));
  const visit = { ...seen, linked };
  emit.visit(visitRow(event.subject, visit));
  tellArrivals({ before: known.visit, visit, plate: event.subject, isDepot }, emit.arrival);
  const appointments = [...visit.named, ...linked.map(({ appointmentId }) => appointmentId)];
  const slots = withTaken(state.slots, { visit: visit.firstId, appointments });
  // The queue led to this visit, and to no later one.
  const place = { ...known, queue: null, queueOfStay: null, visit };
  return { ...withPlace(state, place, event.eventTime), slots };
}

/** A gate-in goes on with the visit under way when it follows within minutes, else it begins the next. */
function gateIn({ visit, queue, stay }: Place, event: Seen<GateTransaction>): Visit {
  if (visit !== null && visit.gateOutAt === null && isSamePass(visit, event)) {
    return withTransaction(visit, event);
  }
  const isFree = visit === null || visit.stay?.id !== stay?.id;
  return {
    ...firstTransaction(event),
    gateInAt: event.eventTime,
    gateInId: event.id,
    queue: queue !== null && leadsTo(queue, event.eventTime) ? queue : null,
    stay: stay !== null && isFree && holdsGateIn(stay, event.eventTime) ? stay : null,
  };
}

/** A gate-out ends the visit under way, adds to the one just ended, or stands alone: then its start is inferred or unknown. */
function gateOut({ visit, queueOfStay, stay }: Place, event: Seen<GateTransaction>): Visit {
  if (visit !== null && !cameBack(visit, stay) && endsVisit(visit, event)) {
    return { ...withTransaction(visit, event), gateOutAt: event.eventTime, gateOutId: event.id };
  }
  const isOwn = stay !== null && stay.id !== visit?.stay?.id && holdsGateOut(stay, event.eventTime);
  return {
    ...firstTransaction(event),
    gateOutAt: event.eventTime,
    gateOutId: event.id,
    queue: isOwn && queueOfStay !== null && leadsTo(queueOfStay, stay.at) ? queueOfStay : null,
    stay: isOwn ? stay : null,
  };
}

/** A truck whose stay of this visit is over and that entered again left in between, though no gate saw it. */
function cameBack(visit: Visit, stay: Stay | null): boolean {
  return visit.stay !== null && stay !== null && visit.stay.id !== stay.id;
}

function endsVisit(visit: Visit, event: Seen<GateTransaction>): boolean {
  if (visit.gateOutAt !== null) return isSamePass(visit, event);
  return event.eventTime - (visit.gateInAt ?? visit.lastGateAt) <= settings.VISIT_MAX_MS;
}

function isSamePass(visit: Visit, event: Seen<GateTransaction>): boolean {
  return event.eventTime - visit.lastGateAt < settings.ONE_VISIT_GAP_MS;
}

/** Takes a stay behind the gate: a visit that a gate-in began gets it when it began about then. */
function takeStay(
  { known, stay, plate }: { known: Place; stay: Stay; plate: string },
  emit: Emitter<TruckVisit>,
): Place {
  const { visit } = known;
  const goesOn = known.stay !== null && isSameStay(known.stay, stay) && !leftByGate(known);
  const whole = goesOn && known.stay !== null ? { ...known.stay, leftAt: stay.leftAt } : stay;
  const queueOfStay = goesOn ? known.queueOfStay : known.queue;
  const seen = { ...known, stay: whole, queueOfStay };
  if (visit === null || visit.gateInAt === null) return seen;
  const isOfVisit = goesOn
    ? visit.stay !== null && visit.stay.id === whole.id
    : visit.stay === null && stay.at - visit.gateInAt <= settings.CLOCK_SLACK_MS;
  // A row that lies further back than its topic's span may not change any more.
  if (!isOfVisit || stay.at - visit.gateInAt > truckVisitTopic.spanMs) return seen;
  const placed = { ...visit, stay: whole };
  emit(visitRow(plate, placed));
  return { ...seen, visit: placed };
}

/** Whether a gate saw the truck after its last stay, or out. */
function leftByGate({ visit, stay }: Place): boolean {
  if (visit === null) return false;
  return visit.gateOutAt !== null || visit.lastGateAt > (stay?.leftAt ?? 0);
}

function isSameStay(before: Stay, next: Stay): boolean {
  return before.leftAt !== null && next.at - before.leftAt <= settings.ONE_STAY_GAP_MS;
}

function leadsTo(queue: Stay, gateInAt: number): boolean {
  const leftAt = queue.leftAt ?? gateInAt;
  return (
    gateInAt - leftAt <= settings.QUEUE_TO_GATE_MS && gateInAt - queue.at <= settings.QUEUE_MAX_MS
  );
}

/** Entered shortly before the gate-in by the truck's clock, and not left before it but for a difference of clocks. */
function holdsGateIn(stay: Stay, gateInAt: number): boolean {
  const leftAt = stay.leftAt ?? gateInAt;
  return (
    gateInAt - stay.at <= settings.CLOCK_SLACK_MS && gateInAt - leftAt <= settings.CLOCK_SLACK_MS
  );
}

function holdsGateOut(stay: Stay, gateOutAt: number): boolean {
  const leftAt = stay.leftAt ?? gateOutAt;
  return (
    gateOutAt - leftAt <= settings.CLOCK_SLACK_MS && gateOutAt - stay.at <= settings.VISIT_MAX_MS
  );
}

function firstTransaction(event: Seen<GateTransaction>): Visit {
  return withTransaction(
    {
      firstId: event.id,
      firstGateAt: event.eventTime,
      gateInAt: null,
      gateInId: null,
      gateOutAt: null,
      gateOutId: null,
      lastGateAt: event.eventTime,
      queue: null,
      stay: null,
      facility: event.facility,
      facilityGroup: event.facilityGroup,
      boxesIn: [],
      boxesOut: [],
      named: [],
      linked: [],
      trouble: false,
      transactions: 0,
      gates: [],
    },
    event,
  );
}

function withTransaction(visit: Visit, event: Seen<GateTransaction>): Visit {
  const boxes = event.boxes.map(({ container }) => container);
  const isIn = event.direction === 'IN';
  return {
    ...visit,
    lastGateAt: event.eventTime,
    boxesIn: isIn ? withBoxes(visit.boxesIn, boxes) : visit.boxesIn,
    boxesOut: isIn ? visit.boxesOut : withBoxes(visit.boxesOut, boxes),
    named: event.appointmentId === null ? visit.named : union(visit.named, [event.appointmentId]),
    trouble: visit.trouble || event.trouble,
    transactions: visit.transactions + 1,
    gates: union(visit.gates, [event.id]),
  };
}

/** A box that is named twice is one box; of boxes without a number each is one of its own. */
function withBoxes(known: readonly string[], more: readonly string[]): readonly string[] {
  const all = [...known, ...more];
  return all
    .filter((container, n) => container === '' || all.indexOf(container) === n)
    .slice(0, settings.NAMED_MAX);
}

function union(some: readonly string[], more: readonly string[]): readonly string[] {
  return [...new Set([...some, ...more])].slice(0, settings.NAMED_MAX);
}

function stayOf(event: Seen<TruckPassage>): Stay {
  const { eventTime: at, leftAt, id, entrySeen } = event;
  return { at, leftAt, id, entrySeen };
}

function placeNamed({ places }: VisitsState, name: string): Place {
  return (
    places.find(({ place }) => place === name) ?? {
      place: name,
      queue: null,
      stay: null,
      queueOfStay: null,
      visit: null,
    }
  );
}

/** The place a truck was at last comes first; where it has not been for longer than a visit takes is forgotten. */
function withPlace({ places, slots }: VisitsState, place: Place, nowMs: number): VisitsState {
  const others = places.filter(
    (each) => each.place !== place.place && nowMs - lastSeenAt(each) <= settings.VISIT_MAX_MS,
  );
  return { places: [place, ...others].slice(0, settings.PLACES_MAX), slots };
}

function lastSeenAt({ queue, stay, visit }: Place): number {
  const never = Number.NEGATIVE_INFINITY;
  const leftAt = [queue, stay].map((each) => each?.leftAt ?? each?.at ?? never);
  return Math.max(visit?.lastGateAt ?? never, ...leftAt);
}
