import { loadReference } from '@landbridge/infra';
import {
  type BoxProgress,
  type ContainerEvent,
  type ContainerMove,
  type Header,
  HOUR_MS,
} from '@landbridge/schemas';
import {
  aBoxDeparture,
  aBoxTrip,
  aContainerEvent,
  aContainerMove,
  anOrderBox,
  anOrderLink,
  at,
  CONTAINER,
} from '@landbridge/schemas/testing';
import { expect, test } from 'vitest';
import { naiveFold, strictly, testDriver } from '../testing/index.ts';
import { boxProgress } from './box-progress.ts';

const reference = loadReference();
const EMPTY = { emptyIndicator: 'EMPTY' } as const;
const DEPOT = { facility: 'NBDEP1', ...EMPTY } as const;
const PLANT = { facility: 'CX01', facilityGroup: null } as const;
const OUTBOUND = { direction: 'OUTBOUND', orderId: 'OUT-1', plant: 'CX01' } as const;

type Given = { readonly input: string; readonly event: Header };

function moved(move: string, moment: string, set: Partial<ContainerMove> = {}): Given {
  const mode = move === 'DISC' || move === 'LOAD' ? 'VESSEL' : 'TRUCK';
  return { input: 'move', event: aContainerMove({ move, eventTime: at(moment), mode, ...set }) };
}
const named = (moment: string, set: object = {}): Given => ({
  input: 'order',
  event: anOrderBox({ eventTime: at(moment), plant: 'CX01', ...set }),
});
const trip = (from: string, until: string | null, destinationPlace: string | null): Given => {
  const [startAt, endAt] = [at(from), until === null ? null : at(until)];
  return {
    input: 'trip',
    event: aBoxTrip({ eventTime: startAt, startAt, endAt, destinationPlace }),
  };
};
const estimate = (moment: string, expectedAt: string, set: Partial<ContainerEvent> = {}): Given => {
  const times = { eventTime: at(moment), expectedAt: at(expectedAt) };
  return { input: 'event', event: aContainerEvent({ classifier: 'EST', ...times, ...set }) };
};
const vessel = (
  milestone: 'PLANNED' | 'CANCELLED' | 'DEPARTED',
  moment: string,
  set = {},
): Given => ({
  input: 'departure',
  event: aBoxDeparture({ milestone, eventTime: at(moment), cargoClosingAt: at('22:00'), ...set }),
});

function progressOf(...given: readonly Given[]): BoxProgress[] {
  const { processor, faults } = strictly(boxProgress);
  const box = testDriver(processor, reference);
  for (const { input, event } of given) box.pipe(input, event);
  const rows = box
    .rows<BoxProgress>('progress')
    .sort((a, b) => a.eventTime - b.eventTime || (a.id < b.id ? -1 : 1));
  expect(faults).toEqual([]);
  return rows;
}
const stages = (...given: readonly Given[]) => progressOf(...given).map(({ stage }) => stage);

const ORDER = named('2026-03-01 08:00');
const DISC = moved('DISC', '08:00');
const OUT = moved('GTOT', '2026-03-13 08:00');

test('an order that names a box is told where it stands, and of every step from then on', () => {
  const rows = progressOf(DISC, named('09:00'), OUT);
  expect(rows).toMatchObject([
    {
      id: `PO-1/${CONTAINER}@${CONTAINER}/PO-1`,
      eventTime: at('09:00'),
      orderId: 'PO-1',
      container: CONTAINER,
      stage: 'IN_YARD',
      stageAt: at('08:00'),
      stageEventId: DISC.event.id,
      facility: 'BLTCT',
    },
    { eventTime: OUT.event.eventTime, stage: 'ON_ROAD', stageEventId: OUT.event.id },
  ]);
});

test('an import comes by sea, stands in the yard, goes by road and arrives', () => {
  const atSea = moved('LOAD', '2026-03-02 08:00', { facility: null, port: 'NLRTM' });
  const strip = moved('STRP', '2026-03-13 12:00', { ...PLANT, ...EMPTY });
  expect(stages(ORDER, atSea, DISC, OUT, strip)).toEqual([
    'UNKNOWN',
    'AT_SEA',
    'IN_YARD',
    'ON_ROAD',
    'ARRIVED',
  ]);
});

test('an export is picked up, stuffed, gated in and loaded', () => {
  const steps = [
    moved('GTOT', '09:00', DEPOT),
    moved('STUF', '12:00', PLANT),
    moved('GTIN', '15:00'),
    moved('LOAD', '2026-03-13 08:00'),
  ];
  expect(stages(named('08:00', OUTBOUND), ...steps)).toEqual([
    'UNKNOWN',
    'PICKED_UP',
    'STUFFED',
    'GATED_IN',
    'LOADED',
  ]);
});

