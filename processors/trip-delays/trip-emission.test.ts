import type { Reference } from '@landbridge/infra';
import { MINUTE_MS, type TripEmission } from '@landbridge/schemas';
import { aTraversalDelay, aTruckTrip, at, PLATE } from '@landbridge/schemas/testing';
import { expect, test } from 'vitest';
import { testDriver } from '../testing/index.ts';
import { madeReference } from '../truck-movements/testing/made-reference.ts';
import { tripDelays } from './trip-delays.ts';

type Trip = Parameters<typeof aTruckTrip>[0];

/** A trip of ten kilometres with half an hour of traffic delay. */
function emissionOf(set: Trip = {}, reference: Reference = madeReference()): TripEmission[] {
  const port = testDriver(tripDelays, reference);
  const traffic = { lengthM: 5000, trafficDelayMs: 15 * MINUTE_MS };
  port.pipe('trip', aTruckTrip({ endAt: at('09:00'), traversals: 2, load: 'LADEN', ...set }));
  port.pipe(
    'part',
    aTraversalDelay({ eventTime: at('08:01'), ...traffic }),
    aTraversalDelay({ eventTime: at('08:20'), ...traffic }),
  );
  return port.rows<TripEmission>('emission');
}

function withVehicle(fuel: 'DIESEL' | 'ELECTRIC', reference = madeReference()): Reference {
  const vehicle = {
    colour: 2,
    plate: '',
    terminalId: null,
    fuel,
    validFrom: null,
    validUntil: null,
  };
  return { ...reference, vehicle: (plate) => (plate === PLATE ? vehicle : undefined) };
}

test('keeps what the way causes apart from what traffic and the gate queue add, and their sum is the trip', () => {
  // 10 km laden at 40 L/100 km, 0.75 h idling at 2 L/h, 3 kg a litre.
  expect(emissionOf({ queueMs: 15 * MINUTE_MS })).toMatchObject([
    {
      distanceM: 10_000,
      idleMs: 45 * MINUTE_MS,
      co2eFreeFlowKg: 12,
      co2eDelayKg: 4.5,
      co2eKg: 16.5,
    },
  ]);
});

test('is well to wheel and says so, with the factor set and the method', () => {
  expect(emissionOf()).toMatchObject([{ basis: 'WTW', method: 'DEFAULT', factorSet: 'made 1' }]);
});

test.each([
  ['LADEN', 12],
  ['EMPTY', 9],
  ['BOBTAIL', 6],
] as const)('a trip %s takes the consumption of its load', (load, co2eFreeFlowKg) => {
  expect(emissionOf({ load })).toMatchObject([{ load, co2eFreeFlowKg }]);
});

test('counts the way off the known roads, and a stop with the engine off', () => {
  const [plain] = emissionOf();
  const [more] = emissionOf({ offRoadM: 1000, stopMs: 20 * MINUTE_MS });
  expect(more).toMatchObject({ distanceM: 11_000, co2eFreeFlowKg: 13.2 });
  expect(more?.co2eDelayKg).toBe(plain?.co2eDelayKg);
});

test('takes the fuel of the vehicle, and of one that nobody knows the default, labelled', () => {
  expect(emissionOf()).toMatchObject([{ fuel: 'DIESEL', fuelKnown: false }]);
  expect(emissionOf({}, withVehicle('DIESEL'))).toMatchObject([
    { fuel: 'DIESEL', fuelKnown: true },
  ]);
});

test('says nothing where there is no factor for the fuel, and all the rest of the trip', () => {
  const reference = withVehicle('ELECTRIC');
  expect(emissionOf({}, reference)).toEqual([]);
  const port = testDriver(tripDelays, reference);
  port.pipe('trip', aTruckTrip({ endAt: at('09:00') }));
  expect(port.rows('delay')).toHaveLength(1);
});

test('says nothing of a trip under way', () => {
  expect(emissionOf({ endAt: null })).toEqual([]);
});

test('names the trip for all its parts, and counts them', () => {
  const [emission] = emissionOf();
  expect(emission).toMatchObject({ causes: [`truck.trips/${emission?.id}`], causeCount: 3 });
});
