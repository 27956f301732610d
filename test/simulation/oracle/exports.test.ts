import { expect, test } from 'vitest';
import type { StatedCall, StatedMove } from './facts.ts';
import { aCall, aMove, anOrder, answers, at, BOX } from './stated-facts.ts';

type Stated = StatedCall | StatedMove;
const PLANT = { facility: 'CX01', facilityType: 'CLOC' } as const;
const EXPORT = { booking: 'BX1', voyage: null, trade: 'EXPORT' } as const;
const stuffed = aMove({ ...EXPORT, ...PLANT, move: 'STUF', atMs: at('10T08:00:00') });
const gateIn = aMove({ ...EXPORT, move: 'GTIN', atMs: at('10T14:00:00') });
const loaded = aMove({ ...EXPORT, move: 'LOAD', voyage: '014E', atMs: at('13T08:00:00') });
const plan = (set = {}) =>
  aMove({
    ...{ ...EXPORT, classifier: 'PLN', move: 'LOAD', physical: 0, atMs: at('10T20:00:00') },
    ...{ callId: 'CALL1', voyage: '014E', ...set },
  });
const order = (set = {}) =>
  anOrder({
    ...{ orderId: 'CX01-OUT-1', direction: 'OUTBOUND', milestone: 'STUFFING_COMPLETED' },
    ...{ booking: 'BX1', purchaseOrder: null, neededBy: null, atMs: at('10T07:50:00'), ...set },
  });
const closing = aCall({
  milestone: 'CARGO_CLOSING',
  atMs: at('09T08:00:00'),
  expectedAt: at('12T08:00:00'),
});

test('an export lasts from the stuffing to the gate, and waits there for its vessel', () => {
  expect(answers(stuffed, gateIn, loaded).leads).toMatchObject([
    { startBy: 'STUFFED', facility: 'BLCT6', leadMs: 6 * 3_600_000, loadingMs: 66 * 3_600_000 },
  ]);
});

test('where no carrier tells of the stuffing its plant does, and without both nobody', () => {
  expect(answers(order(), gateIn).leads).toMatchObject([
    { startBy: 'PLANT_STATED', startAt: at('10T07:50:00'), orderId: 'CX01-OUT-1' },
  ]);
  expect(answers(gateIn).leads).toMatchObject([{ startBy: null, eventTime: at('10T14:00:00') }]);
});

test('a box goes with the orders of its booking, until one of them names it', () => {
  const orders = [
    order({ container: null }),
    order({ container: null, orderId: 'CX01-OUT-2', atMs: at('10T15:00:00') }),
  ];
  expect(answers(gateIn, ...orders).links).toMatchObject([
    { container: BOX, orderId: 'CX01-OUT-1', eventTime: at('10T14:00:00') },
    { container: BOX, orderId: 'CX01-OUT-2', eventTime: at('10T15:00:00') },
  ]);
  const naming = order({ orderId: 'CX01-OUT-2', atMs: at('10T16:00:00') });
  expect(answers(gateIn, ...orders, naming).links).toMatchObject([{ orderId: 'CX01-OUT-2' }]);
});

test('a box is planned for a call and loaded on it; a carrier names the call, the terminal the voyage', () => {
  expect(answers(plan(), loaded).callBoxes.map(({ status }) => status)).toEqual([
    'PLANNED',
    'LOADED',
  ]);
  const other = plan({ callId: 'CALL2', voyage: '099W', atMs: at('11T08:00:00') });
  const { callBoxes } = answers(plan(), other, loaded);
  expect(callBoxes.map(({ callId, status }) => [callId, status])).toEqual([
    ['CALL1', 'PLANNED'],
    ['CALL1', 'CANCELLED'],
    ['CALL2', 'PLANNED'],
    ['CALL2', 'CANCELLED'],
  ]);
});

test('a call that leaves without a box that was planned for it leaves it behind: the stay is rolled', () => {
  const { departures, stays } = answers(gateIn, plan(), closing, aCall());
  expect(departures).toMatchObject([
    { milestone: 'PLANNED', cargoClosingAt: at('12T08:00:00') },
    { milestone: 'DEPARTED', eventTime: at('14T08:00:00') },
  ]);
  expect(stays).toMatchObject([{ rolled: true, endAt: null }]);
  const left = answers(gateIn, plan(), loaded, aCall());
  expect(left.departures).toHaveLength(1);
  expect(left.stays).toMatchObject([{ rolled: false }]);
  const after = answers(gateIn, plan(), aCall(), { ...loaded, atMs: at('14T08:30:00') });
  expect(after.departures).toHaveLength(2);
  expect(after.stays).toMatchObject([{ rolled: false }]);
});

test('an export is in time before its closing or where its vessel took it, late after it, rolled when left behind', () => {
  const outcome = (...more: readonly Stated[]) => answers(order(), ...more).risks[0]?.outcome;
  expect(outcome(gateIn, plan(), closing)).toBe('ON_TIME');
  expect(outcome(gateIn, plan(), { ...closing, expectedAt: at('10T13:59:00') })).toBe('LATE');
  expect(outcome(gateIn, plan(), closing, aCall())).toBe('ROLLED');
  const after = { ...loaded, atMs: at('14T08:30:00') };
  expect(outcome(gateIn, plan(), closing, aCall(), after)).toBe('ON_TIME');
  expect(outcome(plan(), closing, loaded)).toBe('ON_TIME');
  expect([outcome(plan(), closing), outcome(gateIn)]).toEqual([null, null]);
});

test('a need is waited for from its first statement, until the last that was stated', () => {
  const changed = anOrder({ atMs: at('09T12:00:00'), neededBy: at('13T08:00:00') });
  expect(answers(anOrder(), changed).risks).toEqual([
    {
      orderId: 'CX01-IN-1',
      eventTime: at('08T12:00:00'),
      direction: 'INBOUND',
      plant: 'CX01',
      neededBy: at('13T08:00:00'),
      outcome: null,
    },
  ]);
});

test.each([
  [[], 'UNKNOWN'],
  [[aMove()], 'IN_YARD'],
  [[aMove(), aMove({ move: 'GTOT', atMs: at('11T08:00:00') })], 'OUT'],
])('an import that was told of %# times is %s', (moves, stage) => {
  expect(answers(anOrder(), ...moves).progress).toMatchObject([{ stage }]);
});

test.each([
  [[], 'UNKNOWN'],
  [[stuffed], 'STUFFED'],
  [[stuffed, gateIn], 'GATED_IN'],
  [[stuffed, gateIn, loaded], 'LOADED'],
])('an export that was told of %# times is %s', (moves, stage) => {
  expect(answers(order(), ...moves).progress).toMatchObject([{ stage }]);
});