test('the truck shows the arrival, also where its trip began before the gate-out by the clocks', () => {
  const arrived = { stage: 'ARRIVED', stageAt: at('2026-03-13 10:00') };
  const early = trip('2026-03-13 07:40', '2026-03-13 10:00', 'CX01');
  const later = trip('2026-03-13 08:05', '2026-03-13 10:00', 'CX01');
  expect(progressOf(ORDER, DISC, early, OUT).at(-1)).toMatchObject(arrived);
  expect(progressOf(ORDER, DISC, OUT, later).at(-1)).toMatchObject(arrived);
  const before = trip('2026-03-13 05:00', '2026-03-13 07:00', 'CX01');
  expect(progressOf(ORDER, DISC, before, OUT).at(-1)).toMatchObject({ stage: 'ON_ROAD' });
});

test('brought to another plant, the box has not arrived for this order', () => {
  const elsewhere = trip('2026-03-13 08:05', '2026-03-13 10:00', 'YY01');
  const other = named('2026-03-01 09:00', { orderId: 'PO-2', plant: 'YY01' });
  const last = progressOf(ORDER, other, DISC, OUT, elsewhere).slice(-2);
  expect(last.map(({ orderId, stage }) => [orderId, stage])).toEqual([
    ['PO-1', 'ON_ROAD'],
    ['PO-2', 'ARRIVED'],
  ]);
});

test('what a box is brought somewhere for is nothing to an export that it will be used for next', () => {
  const arrival = trip('2026-03-13 08:05', '2026-03-13 10:00', 'YY01');
  const rows = progressOf(ORDER, DISC, named('09:00', OUTBOUND), OUT, arrival);
  const last = rows.filter(({ orderId }) => orderId === 'OUT-1').at(-1);
  expect(last).toMatchObject({ stage: 'UNKNOWN', stageAt: null });
});

test('an estimate counts until the box has come so far, and a later one replaces it', () => {
  const rows = progressOf(
    ORDER,
    estimate('2026-03-02 08:00', '2026-03-12 08:00'),
    estimate('2026-03-03 08:00', '2026-03-11 09:00'),
    DISC,
  );
  expect(rows.map(({ etaStage, etaAt }) => [etaStage, etaAt])).toEqual([
    [null, null],
    ['IN_YARD', at('2026-03-12 08:00')],
    ['IN_YARD', at('2026-03-11 09:00')],
    [null, null],
  ]);
});

test.each(['PLN', 'REQ', 'PRE', 'ACT'])('%s is no estimate', (classifier) => {
  expect(progressOf(ORDER, estimate('09:00', '12:00', { classifier })).length).toBe(1);
});

test('what a carrier estimates of the arrival replaces all stages before it', () => {
  const given = estimate('09:00', '2026-03-14 08:00', { eventCode: 'GTIN', ...PLANT });
  expect(progressOf(ORDER, DISC, given).at(-1)).toMatchObject({
    stage: 'IN_YARD',
    etaStage: 'ARRIVED',
    etaAt: at('2026-03-14 08:00'),
  });
});

test('an export knows its closing, is rolled when the vessel leaves without it, and planned anew', () => {
  const rows = progressOf(
    named('08:00', OUTBOUND),
    vessel('PLANNED', '09:00', { callId: 'CALL-1' }),
    moved('GTIN', '15:00'),
    vessel('DEPARTED', '2026-03-12 08:00', { callId: 'CALL-1' }),
    vessel('PLANNED', '2026-03-12 09:00', { callId: 'CALL-2', cargoClosingAt: at('23:00') }),
  );
  expect(
    rows.map(({ callId, cargoClosingAt, rolled }) => [callId, cargoClosingAt, rolled]),
  ).toEqual([
    [null, null, false],
    ['CALL-1', at('22:00'), false],
    ['CALL-1', at('22:00'), false],
    ['CALL-1', at('22:00'), true],
    ['CALL-2', at('23:00'), true],
  ]);
});

test('an export that was loaded after its vessel was told to have left was not rolled', () => {
  const rows = progressOf(
    named('08:00', OUTBOUND),
    vessel('PLANNED', '09:00', { voyage: '014W' }),
    moved('GTIN', '15:00'),
    vessel('DEPARTED', '20:00', { voyage: '014W' }),
    moved('LOAD', '20:30', { voyage: '014W' }),
  );
  expect(rows.map(({ stage, rolled }) => [stage, rolled])).toEqual([
    ['UNKNOWN', false],
    ['UNKNOWN', false],
    ['GATED_IN', false],
    ['GATED_IN', true],
    ['LOADED', false],
  ]);
});

