import { DAY_MS, HOUR_MS, MINUTE_MS } from '@landbridge/schemas';
import { at, CONTAINER } from '@landbridge/schemas/testing';
import { expect, test } from 'vitest';
import { testDriver } from '../testing/index.ts';
import { hinterlandDeliveries } from './hinterland-deliveries.ts';
import {
  AT_DEPOT,
  AT_PLANT,
  DISC,
  deliveriesOf,
  EMPTY,
  link,
  moved,
  OUT,
  order,
  reference,
  trip,
  UNSTATED,
} from './testing/scenario.ts';

test('a laden gate-out of a discharged box is an open delivery', () => {
  expect(deliveriesOf(DISC, OUT)).toEqual([
    expect.objectContaining({
      id: OUT.event.id,
      eventTime: at('08:00'),
      container: CONTAINER,
      facility: 'BLTCT',
      facilityGroup: 'Chuanshan',
      plant: null,
      cluster: null,
      orderId: null,
      gateOutAt: at('08:00'),
      arrivedAt: null,
      latencyMs: null,
      yardMs: 3 * DAY_MS,
      roadMs: null,
      dockMs: null,
      quality: 'COMPLETE',
      qualityRule: null,
      trip: null,
      distanceM: null,
      trafficDelayMs: null,
      coverageTime: null,
      teu: 1,
      startEventId: OUT.event.id,
      endEventId: null,
      causes: [`container.moves/${OUT.event.id}`, `container.moves/${DISC.event.id}`],
      causeCount: 2,
    }),
  ]);
});

test('a box that is still in the terminal is no delivery', () => {
  expect(deliveriesOf(DISC, order('2026-03-09 08:00'), trip('07:00', '09:00'))).toEqual([]);
});

test('a gate-out whose discharge nobody stated is a delivery without a yard', () => {
  expect(deliveriesOf(OUT)).toMatchObject([{ yardMs: null, quality: 'COMPLETE' }]);
});

test.each([
  ['an empty box', [moved('DISC', '07:00', EMPTY), moved('GTOT', '08:00', EMPTY)]],
  ['a box that came by the gate', [moved('GTIN', '07:00'), OUT]],
  ['an export without a gate-in', [moved('GTOT', '08:00', { trade: 'EXPORT' })]],
  ['a box in transshipment', [DISC, moved('GTOT', '08:00', { transshipment: true })]],
  ['a box of which nobody says that it is laden', [moved('GTOT', '08:00', UNSTATED)]],
  ['a laden box that leaves a depot', [moved('GTOT', '08:00', AT_DEPOT)]],
  ['a box that leaves a plant', [moved('GTOT', '08:00', AT_PLANT)]],
  ['a box that is loaded', [DISC, moved('LOAD', '08:00')]],
])('%s is no delivery', (_, given) => {
  expect(deliveriesOf(...given)).toEqual([]);
});

test('a gate-out that does not state the load is of the load that was discharged', () => {
  const silent = moved('GTOT', '08:00', UNSTATED);
  expect(deliveriesOf(DISC, silent).length).toBe(1);
  expect(deliveriesOf(moved('DISC', '07:00', UNSTATED), silent)).toEqual([]);
});

test.each([
  ['empty-return', moved('GTIN', '2026-03-14 08:00', { ...AT_DEPOT, ...EMPTY })],
  ['empty-return', moved('GTIN', '2026-03-14 08:00', EMPTY)],
  ['laden-return', moved('GTIN', '2026-03-14 08:00')],
  ['seen-empty', moved('GTOT', '2026-03-14 08:00', { ...AT_PLANT, ...EMPTY })],
  ['next-cycle', moved('STUF', '2026-03-14 08:00', AT_PLANT)],
  ['next-cycle', moved('DISC', '2026-04-14 08:00', { voyage: '099E' })],
  ['next-cycle', moved('LOAD', '2026-03-20 08:00')],
])('%s: the delivery is over, but nobody knows when the box arrived', (rule, next) => {
  const [row] = deliveriesOf(DISC, OUT, next);
  expect(row).toMatchObject({
    quality: 'END_INFERRED',
    qualityRule: rule,
    arrivedAt: null,
    latencyMs: null,
    endEventId: next.event.id,
  });
  expect(row?.causes).toContain(`container.moves/${next.event.id}`);
});

test('an empty return changes nothing where the arrival is proved', () => {
  const back = moved('GTIN', '2026-03-14 08:00', EMPTY);
  expect(deliveriesOf(OUT, trip('08:05', '10:00'), back)).toEqual(
    deliveriesOf(OUT, trip('08:05', '10:00')),
  );
});

test('gated in at a plant, the box is not back', () => {
  expect(deliveriesOf(OUT, moved('GTIN', '10:00', AT_PLANT))).toMatchObject([
    { quality: 'COMPLETE', endEventId: null },
  ]);
});

