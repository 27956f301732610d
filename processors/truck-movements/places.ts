import type { Place, Reference } from '@landbridge/infra';
import type { TruckPassage } from '@landbridge/schemas';
import { causesOf, type Row } from '../processor.ts';
import type { Fix, Stay } from './movement-state.ts';
import * as settings from './settings.ts';
import type { Step } from './step.ts';
import { beginTrip, driveTo, endStand, endTrip, leaveRoad, standAt } from './trips.ts';

/** Where geofences overlap, the one that says most about the truck. */
const ORDER: readonly Place['kind'][] = ['TERMINAL', 'PLANT', 'DEPOT', 'QUEUE'];

/** The place a fix lies in; a truck does not change from one place to another while still inside the first. */
export function placeOf(step: Step): Place | null {
  const { fix, reference, draft } = step;
  const places = reference.placesAt([fix.lon, fix.lat]);
  if (places.length === 0) return null;
  const { stay } = draft;
  let best: Place | null = null;
  for (const place of places) {
    if (stay !== null && stay.kind !== 'QUEUE' && isSame(stay, place)) return place;
    if (!isInForce(place, { reference, atMs: fix.at }) || isOwnWayOut(step, place)) continue;
    if (best === null || ORDER.indexOf(place.kind) < ORDER.indexOf(best.kind)) best = place;
  }
  return best;
}

export function isSame(stay: Stay, place: Place): boolean {
  return stay.place === place.id && stay.kind === place.kind;
}

/** Facilities merge and end; their outlines stay in the reference data. */
function isInForce(place: Place, by: { reference: Reference; atMs: number }): boolean {
  const facility = place.kind === 'PLANT' ? undefined : by.reference.facility(place.id);
  if (facility === undefined) return true;
  const { validFrom, validUntil } = facility;
  return (validFrom ?? by.atMs) <= by.atMs && by.atMs < (validUntil ?? Number.POSITIVE_INFINITY);
}

/** The queue of a terminal is passed on the way out as well. */
function isOwnWayOut({ draft, fix }: Step, place: Place): boolean {
  if (place.kind !== 'QUEUE') return false;
  const { stay, trip } = draft;
  if (stay !== null && stay.place === place.id && stay.kind === 'TERMINAL') return true;
  if (trip === null || trip.origin !== place.id) return false;
  return fix.at - trip.startAt <= settings.OWN_QUEUE_MS;
}

/** Enters a geofence. A queue counts from its first fix; elsewhere a second, slow one confirms the arrival. */
export function enter(step: Step, place: Place): void {
  const { draft, fix, last } = step;
  const stay: Stay = {
    place: place.id,
    kind: place.kind,
    at: fix.at,
    id: fix.id,
    confirmed: place.kind === 'QUEUE',
    entrySeen: last !== fix && fix.at - last.at <= settings.TRIP_SILENCE_MS,
    containers: draft.trip?.endAt === null ? draft.trip.containers : [],
  };
  draft.stay = stay;
  draft.exit = null;
  if (place.kind !== 'QUEUE') return;
  if (draft.trip?.endAt === null) {
    driveTo(step, fix);
    endStand(step, fix.at);
    leaveRoad(step);
  }
  step.emit.passage(passageRow(step.plate, stay, null));
}

/** A second fix inside: the truck has arrived, when the first was taken. */
export function arrive(step: Step, stay: Stay): void {
  const { draft, plate } = step;
  endTrip(step, { at: stay.at, id: stay.id, destination: stay.place, known: true });
  draft.stay = { ...stay, confirmed: true };
  draft.stand = null;
  draft.match = null;
  // What the truck brought is handed over here; what a gate saw leave since goes on.
  if (draft.aboard !== null && draft.aboard.at <= stay.at) draft.aboard = null;
  step.emit.passage(passageRow(plate, draft.stay, null));
}

/** The fix at which a place was left: the last inside, or where that is long ago the first outside. */
export function boundaryOf({ fix, last }: Step): Fix {
  return fix.at - last.at <= settings.BOUNDARY_GAP_MS ? last : fix;
}

/** Leaves a confirmed place: states the passage, and begins a trip where none is under way. */
export function leave(step: Step, stay: Stay, at: Fix): void {
  const { draft, plate } = step;
  draft.stay = null;
  draft.exit = null;
  if (step.fix.at - stay.at <= settings.PASSAGE_MAX_MS)
    step.emit.passage(passageRow(plate, stay, at));
  if (stay.kind !== 'QUEUE') {
    beginTrip(step, { fix: at, origin: stay.place, known: true });
  } else if (draft.trip?.endAt === null) {
    const { trip } = draft;
    draft.trip = { ...trip, queueMs: trip.queueMs + Math.max(0, at.at - stay.at) };
  } else draft.stand = standAt(at, stay.entrySeen);
}

function passageRow(plate: string, stay: Stay, left: Fix | null): Row<TruckPassage> {
  return {
    id: `${plate}/${stay.id}`,
    eventTime: stay.at,
    plate,
    place: stay.place,
    placeKind: stay.kind,
    leftAt: left === null ? null : left.at,
    entrySeen: stay.entrySeen,
    containers: stay.containers,
    ...causesOf(
      left === null
        ? [`truck.positions/${stay.id}`]
        : [`truck.positions/${stay.id}`, `truck.positions/${left.id}`],
    ),
  };
}