test.each([
  ['on a later vessel', '015W', true],
  ['on the second vessel, which was told to have left too early', '016W', true],
  ['on nobody says which', null, true],
])('an export that missed a vessel and was loaded %s stays rolled', (_, voyage, rolled) => {
  const calls = ['014W', '016W'].flatMap((each, i) => [
    vessel('PLANNED', `2026-03-1${2 + i} 08:00`, { callId: `CALL-${i}`, voyage: each }),
    vessel('DEPARTED', `2026-03-1${2 + i} 20:00`, { callId: `CALL-${i}`, voyage: each }),
  ]);
  const load = moved('LOAD', '2026-03-13 20:30', { voyage });
  const rows = progressOf(named('08:00', OUTBOUND), moved('GTIN', '15:00'), ...calls, load);
  expect(rows.at(-1)).toMatchObject({ stage: 'LOADED', rolled });
});

test('a box fetched for its next export has missed nothing yet', () => {
  const rows = progressOf(
    named('08:00', OUTBOUND),
    vessel('PLANNED', '09:00'),
    vessel('DEPARTED', '20:00', { voyage: '014W' }),
    moved('LOAD', '2026-03-14 20:00', { voyage: '015W' }),
    named('2026-05-01 08:00', { ...OUTBOUND, orderId: 'OUT-2' }),
    moved('GTOT', '2026-05-01 09:00', DEPOT),
  );
  expect(rows.at(-1)).toMatchObject({ orderId: 'OUT-2', stage: 'PICKED_UP', rolled: false });
});

test('the departure of a call it was loaded on, or is no longer planned for, is none of its business', () => {
  const planned = [named('08:00', OUTBOUND), vessel('PLANNED', '09:00')];
  const load = moved('LOAD', '18:00');
  const rolled = (...given: readonly Given[]) =>
    progressOf(...planned, ...given).some((row) => row.rolled);
  expect(rolled(load, vessel('DEPARTED', '20:00'))).toBe(false);
  expect(rolled(vessel('CANCELLED', '10:00'), vessel('DEPARTED', '20:00'))).toBe(false);
});

test('what vessels do is not told to what comes in', () => {
  expect(progressOf(ORDER, DISC, vessel('PLANNED', '09:00')).length).toBe(2);
  const twice = [vessel('DEPARTED', '10:00'), vessel('DEPARTED', '11:00')];
  expect(progressOf(ORDER, DISC, vessel('PLANNED', '09:00'), ...twice).length).toBe(2);
});

test('one box serves several needs: each is told', () => {
  const other = named('2026-03-01 09:00', { orderId: 'PO-2' });
  expect(progressOf(ORDER, other, DISC).map(({ orderId }) => orderId)).toEqual([
    'PO-1',
    'PO-2',
    'PO-1',
    'PO-2',
  ]);
});

test('an order by booking is told too, once', () => {
  const link: Given = {
    input: 'link',
    event: anOrderLink({ eventTime: at('08:00'), plant: 'CX01' }),
  };
  expect(progressOf(link).length).toBe(1);
  expect(progressOf(named('07:00', { direction: 'OUTBOUND' }), link).length).toBe(1);
});

test('a delivered box that is back empty says nothing more to its order', () => {
  const next = moved('DISC', '2026-05-01 08:00', { voyage: '099E' });
  const back = moved('GTIN', '2026-03-15 08:00', DEPOT);
  const strip = moved('STRP', '2026-03-14 08:00', { ...PLANT, ...EMPTY });
  expect(stages(ORDER, DISC, OUT, strip, back, next)).toEqual([
    'UNKNOWN',
    'IN_YARD',
    'ON_ROAD',
    'ARRIVED',
  ]);
});

test('a box that is empty without having been seen to arrive is released', () => {
  const back = moved('GTIN', '2026-03-15 08:00', DEPOT);
  expect(stages(ORDER, DISC, OUT, back)).toEqual(['UNKNOWN', 'IN_YARD', 'ON_ROAD', 'RELEASED']);
  expect(stages(ORDER, DISC, back)).toEqual(['UNKNOWN', 'IN_YARD', 'RELEASED']);
});

