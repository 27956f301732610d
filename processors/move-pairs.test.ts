import { DAY_MS, HOUR_MS } from '@landbridge/schemas';
import { aContainerMove, at } from '@landbridge/schemas/testing';
import { expect, test } from 'vitest';
import {
  agreeOnLoad,
  INSPECTION_TRIP_MAX_MS,
  isBroughtUnseen,
  isInspectionTrip,
  isLadenReturn,
  isRestow,
  isReuse,
  isTransfer,
  mayHaveFollowed,
  RESTOW_MAX_MS,
  TRANSFER_MAX_MS,
} from './move-pairs.ts';

const later = (ms: number) => at('08:00') + ms;

test('back on its own voyage at the same terminal within days is a restow', () => {
  const discharge = aContainerMove({ move: 'DISC', voyage: '1' });
  const isIt = (set: object) =>
    isRestow({
      discharge,
      load: aContainerMove({ move: 'LOAD', voyage: '1', eventTime: later(HOUR_MS), ...set }),
    });
  expect(isIt({})).toBe(true);
  expect(isIt({ eventTime: later(RESTOW_MAX_MS) })).toBe(true);
  expect(isIt({ eventTime: later(RESTOW_MAX_MS + 1) })).toBe(false);
  expect(isIt({ voyage: '2' })).toBe(false);
  expect(isIt({ voyage: null })).toBe(false);
  expect(isIt({ facility: 'BLCT6' })).toBe(false);
});

test('out and back within hours with a seal or the booking is an inspection', () => {
  const out = aContainerMove({ move: 'GTOT', seals: ['S-1'], booking: 'B-1' });
  const isIt = (set: object) =>
    isInspectionTrip({
      out,
      back: aContainerMove({
        move: 'GTIN',
        seals: ['S-9', 'S-1'],
        eventTime: later(INSPECTION_TRIP_MAX_MS),
        ...set,
      }),
    });
  expect(isIt({})).toBe(true);
  expect(isIt({ seals: ['S-9'], booking: 'B-1' })).toBe(true);
  expect(isIt({ seals: ['S-9'] })).toBe(false);
  expect(isIt({ eventTime: later(INSPECTION_TRIP_MAX_MS + 1) })).toBe(false);
  expect(isIt({ emptyIndicator: 'EMPTY' })).toBe(false);
  expect(isIt({ facility: 'BLCT6' })).toBe(false);
  expect(isIt({ facility: null })).toBe(false);
});

test('from one terminal to another within a day for the same voyage or booking is a transfer', () => {
  const out = aContainerMove({ move: 'GTOT', voyage: '1', booking: 'B-1' });
  const isIt = (set: object) =>
    isTransfer({
      out,
      back: aContainerMove({
        move: 'GTIN',
        facility: 'BLCT6',
        voyage: '1',
        eventTime: later(TRANSFER_MAX_MS - 1),
        ...set,
      }),
    });
  expect(isIt({})).toBe(true);
  expect(isIt({ voyage: null, booking: 'B-1' })).toBe(true);
  expect(isIt({ voyage: null, transshipment: true })).toBe(true);
  expect(isIt({ voyage: null })).toBe(false);
  expect(isIt({ eventTime: later(TRANSFER_MAX_MS) })).toBe(false);
  expect(isIt({ facility: 'BLTCT' })).toBe(false);
  expect(isIt({ emptyIndicator: 'EMPTY' })).toBe(false);
});

test('a load that is not stated contradicts none', () => {
  const box = (emptyIndicator: 'EMPTY' | 'LADEN' | null) => ({ emptyIndicator });
  expect(agreeOnLoad(box('EMPTY'), box(null))).toBe(true);
  expect(agreeOnLoad(box('EMPTY'), box('EMPTY'))).toBe(true);
  expect(agreeOnLoad(box('EMPTY'), box('LADEN'))).toBe(false);
});

test('a box that went inland laden is in use again when it is stuffed, or comes in with other cargo', () => {
  const out = aContainerMove({ move: 'GTOT', booking: 'B-1', seals: ['S-1'] });
  const isIt = (move: string, place: 'TERMINAL' | 'PLANT' | 'DEPOT', set: object = {}) =>
    isReuse({ out, move: aContainerMove({ move, eventTime: later(48 * HOUR_MS), ...set }), place });
  expect(isIt('STUF', 'PLANT')).toBe(true);
  expect(isIt('STUF', 'TERMINAL')).toBe(false);
  expect(isIt('GTIN', 'TERMINAL', { booking: 'B-2' })).toBe(true);
  expect(isIt('GTIN', 'TERMINAL', { booking: 'B-1' })).toBe(false);
  expect(isIt('GTIN', 'TERMINAL', { emptyIndicator: 'EMPTY' })).toBe(false);
  expect(isIt('GTIN', 'DEPOT')).toBe(false);
});

test('back with its booking or a seal, a box came back with what it left with', () => {
  const out = aContainerMove({ move: 'GTOT', booking: 'B-1', seals: ['S-1'] });
  const isIt = (set: object) =>
    isLadenReturn({
      out,
      back: aContainerMove({ move: 'GTIN', eventTime: later(48 * HOUR_MS), ...set }),
    });
  expect([isIt({ booking: 'B-1' }), isIt({ seals: ['S-1'] }), isIt({ booking: 'B-2' })]).toEqual([
    true,
    true,
    false,
  ]);
});

test('in another terminal on one voyage or booking, a box was brought there whenever it left', () => {
  const from = aContainerMove({ move: 'DISC', voyage: '1', booking: 'B-1' });
  const isIt = (set: object) => {
    const back = { move: 'GTIN', facility: 'BLCT6', eventTime: later(TRANSFER_MAX_MS * 9), ...set };
    return isBroughtUnseen({ from, back: aContainerMove(back) });
  };
  expect(isIt({ voyage: '1' })).toBe(true);
  expect(isIt({ booking: 'B-1' })).toBe(true);
  expect(isIt({ booking: 'B-2' })).toBe(false);
  expect(isIt({ voyage: '1', emptyIndicator: 'EMPTY' })).toBe(false);
  expect(isIt({ voyage: '1', facility: null })).toBe(false);
  expect(isIt({ voyage: '1', facility: from.facility })).toBe(false);
});

test('what is stated to the day may have come after anything of that day', () => {
  const isIt = (ms: number, precision: 'DAY' | 'MINUTE' = 'DAY') =>
    mayHaveFollowed({ eventTime: at('00:00'), precision }, { eventTime: at('00:00') + ms });
  expect([isIt(HOUR_MS), isIt(DAY_MS - 1), isIt(DAY_MS)]).toEqual([true, true, false]);
  expect(isIt(HOUR_MS, 'MINUTE')).toBe(false);
});
