import {
  DAY_MS,
  gateTransactions,
  type TruckPosition,
  truckPassages,
  truckPositions,
  truckTraversals,
  truckTrips,
} from '@landbridge/schemas';
import { type Context, defineProcessor, type Seen } from '../processor.ts';
import { passGate } from './boxes-aboard.ts';
import {
  type Fix,
  type MovementState,
  movementStateSchema,
  NOTHING_KNOWN,
} from './movement-state.ts';
import { arrive, boundaryOf, enter, isSame, leave, placeOf } from './places.ts';
import { metresBetween, networkOf } from './road-network.ts';
import * as settings from './settings.ts';
import type { Emitters, Step } from './step.ts';
import { beginTrip, driveOn, driveTo, endTrip, speedOf, standAt, watchStand } from './trips.ts';

/**
 * What a truck's positions say: the road segments it drove (traversals), its journeys between places and long stops
 * (trips), and its stays in geofences (passages). Gate transactions tell which boxes are aboard.
 *
 * A stay lasts from the first fix inside to the last; a trip from the last fix inside one place, or of a stop of more
 * than half an hour off the road, to the first fix inside the next. A stand on the road is a jam, up to two hours. Two fixes in a row decide that a truck arrived or left, so
 * that noise at a fence does neither. Ids come from the position that began what the row describes.
 */
export const truckMovements = defineProcessor({
  name: 'truck-movements',
  version: 4,
  inputs: { position: truckPositions, gate: gateTransactions },
  outputs: { traversal: truckTraversals, trip: truckTrips, passage: truckPassages },
  emits: ['traversal'],
  state: movementStateSchema,
  initial: (): MovementState => NOTHING_KNOWN,
  // A truck silent for so long that it may be forgotten is started afresh when it is heard of again.
  closed: () => true,
  forgetAfterMs: 3 * DAY_MS,
  on: {
    position: (state, position, emit, context) =>
      isUsable(position) ? follow(state, position, emit, context) : state,
    gate: (state, event, emit) => passGate(withoutStale(state, event.eventTime), event, emit),
  },
});

/** Without a valid fix a terminal repeats its last position, or zero: never used for a geofence or a road. */
function isUsable({ fixValid, lat, lon }: Seen<TruckPosition>): boolean {
  return fixValid && (lat !== 0 || lon !== 0) && Math.abs(lat) <= 90 && Math.abs(lon) <= 180;
}

function follow(
  given: MovementState,
  position: Seen<TruckPosition>,
  emit: Emitters,
  { reference }: Context,
): MovementState {
  const fix: Fix = {
    at: position.eventTime,
    id: position.id,
    lat: position.lat,
    lon: position.lon,
    speedKmh: position.speedKmh,
    headingDeg: position.headingDeg,
  };
  const state = withoutStale(given, fix.at);
  const last = state.fix ?? fix;
  if (isFault(last, fix)) return given;
  const draft = {
    fix,
    stay: state.stay,
    exit: state.exit,
    trip: state.trip,
    stand: state.stand,
    match: state.match,
    aboard: state.aboard,
  };
  const network = networkOf(reference);
  const step: Step = { plate: position.plate, fix, last, reference, network, emit, draft };
  if (state.fix === null) draft.stand = standAt(fix, false);
  endSilentTrip(step);
  if (hasLostBoxes(state, fix)) draft.aboard = null;
  if (!goOnInside(step)) goOnOutside(step);
  return draft;
}

/** What was known of a truck that has been silent for days is no longer true of it. */
function withoutStale(state: MovementState, now: number): MovementState {
  const heardAt = Math.max(state.fix?.at ?? 0, state.aboard?.at ?? 0);
  return now - heardAt > settings.TRUCK_SILENCE_MS ? NOTHING_KNOWN : state;
}

/** A jump that no truck makes. A truck that was really there is believed as time goes by. */
function isFault(last: Fix, fix: Fix): boolean {
  const reachM =
    ((fix.at - last.at) / 3_600_000) * settings.SPEED_MAX_KMH * 1000 + settings.FIX_SLACK_M;
  return metresBetween(last, fix) > reachM;
}

/** Boxes that a gate saw leave were delivered somewhere, when the truck turns up elsewhere long after. */
function hasLostBoxes({ fix: last, aboard }: MovementState, fix: Fix): boolean {
  if (aboard === null) return false;
  if (fix.at - Math.max(last?.at ?? 0, aboard.at) <= settings.TRIP_SILENCE_MS) return false;
  return last === null || metresBetween(last, fix) > settings.BOXES_LOST_M;
}

function endSilentTrip(step: Step): void {
  const { draft, fix, last } = step;
  const { trip } = draft;
  if (trip === null || trip.endAt !== null) return;
  const wasSilent = fix.at - last.at > settings.TRIP_SILENCE_MS;
  if (!wasSilent && fix.at - trip.startAt <= settings.TRIP_MAX_MS) return;
  endTrip(step, { at: last.at, id: last.id, destination: null, known: false });
  draft.stand = standAt(fix, false);
}

/** A truck inside a place: says whether it still is, as far as this fix can tell. */
function goOnInside(step: Step): boolean {
  const { draft, fix } = step;
  const { stay } = draft;
  const place = placeOf(step);
  if (stay === null || !stay.confirmed) {
    return place === null ? isPassingBy(step) : come(step, place);
  }
  if (place !== null && isSame(stay, place)) {
    draft.exit = null;
    return true;
  }
  if (place !== null) {
    // Out of one place straight into the next: no second fix is needed. A queue is left through the gate.
    leave(step, stay, stay.kind === 'QUEUE' ? fix : (draft.exit ?? boundaryOf(step)));
    return come(step, place);
  }
  if (draft.exit === null) {
    draft.exit = boundaryOf(step);
    return true;
  }
  leaveToRoad(step);
  return false;
}

function isPassingBy({ draft }: Step): boolean {
  draft.stay = null;
  return false;
}

function leaveToRoad(step: Step): void {
  const { draft, last } = step;
  const { stay, exit } = draft;
  if (stay === null || exit === null) return;
  leave(step, stay, exit);
  if (stay.kind !== 'QUEUE' || draft.trip?.endAt !== null) return;
  driveTo(step, exit);
  if (last.at > exit.at) driveTo(step, last);
}

/** A fix inside a place that the truck was not known to be in. */
function come(step: Step, place: NonNullable<ReturnType<typeof placeOf>>): boolean {
  const { draft } = step;
  const { stay } = draft;
  if (stay === null || !isSame(stay, place)) {
    enter(step, place);
    return place.kind === 'QUEUE';
  }
  if (speedOf(step) >= settings.ARRIVED_BELOW_KMH) return false;
  arrive(step, stay);
  return true;
}

function goOnOutside(step: Step): void {
  const { draft, fix, last } = step;
  if (draft.trip?.endAt === null) watchStand(step);
  if (draft.trip?.endAt !== null) startMoving(step);
  if (draft.trip?.endAt === null && draft.trip.startAt <= fix.at && last !== fix) {
    driveOn(step);
  }
}

/** A parked truck that left the circle it stood in begins a trip at its last fix there. */
function startMoving(step: Step): void {
  const { draft, fix, last } = step;
  const stand = draft.stand ?? standAt(fix, false);
  draft.stand = stand;
  if (metresBetween(stand, fix) <= settings.STOP_WITHIN_M) return;
  // A truck first heard of on the road has stood nowhere: where it came from is not known.
  const known = stand.known || last.at - stand.at > settings.TRIP_ENDING_STOP_MS;
  beginTrip(step, { fix: boundaryOf(step), origin: null, known });
}
