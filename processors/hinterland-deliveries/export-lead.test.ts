import { DAY_MS, HOUR_MS } from '@landbridge/schemas';
import { at, PLATE } from '@landbridge/schemas/testing';
import { expect, test } from 'vitest';
import {
  AT_DEPOT,
  AT_PLANT,
  DISC,
  EMPTY,
  leadsOf,
  link,
  moved,
  OUT,
  order,
  trip,
} from './testing/scenario.ts';

const FETCHED = moved('GTOT', '06:00', { ...AT_DEPOT, ...EMPTY });
const STUF = moved('STUF', '08:00', { ...AT_PLANT, booking: 'B-2' });
const IN = moved('GTIN', '12:00', { booking: 'B-2', plate: PLATE });
const LOAD = moved('LOAD', '2026-03-13 12:00', { voyage: '014W' });

test('an export leads from stuffing to the gate, and onto the vessel', () => {
  expect(leadsOf(FETCHED, STUF, IN, LOAD)).toMatchObject([
    {
      id: STUF.event.id,
      eventTime: at('08:00'),
      facility: 'BLTCT',
      facilityGroup: 'Chuanshan',
      plant: 'CX01',
      cluster: 'Cixi',
      booking: 'B-2',
      startBy: 'STUFFED',
      startAt: at('08:00'),
      gatedInAt: at('12:00'),
      loadedAt: at('2026-03-13 12:00'),
      leadMs: 4 * HOUR_MS,
      loadingMs: 2 * DAY_MS,
      voyage: '014W',
      plate: PLATE,
      quality: 'COMPLETE',
      startEventId: STUF.event.id,
      endEventId: IN.event.id,
      causeCount: 3,
    },
  ]);
});

test('a stuffed box that is under way is open', () => {
  expect(leadsOf(STUF)).toMatchObject([{ gatedInAt: null, leadMs: null, facility: null }]);
});

test('what the plant states is as good as what the carrier publishes, which comes first', () => {
  const stated = order('07:00', {
    direction: 'OUTBOUND',
    orderId: 'OUT-1',
    stuffedAt: at('09:00'),
  });
  expect(leadsOf(stated, IN)).toMatchObject([
    {
      id: IN.event.id,
      eventTime: at('09:00'),
      startBy: 'PLANT_STATED',
      leadMs: 3 * HOUR_MS,
      orderId: 'OUT-1',
      quality: 'COMPLETE',
      startEventId: stated.event.id,
    },
  ]);
  expect(leadsOf(stated, STUF, IN)).toMatchObject([{ startBy: 'STUFFED', leadMs: 4 * HOUR_MS }]);
});

test('without a stuffing the laden gate-out of the plant begins it, labelled', () => {
  const gate = moved('GTOT', '10:00', AT_PLANT);
  expect(leadsOf(gate, IN)).toMatchObject([
    {
      startBy: 'PLANT_GATE',
      leadMs: 2 * HOUR_MS,
      quality: 'START_INFERRED',
      qualityRule: 'left-plant-by-gate',
    },
  ]);
});

test('without that the truck tells when it left the plant', () => {
  const drive = trip('10:30', '11:50', { originPlace: 'CX01', destinationPlace: 'BLTCT' });
  expect(leadsOf(drive, IN)).toMatchObject([
    {
      startBy: 'TRIP',
      startAt: at('10:30'),
      plant: 'CX01',
      quality: 'START_INFERRED',
      qualityRule: 'left-plant-by-trip',
      trip: (drive.event as { trip?: string }).trip,
    },
  ]);
  const before = trip('2026-03-10 10:30', '2026-03-10 11:50', { originPlace: 'CX01' });
  expect(leadsOf(before, IN)).toMatchObject([{ startBy: null }]);
});

