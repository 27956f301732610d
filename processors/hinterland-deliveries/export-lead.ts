import type { Reference } from '@landbridge/infra';
import {
  type ContainerMove,
  DAY_MS,
  type ExportLead,
  exportLeads,
  HOUR_MS,
} from '@landbridge/schemas';
import { isBroughtUnseen, isLadenReturn } from '../move-pairs.ts';
import { isOverQuay, type MovePlace } from '../move-place.ts';
import { causesOf, type Emitter, type Row, type Seen } from '../processor.ts';
import {
  type DeliveryMove,
  type DeliveryState,
  type ExportState,
  type Lead,
  type Leg,
  moveOf,
  type Order,
} from './delivery-state.ts';

type Tools = { readonly emit: Emitter<ExportLead>; readonly reference: Reference };
type Step = Tools & { readonly event: Seen<ContainerMove>; readonly place: MovePlace };

/** How long before its gate-in an export may have been stuffed, where only its plant or truck tells; default. */
const STUFFED_BEFORE_MS = 30 * DAY_MS;
/** How long after the truck's arrival its box may be gated in: it waits in the queue; default. */
const QUEUE_MAX_MS = 12 * HOUR_MS;

/**
 * The export after a move. It begins with the stuffing, or with the laden gate-out of the plant, is gated in full at a
 * terminal, and ends with its loading. A box that is back empty, or discharged, is none any more.
 */
export function leadAfterMove(state: DeliveryState, step: Step): ExportState {
  const { exports } = state;
  const { lead } = exports;
  const { event, place } = step;
  const isLaden = event.emptyIndicator === 'LADEN';
  if (event.move === 'STUF' && place !== 'TERMINAL' && place !== 'ABROAD') {
    return begun(state, step, 'STUFFED');
  }
  if (event.move === 'GTOT' && isLaden && place === 'PLANT')
    return begun(state, step, 'PLANT_GATE');
  if (event.move === 'GTIN' && isLaden && place === 'TERMINAL') return gatedIn(state, step);
  if (event.move === 'LOAD' && isOverQuay(event)) return loaded(state, step);
  const isGate = event.move === 'GTIN' || event.move === 'GTOT';
  const isEmpty = isGate && event.emptyIndicator === 'EMPTY' && place !== 'PLANT';
  const isDischarged = event.move === 'DISC' && isOverQuay(event);
  return lead !== null && (isEmpty || isDischarged) ? over(exports, event.eventTime) : exports;
}

/** Whether an import comes into another terminal though nobody saw it leave the first: it is no export. */
export function isImportBrought({ stay }: DeliveryState, event: Seen<ContainerMove>): boolean {
  return stay?.isImport === true && isBroughtUnseen({ from: stay.arrival, back: event });
}

/** Says the export anew, if there is one. */
export function toldLead({ exports, trips }: DeliveryState, { emit, reference }: Tools): void {
  const row = leadRow(exports, { trips, reference });
  if (row !== undefined) emit(row);
}

/** Whether a row of the export may still be changed. */
export function isLeadWithinSpan({ lead }: ExportState, atMs: number): boolean {
  const begunAt = lead?.start?.eventTime ?? lead?.gateIn?.eventTime ?? atMs;
  // What the plant states may begin it earlier than the moves do.
  return atMs - begunAt <= exportLeads.spanMs - STUFFED_BEFORE_MS;
}

function begun(
  state: DeliveryState,
  step: Step,
  startBy: NonNullable<Lead['startBy']>,
): ExportState {
  const { exports } = state;
  // The first of both names the row; what is told of a box that is in the terminal is of its next export.
  if (exports.lead !== null && exports.lead.gateIn === null) return exports;
  const lead = { start: moveOf(step.event), startBy, gateIn: null };
  return told(state, { ...exports, lead }, step);
}

function gatedIn(state: DeliveryState, step: Step): ExportState {
  const { exports, delivery } = state;
  const { event } = step;
  const gateIn = moveOf(event);
  if (exports.lead?.gateIn != null) return exports;
  const isImport = event.trade === 'IMPORT' || event.transshipment;
  const isBack = delivery !== null && isLadenReturn({ out: delivery.out, back: gateIn });
  const isNone = isImport || isBack || isImportBrought(state, event);
  if (exports.lead === null && isNone) return exports;
  const lead = { start: null, startBy: null, ...exports.lead, gateIn };
  return told(state, { ...exports, lead }, step);
}

function loaded(state: DeliveryState, step: Step): ExportState {
  const { exports, trips } = state;
  if (exports.lead === null) return exports;
  const row = leadRow(exports, { trips, reference: step.reference, load: moveOf(step.event) });
  if (row !== undefined) step.emit(row);
  return over(exports, step.event.eventTime);
}

/** An order of the past is served: it is not taken for one of the next export. */
function over({ orders }: ExportState, atMs: number): ExportState {
  return { lead: null, orders: orders.filter(({ eventTime }) => eventTime > atMs) };
}

function told(state: DeliveryState, exports: ExportState, tools: Tools): ExportState {
  toldLead({ ...state, exports }, tools);
  return exports;
}

