import { type BoxTrip, HOUR_MS, MINUTE_MS } from '@landbridge/schemas';
import { at, PLATE } from '@landbridge/schemas/testing';
import { expect, test } from 'vitest';
import { testDriver } from '../testing/index.ts';
import { hinterlandDeliveries } from './hinterland-deliveries.ts';
import {
  AT_PLANT,
  DISC,
  deliveriesOf,
  type Given,
  moved,
  OUT,
  order,
  reference,
  trip,
} from './testing/scenario.ts';

test('the box has arrived when its truck enters the geofence of a plant', () => {
  const drive = trip('08:05', '10:00', {
    plate: PLATE,
    distanceM: 80_000,
    trafficDelayMs: 12 * MINUTE_MS,
    queueMs: 0,
    stopMs: 15 * MINUTE_MS,
    residualMs: -MINUTE_MS,
    coverageTime: 0.9,
  });
  expect(deliveriesOf(DISC, OUT, drive)).toMatchObject([
    {
      arrivedAt: at('10:00'),
      latencyMs: 2 * HOUR_MS,
      roadMs: 2 * HOUR_MS,
      dockMs: null,
      quality: 'COMPLETE',
      plant: 'CX01',
      cluster: 'Cixi',
      trip: (drive.event as BoxTrip).trip,
      plate: PLATE,
      distanceM: 80_000,
      trafficDelayMs: 12 * MINUTE_MS,
      stopMs: 15 * MINUTE_MS,
      residualMs: -MINUTE_MS,
      coverageTime: 0.9,
      endEventId: drive.event.id,
      causeCount: 3,
    },
  ]);
});

test('while the truck is under way the delivery is open and shows the trip so far', () => {
  const drive = trip('08:05', null, { distanceM: 30_000, residualMs: null, coverageTime: null });
  expect(deliveriesOf(OUT, drive)).toMatchObject([
    { arrivedAt: null, distanceM: 30_000, residualMs: null, endEventId: null },
  ]);
});

test('a trip that began within the slack of the clocks before the gate-out belongs to it', () => {
  const tripOf = (from: string, until: string) =>
    deliveriesOf(OUT, trip(from, until))[0]?.arrivedAt;
  expect(tripOf('07:31', '10:00')).toBe(at('10:00'));
  expect(tripOf('07:29', '10:00')).toBeNull();
  expect(tripOf('07:31', '07:50')).toBeNull();
});

test('a long way of several trips is added up until the box arrives', () => {
  const figures = { distanceM: 50_000, trafficDelayMs: MINUTE_MS, stopMs: 0, queueMs: 0 };
  const first = trip('08:00', '10:00', { ...figures, destinationPlace: null, coverageTime: 1 });
  const second = trip('11:00', '12:00', { ...figures, residualMs: 5, coverageTime: 0.4 });
  const home = trip('14:00', '17:00', { ...figures, destinationPlace: 'BLTCT' });
  expect(deliveriesOf(OUT, first, second, home)).toMatchObject([
    {
      arrivedAt: at('12:00'),
      trip: (first.event as BoxTrip).trip,
      distanceM: 100_000,
      trafficDelayMs: 2 * MINUTE_MS,
      coverageTime: expect.closeTo(0.8, 10),
      endEventId: second.event.id,
    },
  ]);
});

test('a trip back to a terminal or depot is not part of the delivery', () => {
  expect(
    deliveriesOf(OUT, trip('12:00', '15:00', { destinationPlace: 'NBDEP1', distanceM: 80_000 })),
  ).toMatchObject([{ distanceM: null, trip: null, arrivedAt: null }]);
});

test('with an order the plant of the order is the consignee, not one on the way', () => {
  const other = trip('08:05', '09:00', { destinationPlace: 'YY01' });
  const here = trip('09:30', '11:00', { destinationPlace: 'CX01' });
  const ordered = order('2026-03-10 08:00', { plant: 'CN-CX01' });
  expect(deliveriesOf(OUT, ordered, other)).toMatchObject([{ plant: 'CX01', arrivedAt: null }]);
  expect(deliveriesOf(OUT, ordered, other, here)).toMatchObject([{ arrivedAt: at('11:00') }]);
});

test('an order gives plant, cluster, need and number', () => {
  const neededBy = at('2026-03-12 08:00');
  const ordered = order('2026-03-10 08:00', { orderId: 'PO-9', neededBy });
  const [row] = deliveriesOf(OUT, ordered);
  expect(row).toMatchObject({ plant: 'CX01', cluster: 'Cixi', orderId: 'PO-9', neededBy });
  expect(row?.causes).toContain(`order.boxes/${ordered.event.id}`);
});