test('a discharge that is stated again after the gate-out ends nothing', () => {
  const again = moved('DISC', '09:00', { voyage: '014E' });
  expect(deliveriesOf(DISC, OUT, again)).toMatchObject([{ quality: 'COMPLETE', endEventId: null }]);
});

test('a gate-out that is stated again on the same booking begins nothing', () => {
  const booked = { booking: 'B-1' };
  const rows = deliveriesOf(moved('GTOT', '08:00', booked), moved('GTOT', '20:00', booked));
  expect(rows).toMatchObject([{ gateOutAt: at('08:00'), endEventId: null }]);
});

test('a box on its way to another terminal is delivered from there', () => {
  const voyage = { voyage: '014E' };
  const rows = deliveriesOf(
    DISC,
    moved('GTOT', '08:00', voyage),
    moved('GTIN', '10:00', { ...voyage, facility: 'BLCT6', facilityGroup: 'Meishan' }),
    moved('GTOT', '2026-03-12 08:00', { facility: 'BLCT6', facilityGroup: 'Meishan' }),
  );
  expect(rows).toMatchObject([
    { facility: 'BLCT6', gateOutAt: at('2026-03-12 08:00'), yardMs: null, quality: 'COMPLETE' },
  ]);
});

test('an arrival whose gate-out nobody saw is a row without a start', () => {
  const proof = order('2026-03-09 08:00', { arrivedAt: at('12:00') });
  const strip = moved('STRP', '15:00', { ...AT_PLANT, ...EMPTY });
  expect(deliveriesOf(DISC, proof, strip)).toMatchObject([
    {
      id: strip.event.id,
      eventTime: at('15:00'),
      facility: 'BLTCT',
      plant: 'CX01',
      gateOutAt: null,
      arrivedAt: at('12:00'),
      strippedAt: at('15:00'),
      latencyMs: null,
      yardMs: null,
      dockMs: 3 * HOUR_MS,
      quality: 'NO_START',
      qualityRule: null,
      startEventId: null,
      endEventId: proof.event.id,
    },
  ]);
  expect(deliveriesOf(DISC, strip)).toMatchObject([
    { plant: null, arrivedAt: at('15:00'), quality: 'NO_START', endEventId: strip.event.id },
  ]);
  expect(deliveriesOf(DISC, trip('08:05', '10:00'), strip)).toMatchObject([
    { plant: 'CX01', arrivedAt: at('10:00'), roadMs: null, quality: 'NO_START' },
  ]);
});

test.each([
  ['in the terminal', DISC, moved('STRP', '15:00')],
  ['at no known place', DISC, moved('STRP', '15:00', { facility: null, port: null })],
  ['and was an export', moved('GTIN', '08:00'), moved('STRP', '15:00', AT_PLANT)],
  ['though nobody saw it come', moved('INSP', '08:00'), moved('STRP', '15:00', AT_PLANT)],
])('a box that was stripped %s is no delivery', (_, before, strip) => {
  expect(deliveriesOf(before, strip)).toEqual([]);
});

test('an order that a delivery without a start served is not one of the next', () => {
  const need = order('2026-03-09 08:00', { neededBy: at('14:00') });
  const strip = moved('STRP', '15:00', AT_PLANT);
  const next = moved('DISC', '2026-05-08 08:00', { voyage: '099E' });
  const out = moved('GTOT', '2026-05-11 08:00');
  const rows = deliveriesOf(DISC, need, strip, next, out);
  expect(rows.map(({ orderId }) => orderId)).toEqual(['PO-1', null]);
});

test('a gate-out stated to the day of the discharge came after it', () => {
  const out = moved('GTOT', '2026-03-11 00:00', { precision: 'DAY' });
  const disc = moved('DISC', '06:00');
  expect(deliveriesOf(disc, out, trip('08:05', '10:00'))).toMatchObject([
    { quality: 'COMPLETE', arrivedAt: at('10:00'), yardMs: null, facility: 'BLTCT' },
  ]);
  const elsewhere = moved('DISC', '06:00', { facility: 'BLCT6' });
  expect(deliveriesOf(elsewhere, out)).toMatchObject([{ qualityRule: 'next-cycle' }]);
});

test('a stripping stated to the day of the gate-out is of the delivery, not of one without a start', () => {
  const strip = moved('STRP', '2026-03-11 00:00', { ...AT_PLANT, precision: 'DAY' });
  expect(deliveriesOf(DISC, strip, OUT, trip('08:05', '10:00'))).toMatchObject([
    { quality: 'COMPLETE', arrivedAt: at('10:00') },
  ]);
});

