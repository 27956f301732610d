import type { TruckTraversal, TruckTrip } from '@landbridge/schemas';
import { causesOf, type Row } from '../processor.ts';
import { advance, begin, endMatch } from './map-matching.ts';
import type { Fix, Stand, Trip } from './movement-state.ts';
import { metresBetween } from './road-network.ts';
import * as settings from './settings.ts';
import type { Step } from './step.ts';
import type { Traversed } from './way-finding.ts';

/** Begins a trip at the fix at which the truck left, and matches what was driven since. */
export function beginTrip(
  step: Step,
  start: { fix: Fix; origin: string | null; known: boolean },
): void {
  const { draft, plate } = step;
  const { aboard } = draft;
  draft.trip = {
    id: `${plate}/${start.fix.id}`,
    startAt: start.fix.at,
    startId: start.fix.id,
    startKnown: start.known,
    endAt: null,
    endId: null,
    endKnown: false,
    origin: start.origin,
    destination: null,
    distanceM: 0,
    offRoadM: 0,
    movingMs: 0,
    stopMs: 0,
    queueMs: 0,
    stops: 0,
    traversals: 0,
    containers: aboard?.containers ?? [],
    load: aboard?.load ?? 'BOBTAIL',
    gates: aboard?.gates ?? [],
  };
  draft.stand = null;
  draft.match = begin(step.network, start.fix);
  if (step.last.at > start.fix.at) driveTo(step, step.last);
  step.emit.trip(tripRow(plate, draft.trip));
}

/** Matches one fix of a trip under way, and states the traversals that it ends. */
export function driveTo(step: Step, fix: Fix): void {
  const { draft, network } = step;
  if (draft.match === null) {
    draft.match = begin(network, fix);
    return;
  }
  const done: Traversed[] = [];
  draft.match = advance(network, draft.match, fix, done);
  for (const each of done) stateTraversal(step, each);
}

/** Drives on from the fix before: what is not matched to a road counts as off it. */
export function driveOn(step: Step): void {
  const { draft, fix, last } = step;
  const before = draft.match;
  driveTo(step, fix);
  const onRoad =
    before !== null && draft.match !== null && fix.at - before.at <= settings.BRIDGE_MAX_MS;
  if (onRoad || draft.trip === null || speedOf(step) < settings.STANDING_BELOW_KMH) return;
  const offRoadM = tenths(draft.trip.offRoadM + metresBetween(last, fix));
  draft.trip = { ...draft.trip, offRoadM };
}

/** Leaves the road: the traversal under way ends where the truck was seen last. */
export function leaveRoad(step: Step, standingSince?: number): void {
  const { draft, network } = step;
  if (draft.match === null) return;
  const done: Traversed[] = [];
  endMatch(network, draft.match, done, standingSince);
  draft.match = null;
  for (const each of done) stateTraversal(step, each);
}

export function endTrip(
  step: Step,
  end: { at: number; id: string; destination: string | null; known: boolean },
): void {
  const { draft } = step;
  if (draft.trip === null || draft.trip.endAt !== null) return;
  endStand(step, end.at);
  leaveRoad(step, end.at);
  draft.trip = {
    ...draft.trip,
    endAt: Math.max(end.at, draft.trip.startAt),
    endId: end.id,
    endKnown: end.known,
    destination: end.destination,
  };
  step.emit.trip(tripRow(step.plate, draft.trip));
}

/** Follows a truck that stands or moves on: stands that last are stops, and one that lasts too long ends the trip. */
export function watchStand(step: Step): void {
  const { draft, fix, last } = step;
  if (draft.trip === null) return;
  if (draft.stand === null && wasSilentOnTheSpot(step)) draft.stand = standAt(last, true);
  const { stand } = draft;
  const stays = stand !== null && metresBetween(stand, fix) <= settings.STOP_WITHIN_M;
  const isStanding = speedOf(step) < settings.STANDING_BELOW_KMH;
  if (stand === null) {
    if (isStanding) draft.stand = standAt(fix, true);
    return;
  }
  const until = stays ? fix.at : last.at;
  const endsAfterMs = stoodOnTheRoad(step) ? settings.JAM_MAX_MS : settings.TRIP_ENDING_STOP_MS;
  if (until - stand.at > endsAfterMs) {
    endTrip(step, { at: stand.at, id: stand.id, destination: null, known: true });
    draft.stand = stand;
    return;
  }
  if (stays && isStanding) return;
  endStand(step, until);
  draft.stand = isStanding ? standAt(fix, true) : null;
}