test('an order that names the box after the gate-out counts too', () => {
  expect(deliveriesOf(OUT, order('09:00', { orderId: 'PO-9' }))).toMatchObject([
    { orderId: 'PO-9' },
  ]);
});

test('of several orders the next need after the gate-out counts, then an overdue one, then none', () => {
  const needing = (orderId: string, moment: string | null) =>
    order('2026-03-10 08:00', { orderId, neededBy: moment === null ? null : at(moment) });
  const far = needing('FAR', '2026-03-20 08:00');
  const near = needing('NEAR', '2026-03-12 08:00');
  const overdue = needing('OVERDUE', '2026-03-10 20:00');
  const open = needing('OPEN', null);
  const served = (...orders: Given[]) => deliveriesOf(OUT, ...orders)[0]?.orderId;
  expect(served(far, overdue, open, near)).toBe('NEAR');
  expect(served(open, overdue)).toBe('OVERDUE');
  expect(served(open)).toBe('OPEN');
});

test('an order of the plant that the truck reached comes before a nearer need elsewhere', () => {
  const here = order('2026-03-10 08:00', { orderId: 'HERE', neededBy: at('2026-03-20 08:00') });
  const there = order('2026-03-10 08:00', {
    orderId: 'THERE',
    plant: 'YY01',
    neededBy: at('2026-03-12 08:00'),
  });
  expect(deliveriesOf(OUT, here, there, trip('08:05', '10:00'))).toMatchObject([
    { orderId: 'HERE', plant: 'CX01', arrivedAt: at('10:00') },
  ]);
});

test('an order for what leaves a plant is not about a delivery', () => {
  expect(deliveriesOf(OUT, order('2026-03-10 08:00', { direction: 'OUTBOUND' }))).toMatchObject([
    { orderId: null },
  ]);
});

test('without positions the proof of delivery is the arrival, with an unknown share of road', () => {
  const proof = order('2026-03-10 08:00', { arrivedAt: at('11:00') });
  expect(deliveriesOf(OUT, proof, moved('STRP', '13:00', AT_PLANT))).toMatchObject([
    {
      arrivedAt: at('11:00'),
      latencyMs: 3 * HOUR_MS,
      roadMs: null,
      dockMs: 2 * HOUR_MS,
      quality: 'COMPLETE',
      endEventId: proof.event.id,
    },
  ]);
});

test('the geofence comes before the proof of delivery, and both before the stripping', () => {
  const proof = order('2026-03-10 08:00', { arrivedAt: at('11:00') });
  const strip = moved('STRP', '13:00', AT_PLANT);
  expect(deliveriesOf(OUT, strip, proof, trip('08:05', '10:00'))).toMatchObject([
    { arrivedAt: at('10:00'), strippedAt: at('13:00'), dockMs: 3 * HOUR_MS },
  ]);
});

test('stripped without any other evidence, the box has arrived by then, dock wait included', () => {
  const strip = moved('STRP', '13:00', AT_PLANT);
  expect(deliveriesOf(OUT, strip)).toMatchObject([
    {
      arrivedAt: at('13:00'),
      strippedAt: at('13:00'),
      latencyMs: 5 * HOUR_MS,
      roadMs: null,
      dockMs: null,
      quality: 'END_INFERRED',
      qualityRule: 'stripped',
      endEventId: strip.event.id,
    },
  ]);
});

test('a proof of delivery from before the gate-out is rejected, or gives way to the stripping', () => {
  const proof = order('2026-03-10 08:00', { arrivedAt: at('07:00') });
  expect(deliveriesOf(DISC, OUT, proof)).toMatchObject([
    {
      quality: 'REJECTED',
      qualityRule: 'arrival-before-gate-out',
      arrivedAt: at('07:00'),
      latencyMs: null,
    },
  ]);
  expect(deliveriesOf(DISC, OUT, proof, moved('STRP', '13:00', AT_PLANT))).toMatchObject([
    { quality: 'END_INFERRED', arrivedAt: at('13:00') },
  ]);
});

test('a proof of delivery from before the discharge is of an earlier cycle', () => {
  const old = order('2026-02-01 08:00', { arrivedAt: at('2026-02-10 08:00') });
  expect(deliveriesOf(old, DISC, OUT)).toMatchObject([{ orderId: null, arrivedAt: null }]);
});

test('a corrected end of the trip moves the arrival', () => {
  const box = testDriver(hinterlandDeliveries, reference);
  const drive = trip('08:05', '10:00');
  box.pipe('move', OUT.event);
  box.pipe('trip', drive.event);
  box.pipe('trip', { ...trip('08:05', '10:30').event, id: drive.event.id, revision: 2 });
  expect(box.rows('delivery')).toMatchObject([{ arrivedAt: at('10:30') }]);
});
