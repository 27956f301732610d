import type { GateTransaction } from '@landbridge/schemas';
import type { Seen } from '../processor.ts';
import type { Aboard, Load, MovementState, Trip } from './movement-state.ts';
import * as settings from './settings.ts';
import type { Emitters } from './step.ts';
import { tripRow } from './trips.ts';

/**
 * The gate pairs box and truck. Out of the gate: those boxes are aboard until the truck arrives somewhere. Into the
 * gate: those boxes were aboard on the trip that brought them, which is all we hear of a box loaded at a plant.
 */
export function passGate(
  state: MovementState,
  event: Seen<GateTransaction>,
  emit: Emitters,
): MovementState {
  return event.direction === 'OUT' ? passOut(state, event, emit) : passIn(state, event, emit);
}

function passOut(
  state: MovementState,
  event: Seen<GateTransaction>,
  emit: Emitters,
): MovementState {
  const before = isSamePass(state.aboard, event) ? state.aboard : null;
  const aboard: Aboard = {
    at: event.eventTime,
    facility: event.facility,
    containers: union(before?.containers ?? [], boxesOf(event), settings.BOXES_MAX),
    load: heavier(before?.load ?? 'BOBTAIL', loadOf(event)),
    gates: union(before?.gates ?? [], [event.id], settings.GATES_NAMED_MAX),
  };
  const { trip } = state;
  const hasJustLeft =
    trip !== null &&
    trip.endAt === null &&
    trip.origin === event.facility &&
    event.eventTime - trip.startAt <= settings.GATE_SLACK_MS;
  if (!hasJustLeft) return { ...state, aboard };
  const { containers, load, gates } = aboard;
  const loaded: Trip = { ...trip, containers, load, gates };
  emit.trip(tripRow(plateOf(event), loaded));
  return { ...state, aboard, trip: loaded };
}

function passIn(state: MovementState, event: Seen<GateTransaction>, emit: Emitters): MovementState {
  const { trip, aboard } = state;
  const brought = trip !== null && event.boxes.length > 0 && bringsTo(state, trip, event);
  if (!brought) return aboard === null ? state : { ...state, aboard: null };
  const loaded: Trip = {
    ...trip,
    containers: union(trip.containers, boxesOf(event), settings.BOXES_MAX),
    load: heavier(trip.load, loadOf(event)),
    gates: union(trip.gates, [event.id], settings.GATES_NAMED_MAX),
  };
  emit.trip(tripRow(plateOf(event), loaded));
  return { ...state, aboard: null, trip: loaded };
}

/** Whether the trip is the one that brought the truck to this gate: under way still, or just over. */
function bringsTo({ fix }: MovementState, trip: Trip, event: Seen<GateTransaction>): boolean {
  if (trip.endAt === null) {
    return event.eventTime - (fix?.at ?? 0) <= settings.TRIP_SILENCE_MS;
  }
  if (trip.destination !== event.facility) return false;
  return event.eventTime - trip.endAt <= settings.GATE_SLACK_MS;
}

/** Several boxes may pass a gate as several transactions within minutes. */
function isSamePass(aboard: Aboard | null, event: Seen<GateTransaction>): boolean {
  return (
    aboard !== null &&
    aboard.facility === event.facility &&
    event.eventTime - aboard.at <= settings.ONE_GATE_PASS_MS
  );
}

/** Boxes by number. One without a number is a load, and nothing that could be followed. */
function boxesOf(event: Seen<GateTransaction>): string[] {
  return event.boxes.map(({ container }) => container).filter((container) => container !== '');
}

/** A box that is not said to be empty is taken for laden. */
function loadOf({ boxes }: Seen<GateTransaction>): Load {
  if (boxes.length === 0) return 'BOBTAIL';
  return boxes.every(({ emptyIndicator }) => emptyIndicator === 'EMPTY') ? 'EMPTY' : 'LADEN';
}

const LOADS: readonly Load[] = ['BOBTAIL', 'EMPTY', 'LADEN'];

function heavier(one: Load, other: Load): Load {
  return LOADS.indexOf(one) > LOADS.indexOf(other) ? one : other;
}

function plateOf(event: Seen<GateTransaction>): string {
  return event.subject;
}

function union(some: readonly string[], more: readonly string[], max: number): readonly string[] {
  return [...new Set([...some, ...more])].slice(0, max);
}