test('an export that was loaded is not of the next one, and what was named before the fetch is', () => {
  const first = [
    named('08:00', OUTBOUND),
    moved('GTOT', '09:00', DEPOT),
    moved('GTIN', '15:00'),
    moved('LOAD', '20:00'),
  ];
  const second = named('2026-05-01 08:00', { ...OUTBOUND, orderId: 'OUT-2' });
  const fetched = moved('GTOT', '2026-05-01 09:00', DEPOT);
  const later = progressOf(...first, second, fetched).slice(4);
  expect(later.map(({ orderId, stage }) => [orderId, stage])).toEqual([
    ['OUT-2', 'UNKNOWN'],
    ['OUT-2', 'PICKED_UP'],
  ]);
});

test('a box at the scanner, or refused, is in the yard again', () => {
  const out = moved('GTOT', '2026-03-13 08:00', { booking: 'BK1' });
  const back = moved('GTIN', '2026-03-13 12:00', { booking: 'BK1' });
  expect(stages(ORDER, DISC, out, back).at(-1)).toBe('IN_YARD');
});

test('an import brought to another terminal is in the yard there, though nobody saw it leave', () => {
  const brought = { facility: 'BLCT6', voyage: '012E' };
  const cameOff = moved('DISC', '08:00', { voyage: '012E' });
  const back = moved('GTIN', '2026-03-13 12:00', brought);
  const out = moved('GTOT', '2026-03-14 08:00', brought);
  const rows = progressOf(ORDER, cameOff, back, out);
  expect(rows.slice(1)).toMatchObject([
    { stage: 'IN_YARD' },
    { stage: 'IN_YARD', facility: 'BLCT6', stageAt: at('2026-03-13 12:00') },
    { stage: 'ON_ROAD', facility: 'BLCT6' },
  ]);
});

test('an import that comes in with another cargo is in use again, though nobody saw it leave', () => {
  const cameOff = moved('DISC', '08:00', { voyage: '012E', booking: null, seals: ['S1'] });
  const turned = moved('GTIN', '2026-03-14 12:00', { voyage: '015W', seals: ['S2'] });
  const outbound = named('2026-03-13 09:00', OUTBOUND);
  expect(stages(ORDER, outbound, cameOff, turned).at(-1)).toBe('GATED_IN');
});

test('a box that comes back with another cargo is in use again, though nobody saw it delivered', () => {
  const turned = moved('GTIN', '2026-03-14 12:00', { booking: 'BX1', seals: ['S2'] });
  const rows = progressOf(ORDER, named('2026-03-13 09:00', OUTBOUND), DISC, OUT, turned);
  const last = new Map(rows.map(({ orderId, stage }) => [orderId, stage]));
  expect(Object.fromEntries(last)).toEqual({ 'PO-1': 'RELEASED', 'OUT-1': 'GATED_IN' });
});

test('of the vessels that a box misses the first eight are remembered', () => {
  const { processor, faults, stateBytesMax } = strictly(boxProgress);
  const given = Array.from({ length: 400 }, (_, i): Given => {
    const about = { eventTime: at('00:00') + i * HOUR_MS, callId: `CALL-${i >> 1}` };
    const milestone = i % 2 === 0 ? 'PLANNED' : 'DEPARTED';
    return { input: 'departure', event: aBoxDeparture({ ...about, milestone, voyage: `${i}W` }) };
  });
  const rows = naiveFold(processor, [named('2026-03-01 08:00', OUTBOUND), ...given], { reference });
  expect(rows.length).toBe(1 + 200 + 8);
  expect(faults).toEqual([]);
  expect(stateBytesMax()).toBeLessThan(512);
});

test('the state stays small over 10,000 events', { timeout: 30_000 }, () => {
  const { processor, faults, stateBytesMax } = strictly(boxProgress);
  const codes = ['DISC', 'GTOT', 'STRP', 'GTIN', 'GTOT', 'STUF', 'GTIN', 'LOAD'];
  const given = Array.from({ length: 10_000 }, (_, i): Given => {
    const eventTime = at('00:00') + i * HOUR_MS;
    if (i % 3 === 0)
      return { input: 'order', event: anOrderBox({ eventTime, orderId: `PO-${i}` }) };
    if (i % 3 === 1) return { input: 'trip', event: aBoxTrip({ eventTime, startAt: eventTime }) };
    return { input: 'move', event: aContainerMove({ move: codes[i % 8] ?? 'DISC', eventTime }) };
  });
  expect(naiveFold(processor, given, { reference }).length).toBeGreaterThan(1000);
  expect(faults).toEqual([]);
  expect(stateBytesMax()).toBeLessThan(2048);
});
