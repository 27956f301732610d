import { tripEmissions } from '@landbridge/schemas';
import type { AuditedMetric } from '../metric.ts';
import { tripsWithSums } from './whole-trips.ts';

const isValid = (table: string) =>
  `(${table}.validFrom IS NULL OR ${table}.validFrom <= startAt) AND (${table}.validUntil IS NULL OR ${table}.validUntil > startAt)`;

/** Distance by the consumption of the load, idling by the delay of traffic and queue, in grams of each factor. */
export const auditedTripEmissions: AuditedMetric = {
  topic: tripEmissions,
  processor: 'trip-delays',
  compared: [
    ...['eventTime', 'trip', 'plate', 'startAt', 'endAt', 'originPlace', 'destinationPlace'],
    ...['distanceM', 'load', 'containers', 'fuel', 'fuelKnown', 'idleMs', 'co2eKg'],
    ...['co2eFreeFlowKg', 'co2eDelayKg', 'basis', 'method', 'factorSet', 'causes', 'causeCount'],
  ],
  sql: (accepted) => `
    WITH driven AS (
      SELECT journey.*, if(known.plate IS NULL, 'DIESEL', known.fuel) AS fuel, known.plate IS NOT NULL AS fuelKnown
      FROM (SELECT * FROM ${tripsWithSums(accepted)} WHERE whole) AS journey
      LEFT ANY JOIN ref_vehicles AS known ON known.plate = journey.plate AND ${isValid('known')}
    )
    SELECT id, startAt AS eventTime, trip, plate, startAt, endAt, originPlace, destinationPlace, containers, load,
      wayM AS distanceM, driven.fuel AS fuel, fuelKnown, trafficDelayMs + queueMs AS idleMs,
      multiIf(load = 'LADEN', factor.ladenPer100Km, load = 'EMPTY', factor.emptyPer100Km, factor.bobtailPer100Km) AS per100Km,
      floor(distanceM / 100000 * per100Km * factor.kgCo2ePerUnit * 1000 + 0.5) AS freeFlowGrams,
      floor(idleMs / 3600000 * factor.idlePerHour * factor.kgCo2ePerUnit * 1000 + 0.5) AS delayGrams,
      (freeFlowGrams + delayGrams) / 1000 AS co2eKg, freeFlowGrams / 1000 AS co2eFreeFlowKg, delayGrams / 1000 AS co2eDelayKg,
      factor.basis AS basis, factor.method AS method, factor.factorSet AS factorSet,
      [concat('truck.trips/', id)] AS causes, 1 + parts AS causeCount
    FROM driven INNER JOIN ref_emission_factors AS factor ON factor.fuel = driven.fuel AND ${isValid('factor')}`,
};