/** Ends a stand of the trip under way: one that lasted, off the carriageway, is counted as a stop. */
export function endStand(step: Step, until: number): void {
  const { draft } = step;
  const { stand, trip } = draft;
  draft.stand = null;
  if (stand === null || trip === null || trip.endAt !== null || stoodOnTheRoad(step)) return;
  const stopMs = until - stand.at;
  if (stopMs <= settings.STOP_MS) return;
  draft.trip = { ...trip, stops: trip.stops + 1, stopMs: trip.stopMs + stopMs };
}

/**
 * A truck that stands on the carriageway is in traffic: its minutes are those of the segment it is on, and counted
 * there. A stop is off the carriageway, or silent for so long that the way over the segment was cut.
 */
function stoodOnTheRoad({ draft, fix }: Step): boolean {
  return draft.match !== null && fix.at - draft.match.at <= settings.BRIDGE_MAX_MS;
}

export function standAt(fix: Fix, known: boolean): Stand {
  return { at: fix.at, id: fix.id, lat: fix.lat, lon: fix.lon, known };
}

/** Speed as reported, else by the way since the last fix, km/h. */
export function speedOf({ fix, last }: Step): number {
  if (fix.speedKmh !== null) return fix.speedKmh;
  const ms = fix.at - last.at;
  return ms <= 0 ? 0 : (metresBetween(last, fix) / ms) * 3600;
}

/** An engine that was switched off: no fix for long, and then one at the same place. */
function wasSilentOnTheSpot({ fix, last }: Step): boolean {
  return fix.at - last.at > settings.STOP_MS && metresBetween(last, fix) <= settings.STOP_WITHIN_M;
}

function stateTraversal(step: Step, done: Traversed): void {
  const { draft, plate } = step;
  // Of a truck that fell silent on the road its last part is heard of too late to matter to anyone.
  if (draft.trip === null || step.fix.at - done.enteredAt > settings.TRAVERSAL_MAX_MS) return;
  const row = traversalRow({ plate, trip: draft.trip, done });
  draft.trip = {
    ...draft.trip,
    distanceM: tenths(draft.trip.distanceM + row.lengthM),
    movingMs: draft.trip.movingMs + row.travelMs,
    traversals: draft.trip.traversals + 1,
  };
  step.emit.traversal(row);
}

function traversalRow(of: { plate: string; trip: Trip; done: Traversed }): Row<TruckTraversal> {
  const { plate, trip, done } = of;
  return {
    id: `${done.road.id}/${done.enteredId}`,
    eventTime: done.enteredAt,
    segment: done.road.id,
    plate,
    trip: trip.id,
    leftAt: done.leftAt,
    travelMs: done.leftAt - done.enteredAt,
    lengthM: tenths(done.lengthM),
    segmentLengthM: done.road.lengthM,
    stoppedMs: done.stoppedMs,
    positions: done.positions,
    containers: trip.containers,
    ...causesOf([`truck.positions/${done.enteredId}`, `truck.positions/${done.leftId}`]),
  };
}

export function tripRow(plate: string, trip: Trip): Row<TruckTrip> {
  const positions = trip.endId === null ? [trip.startId] : [trip.startId, trip.endId];
  return {
    id: trip.id,
    eventTime: trip.startAt,
    trip: trip.id,
    plate,
    startAt: trip.startAt,
    endAt: trip.endAt,
    originPlace: trip.origin,
    destinationPlace: trip.destination,
    distanceM: trip.distanceM,
    offRoadM: trip.offRoadM,
    movingMs: trip.movingMs,
    stopMs: trip.stopMs,
    queueMs: trip.queueMs,
    stops: trip.stops,
    traversals: trip.traversals,
    containers: trip.containers,
    load: trip.load,
    quality: qualityOf(trip),
    ...causesOf([
      ...positions.map((id) => `truck.positions/${id}`),
      ...trip.gates.map((id) => `gate.transactions/${id}`),
    ]),
  };
}

function qualityOf(trip: Trip): TruckTrip['quality'] {
  if (!trip.startKnown) return 'START_INFERRED';
  return trip.endAt !== null && !trip.endKnown ? 'END_INFERRED' : 'COMPLETE';
}

/** To the decimetre: finer than any fix, and short on the wire. */
function tenths(metres: number): number {
  return Math.round(metres * 10) / 10;
}