test('a box whose way to another terminal nobody saw is delivered from there', () => {
  const there = { facility: 'BLCT6', facilityGroup: 'Meishan' } as const;
  const brought = moved('GTIN', '2026-03-08 14:00', { ...there, voyage: '014E' });
  const disc = moved('DISC', '2026-03-08 08:00', { voyage: '014E' });
  const out = moved('GTOT', '08:00', there);
  expect(deliveriesOf(disc, brought, out, trip('08:05', '10:00'))).toMatchObject([
    { facility: 'BLCT6', arrivedAt: at('10:00'), yardMs: null, quality: 'COMPLETE' },
  ]);
});

test('a trip to the scanner and back is no delivery, and the yard goes on', () => {
  const sealed = { seals: ['S-1'] };
  const rows = deliveriesOf(
    DISC,
    moved('GTOT', '08:00', sealed),
    moved('GTIN', '11:00', sealed),
    moved('GTOT', '2026-03-12 08:00', sealed),
  );
  expect(rows).toMatchObject([{ gateOutAt: at('2026-03-12 08:00'), yardMs: 4 * DAY_MS }]);
});

test('two cycles are two deliveries, each with its own order', () => {
  const cycle = (month: string, orderId: string) => [
    moved('DISC', `2026-${month}-01 08:00`, { voyage: month }),
    order(`2026-${month}-02 08:00`, { orderId, neededBy: at(`2026-${month}-20 08:00`) }),
    moved('GTOT', `2026-${month}-04 08:00`),
    moved('GTIN', `2026-${month}-06 08:00`, { ...AT_DEPOT, ...EMPTY }),
  ];
  expect(
    deliveriesOf(...cycle('03', 'FIRST'), ...cycle('05', 'SECOND')).map((row) => [
      row.orderId,
      row.yardMs,
      row.qualityRule,
    ]),
  ).toEqual([
    ['FIRST', 3 * DAY_MS, 'empty-return'],
    ['SECOND', 3 * DAY_MS, 'empty-return'],
  ]);
});

test('a delivery further back than a row may reach stays as it is', () => {
  const [row] = deliveriesOf(OUT, moved('STRP', '2026-08-01 08:00', AT_PLANT));
  expect(row).toMatchObject({ arrivedAt: null, strippedAt: null, quality: 'COMPLETE' });
});

test('a late discharge gives the yard, a withdrawn gate-out takes the delivery', () => {
  const box = testDriver(hinterlandDeliveries, reference);
  box.pipe('move', OUT.event);
  box.pipe('move', DISC.event);
  expect(box.rows('delivery')).toMatchObject([{ yardMs: 3 * DAY_MS }]);
  box.retract('move', OUT.event.id);
  expect(box.rows('delivery')).toEqual([]);
});

test('drop-and-hook: latency ends with the arrival of the box, whatever the truck does then', () => {
  const drive = trip('08:05', '10:00');
  const home = trip('10:20', '12:00', { destinationPlace: 'NBDEP1' });
  expect(deliveriesOf(DISC, OUT, drive, home)).toMatchObject([{ arrivedAt: at('10:00') }]);
  const stranger = trip('10:20', '12:00', { plate: '浙B99999-2', destinationPlace: 'YY01' });
  expect(deliveriesOf(DISC, OUT, drive, stranger)).toMatchObject([{ arrivedAt: at('10:00') }]);
});

test('latency is split: yard before the gate, road to the consignee, and the wait at the dock', () => {
  const drive = trip('08:05', '10:00');
  const strip = moved('STRP', '12:30', { facility: 'CX01', ...EMPTY });
  expect(deliveriesOf(DISC, OUT, drive, strip)).toMatchObject([
    { yardMs: 3 * DAY_MS, roadMs: 2 * HOUR_MS, dockMs: 150 * MINUTE_MS },
  ]);
});

test('the residual is signed: faster than the reference, it is negative', () => {
  const drive = trip('08:05', '10:00', { residualMs: -4 * MINUTE_MS, trafficDelayMs: 0 });
  expect(deliveriesOf(DISC, OUT, drive)).toMatchObject([{ residualMs: -4 * MINUTE_MS }]);
});

test('an order that goes by the booking of the box is the one it is delivered for', () => {
  const booked = link('2026-03-10 08:00', { orderId: 'PO-9', neededBy: at('20:00') });
  expect(deliveriesOf(DISC, OUT, booked)).toMatchObject([
    { orderId: 'PO-9', plant: 'CX01', neededBy: at('20:00'), arrivedAt: null },
  ]);
  const named = order('2026-03-10 09:00', { orderId: 'PO-9', arrivedAt: at('10:00') });
  expect(deliveriesOf(DISC, OUT, named, booked)).toMatchObject([{ arrivedAt: at('10:00') }]);
});