type Start = {
  readonly at: number;
  readonly by: NonNullable<ExportLead['startBy']>;
  readonly id: string;
};

function leadRow(
  { lead, orders }: ExportState,
  { trips, reference, load }: { trips: readonly Leg[]; reference: Reference; load?: DeliveryMove },
): Row<ExportLead> | undefined {
  if (lead === null) return undefined;
  const { gateIn } = lead;
  const named = lead.start ?? gateIn;
  if (named === null) return undefined;
  const order = orders.findLast(({ isNamed }) => isNamed) ?? orders.at(-1);
  const trip = tripOf(trips, lead, reference);
  const start = startOf(lead, { order, trip });
  const plant = plantOf(lead, { order, trip, reference });
  const gatedInAt = gateIn?.eventTime ?? null;
  const loadedAt = load?.eventTime ?? null;
  const terminal = gateIn ?? load ?? null;
  return {
    id: named.id,
    eventTime: start?.at ?? named.eventTime,
    container: named.container,
    facility: terminal?.facility ?? null,
    facilityGroup: terminal?.facilityGroup ?? null,
    plant,
    cluster: order?.cluster ?? (plant === null ? null : (reference.plant(plant)?.cluster ?? null)),
    orderId: order?.orderId ?? null,
    booking: gateIn?.booking ?? lead.start?.booking ?? load?.booking ?? null,
    startBy: start?.by ?? null,
    startAt: start?.at ?? null,
    gatedInAt,
    loadedAt,
    leadMs: start === undefined || gatedInAt === null ? null : gatedInAt - start.at,
    loadingMs: gatedInAt === null || loadedAt === null ? null : loadedAt - gatedInAt,
    voyage: load?.voyage ?? gateIn?.voyage ?? null,
    trip: trip?.trip ?? null,
    plate: gateIn?.plate ?? trip?.plate ?? null,
    teu: named.teu ?? gateIn?.teu ?? null,
    ...qualityOf(start),
    startEventId: start?.id ?? null,
    endEventId: gateIn?.id ?? null,
    ...causesOf([
      ...[lead.start, gateIn, load ?? null]
        .filter((move) => move !== null)
        .map(({ id }) => `container.moves/${id}`),
      ...(order === undefined ? [] : [order.cause]),
      ...(trip === undefined ? [] : [`box.trips/${trip.id}`]),
    ]),
  };
}

/** Stuffed as told by whoever publishes it, as the plant states it, else when it left the plant: by its gate or truck. */
function startOf(
  { start, startBy, gateIn }: Lead,
  { order, trip }: { order: Order | undefined; trip: Leg | undefined },
): Start | undefined {
  if (start !== null && startBy === 'STUFFED')
    return { at: start.eventTime, by: startBy, id: start.id };
  const until = gateIn?.eventTime ?? start?.eventTime ?? 0;
  const stuffedAt = order?.stuffedAt ?? null;
  if (order !== undefined && stuffedAt !== null) {
    const isOfThis = stuffedAt <= until && until - stuffedAt <= STUFFED_BEFORE_MS;
    if (isOfThis) return { at: stuffedAt, by: 'PLANT_STATED', id: order.id };
  }
  if (start !== null) return { at: start.eventTime, by: 'PLANT_GATE', id: start.id };
  return trip === undefined ? undefined : { at: trip.startAt, by: 'TRIP', id: trip.id };
}

function qualityOf(start: Start | undefined): Pick<ExportLead, 'quality' | 'qualityRule'> {
  if (start === undefined) return { quality: 'NO_START', qualityRule: null };
  if (start.by === 'STUFFED' || start.by === 'PLANT_STATED') {
    return { quality: 'COMPLETE', qualityRule: null };
  }
  const qualityRule = start.by === 'TRIP' ? 'left-plant-by-trip' : 'left-plant-by-gate';
  return { quality: 'START_INFERRED', qualityRule };
}

/** The last trip from a plant with the box aboard that brought it to the gate. */
function tripOf(trips: readonly Leg[], { gateIn }: Lead, reference: Reference): Leg | undefined {
  if (gateIn === null) return undefined;
  const at = gateIn.eventTime;
  return trips.findLast(
    ({ startAt, endAt, originPlace }) =>
      originPlace !== null &&
      reference.plant(originPlace) !== undefined &&
      startAt <= at &&
      // A trip of which nobody saw the end is not under way for ever.
      at - startAt <= STUFFED_BEFORE_MS &&
      (endAt === null || at - endAt <= QUEUE_MAX_MS),
  );
}

/** Where it was stuffed, else the plant of the order, else where the truck came from. */
function plantOf(
  { start }: Lead,
  found: { order: Order | undefined; trip: Leg | undefined; reference: Reference },
): string | null {
  const { order, trip, reference } = found;
  for (const place of [start?.facility, order?.plant, trip?.originPlace]) {
    const plant = place == null ? undefined : reference.plant(place);
    if (plant !== undefined) return plant.id;
  }
  return order?.plant ?? null;
}
