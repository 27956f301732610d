import { loadReference } from '@landbridge/infra';
import {
  type ContainerEvent,
  type ContainerMove,
  DAY_MS,
  type EmptyReturn,
  type Header,
  HOUR_MS,
  MINUTE_MS,
} from '@landbridge/schemas';
import { aContainerEvent, aContainerMove, at } from '@landbridge/schemas/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { naiveFold, strictly, testDriver } from '../testing/index.ts';
import { emptyReturns } from './empty-returns.ts';

const reference = loadReference();
const seed = Number(process.env['SEED'] ?? 1);
const EMPTY = { emptyIndicator: 'EMPTY' } as const;
const DEPOT = { facility: 'NBDEP1', facilityGroup: 'Beilun', ...EMPTY } as const;
const PLANT = { facility: 'CX01', facilityGroup: null } as const;

function returnsOf(...events: readonly Header[]): EmptyReturn[] {
  const { processor, faults } = strictly(emptyReturns);
  const box = testDriver(processor, reference);
  for (const event of events) box.pipe('classifier' in event ? 'plan' : 'move', event);
  const rows = box.rows<EmptyReturn>('back').sort((a, b) => a.eventTime - b.eventTime);
  expect(faults).toEqual([]);
  return rows;
}

function moved(move: string, moment: string, set: Partial<ContainerMove> = {}): ContainerMove {
  const mode = move === 'DISC' || move === 'LOAD' ? 'VESSEL' : 'TRUCK';
  return aContainerMove({ move, eventTime: at(moment), mode, ...set });
}

const planned = (moment: string, facility: string): ContainerEvent =>
  aContainerEvent({
    eventCode: 'GTIN',
    classifier: 'PLN',
    eventTime: at(moment),
    expectedAt: at('2026-03-16 08:00'),
    facility,
    ...EMPTY,
  });

const DISC = moved('DISC', '2026-03-08 08:00');
const OUT = moved('GTOT', '08:00', { booking: 'B-1' });
const STRIP = moved('STRP', '2026-03-12 08:00', { ...PLANT, ...EMPTY });
const BACK = moved('GTIN', '2026-03-14 08:00', DEPOT);

test('an import box is back empty some days after it left laden', () => {
  expect(returnsOf(DISC, OUT, STRIP, BACK)).toMatchObject([
    {
      id: OUT.id,
      eventTime: at('08:00'),
      facility: 'BLTCT',
      depot: 'NBDEP1',
      depotGroup: 'Beilun',
      outcome: 'RETURNED',
      returnMs: 3 * DAY_MS,
      emptyMs: 2 * DAY_MS,
      streetTurn: false,
      wrongDepot: false,
      quality: 'COMPLETE',
      startEventId: OUT.id,
      endEventId: BACK.id,
      causes: [OUT, STRIP, BACK].map(({ id }) => `container.moves/${id}`),
    },
  ]);
});

test('a box that is away is open', () => {
  expect(returnsOf(DISC, OUT, STRIP)).toMatchObject([
    { outcome: null, returnedAt: null, returnMs: null, strippedAt: STRIP.eventTime },
  ]);
});

test('a return to a terminal counts as one to a depot', () => {
  expect(returnsOf(DISC, OUT, moved('GTIN', '2026-03-14 08:00', EMPTY))).toMatchObject([
    { outcome: 'RETURNED', depot: 'BLTCT' },
  ]);
});

test('a return within two hours is no error: the depot may be next door', () => {
  const soon = moved('GTIN', '09:50', DEPOT);
  expect(returnsOf(DISC, OUT, soon)).toMatchObject([
    { outcome: 'RETURNED', returnMs: 110 * MINUTE_MS, quality: 'COMPLETE' },
  ]);
});

test('street turn: stuffed without having been back empty, it is counted and has no return', () => {
  const stuf = moved('STUF', '2026-03-13 08:00', PLANT);
  expect(returnsOf(DISC, OUT, STRIP, stuf)).toMatchObject([
    { outcome: 'STREET_TURN', streetTurn: true, returnedAt: null, returnMs: null, depot: null },
  ]);
});

test('street turn: a laden gate-in with other cargo shows it too', () => {
  const turned = moved('GTIN', '2026-03-13 08:00', { booking: 'B-2' });
  expect(returnsOf(DISC, OUT, turned)).toMatchObject([{ outcome: 'STREET_TURN' }]);
  const exported = moved('GTOT', '2026-03-13 20:00', { booking: 'B-2' });
  expect(returnsOf(DISC, OUT, turned, exported).length).toBe(1);
});

