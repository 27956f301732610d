import { loadReference } from '@landbridge/infra';
import type { CallBox, ContainerEvent } from '@landbridge/schemas';
import { aContainerEvent, at, CONTAINER } from '@landbridge/schemas/testing';
import { expect, test } from 'vitest';
import { strictly, testDriver } from '../testing/index.ts';
import { callBoxes } from './call-boxes.ts';

const reference = loadReference();

/** What the calls were told: call, status and time of each row. */
function told(...events: readonly ContainerEvent[]): string[] {
  const { processor, faults } = strictly(callBoxes);
  const box = testDriver(processor, reference);
  box.pipe('event', ...events);
  const rows = box.rows<CallBox>('box').sort((a, b) => a.eventTime - b.eventTime);
  expect(faults).toEqual([]);
  return rows.map(({ callId, status }) => `${callId} ${status}`).sort();
}

const plan = (moment: string, callId: string | null, set: Partial<ContainerEvent> = {}) =>
  aContainerEvent({
    eventCode: 'LOAD',
    classifier: 'PLN',
    eventTime: at(moment),
    expectedAt: at('20:00'),
    callId,
    voyage: '014W',
    ...set,
  });
const load = (moment: string, callId: string | null, set: Partial<ContainerEvent> = {}) =>
  aContainerEvent({ eventCode: 'LOAD', eventTime: at(moment), callId, voyage: '014W', ...set });

test('a plan to load puts the box on the list of the call', () => {
  const stated = plan('08:00', 'CALL-1', { booking: 'B-1' });
  const box = testDriver(callBoxes, reference);
  box.pipe('event', stated);
  expect(box.rows('box')).toMatchObject([
    {
      id: `CALL-1/${CONTAINER}:PLANNED@${stated.id}`,
      eventTime: at('08:00'),
      callId: 'CALL-1',
      container: CONTAINER,
      status: 'PLANNED',
      booking: 'B-1',
      voyage: '014W',
      causes: [`container.events/${stated.id}`],
    },
  ]);
});

test('a plan that is stated again says nothing new; another call takes the box off the first list', () => {
  expect(told(plan('08:00', 'CALL-1'), plan('09:00', 'CALL-1'))).toEqual(['CALL-1 PLANNED']);
  expect(told(plan('08:00', 'CALL-1'), plan('09:00', 'CALL-2'))).toEqual([
    'CALL-1 CANCELLED',
    'CALL-1 PLANNED',
    'CALL-2 PLANNED',
  ]);
});

test('a laden gate-in that names its vessel names the call; that of a truck does not', () => {
  const gateIn = (vesselImo: string | null) =>
    aContainerEvent({ eventCode: 'GTIN', callId: 'CALL-1', vesselImo });
  expect(told(gateIn('9074729'))).toEqual(['CALL-1 PLANNED']);
  expect(told(gateIn(null))).toEqual([]);
});

test.each([
  ['an import', { trade: 'IMPORT' }],
  ['a transshipment', { trade: 'TRANSSHIPMENT' }],
  ['a box that is taken from terminal to terminal', { transshipment: true }],
] as const)(
  '%s that is gated in again is not to be loaded on the vessel that brought it',
  (_, set) => {
    const about = { callId: 'CALL-1', voyage: '014E', vesselImo: '9074729', ...set } as const;
    const disc = aContainerEvent({ ...about, eventCode: 'DISC', eventTime: at('08:00') });
    const back = aContainerEvent({ ...about, eventCode: 'GTIN', eventTime: at('14:00') });
    expect(told(disc, back)).toEqual([]);
  },
);

test('a loading is told once, by whichever source comes first', () => {
  const both = [load('20:00', null, { source: 'edifact' }), load('20:05', 'CALL-1')];
  expect(told(plan('08:00', 'CALL-1'), ...both)).toEqual(['CALL-1 LOADED', 'CALL-1 PLANNED']);
  expect(told(...both)).toEqual(['CALL-1 LOADED']);
});

test('a loading on another voyage takes the box off the list, though it names no call', () => {
  expect(told(plan('08:00', 'CALL-1'), load('20:00', null, { voyage: '015W' }))).toEqual([
    'CALL-1 CANCELLED',
    'CALL-1 PLANNED',
  ]);
});

test('a box that comes round again is planned anew', () => {
  const next = plan('2026-06-11 08:00', 'CALL-9', { voyage: '044W' });
  expect(told(plan('08:00', 'CALL-1'), load('20:00', 'CALL-1'), next)).toEqual([
    'CALL-1 LOADED',
    'CALL-1 PLANNED',
    'CALL-9 PLANNED',
  ]);
});

test('what is planned in other ports, names no call, or is about no box, is nobody’s list', () => {
  const abroad = { facility: null, port: 'NLRTM' } as const;
  const noBox = { subject: 'call:CALL-1', container: null } as const;
  expect(
    told(plan('08:00', 'CALL-1', abroad), plan('08:00', null), plan('08:00', 'CALL-1', noBox)),
  ).toEqual([]);
});

test('a withdrawn plan was never on the list', () => {
  const box = testDriver(callBoxes, reference);
  const wrong = plan('08:00', 'CALL-1');
  box.pipe('event', wrong, plan('09:00', 'CALL-2'));
  box.retract('event', wrong.id);
  expect(box.rows('box')).toMatchObject([{ callId: 'CALL-2', status: 'PLANNED' }]);
});
