import { type EmissionFactor, factorOf, type Reference, type Vehicle } from '@landbridge/infra';
import type { TripEmission } from '@landbridge/schemas';
import type { Row } from '../processor.ts';
import type { KnownTrip } from './known-trip.ts';
import type { TripSums } from './trip-sums.ts';

/** What a truck burns that the vehicle reference does not know; default. */
const DEFAULT_FUEL: Vehicle['fuel'] = 'DIESEL';
const GRAMS = 1000;
const HOUR_MS = 3_600_000;

/**
 * Greenhouse gases of a trip, modelled on distance and idling (ISO 14083): free flow = way driven by the consumption
 * of its load, delay = idling for as long as traffic and gate queue cost. Stops count with the engine off; what nothing
 * explains is not turned into fuel. Undefined where the reference has no factor for the fuel at the time.
 */
export function emissionOf(
  trip: KnownTrip & { readonly endAt: number },
  sums: TripSums,
  reference: Reference,
): Row<TripEmission> | undefined {
  const { emissions } = reference;
  const vehicle = reference.vehicle(trip.plate, trip.startAt);
  const fuel = vehicle?.fuel ?? DEFAULT_FUEL;
  const factor = factorOf(emissions, { fuel, atMs: trip.startAt });
  if (factor === undefined) return undefined;
  const distanceM = sums.lengthM + trip.offRoadM;
  const idleMs = sums.trafficDelayMs + trip.queueMs;
  const burnt = (distanceM / 100_000) * per100Km(factor, trip.load);
  const idled = (idleMs / HOUR_MS) * factor.idlePerHour;
  const freeFlowGrams = Math.round(burnt * factor.kgCo2ePerUnit * GRAMS);
  const delayGrams = Math.round(idled * factor.kgCo2ePerUnit * GRAMS);
  return {
    id: trip.id,
    eventTime: trip.startAt,
    trip: trip.trip,
    plate: trip.plate,
    startAt: trip.startAt,
    endAt: trip.endAt,
    originPlace: trip.originPlace,
    destinationPlace: trip.destinationPlace,
    distanceM,
    load: trip.load,
    containers: trip.containers,
    fuel,
    fuelKnown: vehicle !== undefined,
    idleMs,
    co2eKg: (freeFlowGrams + delayGrams) / GRAMS,
    co2eFreeFlowKg: freeFlowGrams / GRAMS,
    co2eDelayKg: delayGrams / GRAMS,
    basis: emissions.basis,
    method: emissions.method,
    factorSet: emissions.name,
    // The trip stands for its parts: its row in trip.delays, of the same id, names them.
    causes: [`truck.trips/${trip.id}`],
    causeCount: 1 + sums.traversals,
  };
}

function per100Km(factor: EmissionFactor, load: KnownTrip['load']): number {
  if (load === 'LADEN') return factor.ladenPer100Km;
  return load === 'EMPTY' ? factor.emptyPer100Km : factor.bobtailPer100Km;
}