test('a trip that began a month ago, and of which nobody saw the end, brought no box', () => {
  const lost = (moment: string) => trip(moment, null, { originPlace: 'CX01' });
  expect(leadsOf(lost('10:30'), IN)).toMatchObject([{ startBy: 'TRIP' }]);
  expect(leadsOf(lost('2026-02-08 10:30'), IN)).toMatchObject([{ startBy: null }]);
});

test('a gate-in that nothing tells the beginning of is an end without a start', () => {
  expect(leadsOf(IN)).toMatchObject([
    { eventTime: at('12:00'), quality: 'NO_START', startAt: null, leadMs: null },
  ]);
});

test('an order by booking tells plant and number, one that names the box comes first', () => {
  const booked = link('07:00', { direction: 'OUTBOUND', orderId: 'BY-BOOKING', plant: 'YY01' });
  const named = order('07:30', { direction: 'OUTBOUND', orderId: 'BY-BOX' });
  expect(leadsOf(booked, IN)).toMatchObject([{ orderId: 'BY-BOOKING', plant: 'YY01' }]);
  expect(leadsOf(named, booked, IN)).toMatchObject([{ orderId: 'BY-BOX', plant: 'CX01' }]);
});

test('an export that is taken to another terminal, or to the scanner, is gated in once', () => {
  const across = [
    moved('GTOT', '14:00', { booking: 'B-2' }),
    moved('GTIN', '16:00', { booking: 'B-2', facility: 'BLCT6' }),
  ];
  expect(leadsOf(STUF, IN, ...across, LOAD)).toMatchObject([
    { gatedInAt: at('12:00'), facility: 'BLTCT', loadedAt: at('2026-03-13 12:00') },
  ]);
});

test('an import that comes back with its cargo is no export', () => {
  const refused = moved('GTIN', '20:00', { booking: 'B-1' });
  const out = moved('GTOT', '08:00', { booking: 'B-1' });
  expect(leadsOf(DISC, out, refused)).toEqual([]);
  expect(leadsOf(DISC, OUT, moved('GTIN', '20:00', { trade: 'IMPORT' }))).toEqual([]);
});

test('an import that is brought to another terminal, its gate-out missed, is no export', () => {
  const disc = moved('DISC', '2026-03-08 08:00', { voyage: '014E', booking: 'B-1' });
  const brought = moved('GTIN', '2026-03-08 14:00', { facility: 'BLCT6', booking: 'B-1' });
  expect(leadsOf(disc, brought)).toEqual([]);
  const others = moved('GTIN', '2026-03-08 14:00', { facility: 'BLCT6', booking: 'B-2' });
  expect(leadsOf(disc, others)).toMatchObject([{ quality: 'NO_START' }]);
});

test('a box that is back empty was not exported: its lead stays open', () => {
  const back = moved('GTIN', '20:00', { ...AT_DEPOT, ...EMPTY });
  const next = moved('STUF', '2026-04-01 08:00', AT_PLANT);
  expect(leadsOf(STUF, back, next).map(({ gatedInAt }) => gatedInAt)).toEqual([null, null]);
});

test('two exports of a box are two leads, each with its own order', () => {
  const first = order('07:00', { direction: 'OUTBOUND', orderId: 'OUT-1' });
  const second = order('2026-05-01 07:00', { direction: 'OUTBOUND', orderId: 'OUT-2' });
  const again = [moved('STUF', '2026-05-01 08:00', AT_PLANT), moved('GTIN', '2026-05-01 12:00')];
  const leads = leadsOf(first, STUF, IN, LOAD, second, ...again);
  expect(leads.map(({ orderId, leadMs }) => [orderId, leadMs])).toEqual([
    ['OUT-1', 4 * HOUR_MS],
    ['OUT-2', 4 * HOUR_MS],
  ]);
});

test('loaded though its gate-in was missed, it has gone all the same', () => {
  expect(leadsOf(STUF, LOAD)).toMatchObject([
    { gatedInAt: null, loadedAt: at('2026-03-13 12:00'), leadMs: null, loadingMs: null },
  ]);
});