test('cargo that was refused comes back laden: no street turn, and no empty return', () => {
  const refused = moved('GTIN', '2026-03-13 08:00', { booking: 'B-1' });
  const again = moved('GTOT', '2026-03-15 08:00', { booking: 'B-1' });
  expect(returnsOf(DISC, OUT, refused, again).map(({ outcome }) => outcome)).toEqual([
    'LADEN_RETURN',
    null,
  ]);
});

test('wrong depot: the return counts all the same, and is flagged', () => {
  const plan = planned('2026-03-10 08:00', 'NBDEP2');
  expect(returnsOf(DISC, plan, OUT, BACK)).toMatchObject([
    { outcome: 'RETURNED', returnMs: 3 * DAY_MS, expectedDepot: 'NBDEP2', wrongDepot: true },
  ]);
  expect(returnsOf(DISC, OUT, planned('12:00', 'NBDEP1'), BACK)).toMatchObject([
    { expectedDepot: 'NBDEP1', wrongDepot: false },
  ]);
});

test('where a box is to be returned to is known while it is away, as stated last, and for this time only', () => {
  const plans = [planned('12:00', 'NBDEP2'), planned('13:00', 'NBDEP3')];
  expect(returnsOf(DISC, OUT, ...plans)).toMatchObject([{ expectedDepot: 'NBDEP3' }]);
  const next = [moved('DISC', '2026-05-08 08:00'), moved('GTOT', '2026-05-11 08:00')];
  expect(returnsOf(DISC, OUT, ...plans, BACK, ...next)).toMatchObject([
    { expectedDepot: 'NBDEP3' },
    { expectedDepot: null },
  ]);
});

test('a plan of a return is no return', () => {
  expect(returnsOf(DISC, OUT, planned('12:00', 'NBDEP1'))).toMatchObject([{ outcome: null }]);
});

test('a trip to the scanner and one to another terminal are no time away', () => {
  const scanned = moved('GTIN', '12:00', { booking: 'B-1' });
  const elsewhere = moved('GTIN', '12:00', { facility: 'BLCT6', booking: 'B-1' });
  expect(returnsOf(DISC, OUT, scanned)).toEqual([]);
  const left = moved('GTOT', '20:00', { facility: 'BLCT6', booking: 'B-1' });
  expect(returnsOf(DISC, OUT, elsewhere, left)).toMatchObject([{ id: left.id }]);
});

test('without a gate-out the stripping begins it, labelled', () => {
  expect(returnsOf(DISC, STRIP, BACK)).toMatchObject([
    {
      id: STRIP.id,
      gateOutAt: null,
      returnMs: null,
      emptyMs: 2 * DAY_MS,
      quality: 'START_INFERRED',
      qualityRule: 'stripped',
    },
  ]);
});

test('back empty though nothing was seen to leave is an end without a start', () => {
  expect(returnsOf(DISC, BACK)).toMatchObject([
    { id: BACK.id, quality: 'NO_START', returnMs: null, gateOutAt: null, outcome: 'RETURNED' },
  ]);
});

test('a box that was discharged empty is no import: back at a depot, it returned from nowhere', () => {
  expect(returnsOf(moved('DISC', '2026-03-08 08:00', EMPTY), BACK)).toEqual([]);
});

test('a stripping stated to the day of the gate-out is of that return', () => {
  const strip = moved('STRP', '2026-03-11 00:00', { ...PLANT, ...EMPTY, precision: 'DAY' });
  expect(returnsOf(DISC, strip, OUT, BACK)).toMatchObject([
    { id: OUT.id, outcome: 'RETURNED', strippedAt: at('00:00'), quality: 'COMPLETE' },
  ]);
  const out = moved('GTOT', '2026-03-12 08:00');
  expect(returnsOf(DISC, strip, out, BACK)).toMatchObject([
    { id: strip.id, outcome: 'MISSED' },
    { id: out.id, outcome: 'RETURNED' },
  ]);
});

test('a gate-out stated to the day of the discharge came after it', () => {
  const out = moved('GTOT', '2026-03-11 00:00', { precision: 'DAY' });
  const disc = moved('DISC', '06:00');
  expect(returnsOf(out, disc, BACK)).toMatchObject([{ id: out.id, outcome: 'RETURNED' }]);
  const elsewhere = moved('DISC', '06:00', { facility: 'BLCT6' });
  expect(returnsOf(out, elsewhere)).toMatchObject([{ outcome: 'MISSED' }]);
});

test('an import brought to another terminal, its gate-out missed, is returned from there', () => {
  const disc = moved('DISC', '2026-03-08 08:00', { voyage: '014E' });
  const there = { facility: 'BLCT6', facilityGroup: 'Meishan' } as const;
  const brought = moved('GTIN', '2026-03-08 14:00', { ...there, voyage: '014E' });
  const out = moved('GTOT', '08:00', there);
  expect(returnsOf(disc, brought, out, BACK)).toMatchObject([
    { id: out.id, facility: 'BLCT6', outcome: 'RETURNED', quality: 'COMPLETE' },
  ]);
});

test('an empty that was fetched and brought back unused is no return of an import', () => {
  const fetched = moved('GTOT', '2026-03-20 08:00', DEPOT);
  const unused = moved('GTIN', '2026-03-21 08:00', DEPOT);
  expect(returnsOf(DISC, OUT, BACK, fetched, unused).length).toBe(1);
});

test.each([
  ['an empty gate-out of a depot', moved('GTOT', '2026-03-20 08:00', DEPOT), 'empty-out-next'],
  ['a loading', moved('LOAD', '2026-03-20 08:00', EMPTY), 'next-cycle'],
  ['the next laden gate-out', moved('GTOT', '2026-03-20 08:00'), 'next-gate-out'],
])('%s shows that the box was back, but not when', (_, next, rule) => {
  expect(returnsOf(DISC, OUT, next)[0]).toMatchObject({
    outcome: 'MISSED',
    returnedAt: null,
    quality: 'END_INFERRED',
    qualityRule: rule,
  });
});

test('an empty that enters or leaves a plant is not back', () => {
  const atPlant = [
    moved('GTIN', '12:00', { ...PLANT, ...EMPTY }),
    moved('GTOT', '2026-03-13 12:00', { ...PLANT, ...EMPTY }),
  ];
  expect(returnsOf(DISC, OUT, ...atPlant, BACK)).toMatchObject([{ returnMs: 3 * DAY_MS }]);
});

test('what leaves for export, or in transshipment, is not to come back', () => {
  const exported = [moved('GTIN', '08:00'), moved('GTOT', '20:00')];
  expect(returnsOf(...exported)).toEqual([]);
  expect(returnsOf(DISC, moved('GTOT', '08:00', { transshipment: true }))).toEqual([]);
});

test('an end later than a row may reach back leaves the return open', () => {
  const late = moved('GTIN', '2027-06-01 08:00', DEPOT);
  expect(returnsOf(DISC, OUT, late)).toMatchObject([{ outcome: null }]);
});

const history = fc.uniqueArray(
  fc
    .record({
      move: fc.constantFrom('DISC', 'LOAD', 'GTIN', 'GTOT', 'STUF', 'STRP'),
      hour: fc.nat(1500),
      facility: fc.constantFrom('BLTCT', 'BLCT6', 'NBDEP1', 'CX01', null),
      emptyIndicator: fc.constantFrom('EMPTY', 'LADEN', null),
      booking: fc.constantFrom('B-1', 'B-2', null),
    })
    .map(({ hour, ...set }) =>
      aContainerMove({ ...set, eventTime: at('00:00') + hour * HOUR_MS } as Partial<ContainerMove>),
    ),
  { selector: ({ id }) => id, maxLength: 30 },
);

test('whatever a box goes through, at most one return is open and no time is negative', () => {
  fc.assert(
    fc.property(history, (moves) => {
      const rows = returnsOf(...moves);
      expect(rows.filter(({ outcome }) => outcome === null).length).toBeLessThanOrEqual(1);
      for (const { outcome, returnedAt, returnMs, emptyMs } of rows) {
        expect(returnedAt !== null).toBe(outcome === 'RETURNED');
        expect(Math.min(returnMs ?? 0, emptyMs ?? 0)).toBeGreaterThanOrEqual(0);
      }
    }),
    { seed },
  );
});

test('the state stays small over 10,000 moves', { timeout: 30_000 }, () => {
  const { processor, faults, stateBytesMax } = strictly(emptyReturns);
  const codes = ['DISC', 'GTOT', 'STRP', 'GTIN', 'GTOT', 'STUF', 'GTIN', 'LOAD'];
  const given = Array.from({ length: 10_000 }, (_, i) => ({
    input: 'move',
    event: aContainerMove({
      move: codes[(i * 3) % 8] ?? 'DISC',
      eventTime: at('00:00') + i * HOUR_MS,
      emptyIndicator: i % 5 === 0 ? 'EMPTY' : 'LADEN',
      seals: Array.from({ length: 20 }, (__, seal) => `S-${seal}`),
    }),
  }));
  expect(naiveFold(processor, given, { reference }).length).toBeGreaterThan(500);
  expect(faults).toEqual([]);
  expect(stateBytesMax()).toBeLessThan(1024);
});
