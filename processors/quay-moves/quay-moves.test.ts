import { loadReference } from '@landbridge/infra';
import { type ContainerMove, DAY_MS, HOUR_MS, type QuayMove } from '@landbridge/schemas';
import { aContainerEvent, aContainerMove, at, CONTAINER } from '@landbridge/schemas/testing';
import { expect, test } from 'vitest';
import { containerMoves } from '../container-moves/container-moves.ts';
import { RESTOW_MAX_MS } from '../move-pairs.ts';
import { naiveFold, testDriver } from '../testing/index.ts';
import { strictly } from '../testing/strictly.ts';
import { quayMoves } from './quay-moves.ts';

const reference = loadReference();

function quayRows(...moves: readonly ContainerMove[]): QuayMove[] {
  const { processor, faults } = strictly(quayMoves);
  const box = testDriver(processor, reference);
  box.pipe('move', ...moves);
  const rows = box.rows<QuayMove>('quay').sort((a, b) => a.eventTime - b.eventTime);
  expect(faults).toEqual([]);
  return rows;
}

const discharged = (set: Partial<ContainerMove> = {}) =>
  aContainerMove({ move: 'DISC', voyage: '014E', ...set });
const loaded = (set: Partial<ContainerMove> = {}) =>
  aContainerMove({ move: 'LOAD', eventTime: at('20:00'), voyage: '014W', ...set });

test('a discharge is one move over the quay', () => {
  const disc = discharged({ facility: 'BLCT6', facilityGroup: 'Meishan' });
  expect(quayRows(disc)).toMatchObject([
    {
      id: disc.id,
      eventTime: at('08:00'),
      container: CONTAINER,
      move: 'DISC',
      facility: 'BLCT6',
      facilityGroup: 'Meishan',
      teu: 1,
      voyage: '014E',
      causes: [`container.moves/${disc.id}`],
      causeCount: 1,
    },
  ]);
});

test('both quay moves of a transshipment count', () => {
  const moves = quayRows(discharged(), loaded({ transshipment: true }));
  expect(moves.map(({ move }) => move)).toEqual(['DISC', 'LOAD']);
});

test('a box of unknown size has no TEU, neither none nor one', () => {
  expect(quayRows(discharged({ sizeType: null, teu: null }))).toMatchObject([{ teu: null }]);
});

test.each(['GTIN', 'GTOT', 'STRP', 'INSP'])('%s does not cross the quay', (move) => {
  expect(quayRows(aContainerMove({ move }))).toEqual([]);
});

test('trains and trucks do not cross the quay; barges do, and a move without a mode is taken to', () => {
  const count = (mode: string | null) => quayRows(discharged({ mode })).length;
  expect([count('RAIL'), count('TRUCK'), count('BARGE'), count(null)]).toEqual([0, 0, 1, 1]);
});

test('what other ports handle is not our throughput', () => {
  expect(quayRows(discharged({ facility: null, port: 'NLRTM' }))).toEqual([]);
});

test('a quay move in our port counts though its terminal is not named', () => {
  const disc = discharged({ facility: null, facilityGroup: null });
  expect(quayRows(disc)).toMatchObject([{ facility: null }]);
});

test('a restow that is labelled as one does not count', () => {
  expect(quayRows(discharged({ trade: 'RESTOW' }), loaded({ trade: 'RESTOW' }))).toEqual([]);
});

test('a box back on the voyage it came off was a restow: both moves go', () => {
  expect(quayRows(discharged(), loaded({ voyage: '014E' }))).toEqual([]);
});

test.each([
  ['at another terminal', { facility: 'BLCT6' }],
  ['days later', { eventTime: at('08:00') + RESTOW_MAX_MS + HOUR_MS }],
  ['on a voyage nobody named', { voyage: null }],
])('a loading %s is no restow', (_, set) => {
  expect(quayRows(discharged(), loaded({ voyage: '014E', ...set })).length).toBe(2);
});

test('a call at another port in between is no restow', () => {
  const there = { facility: null, port: 'CNSHA' } as const;
  expect(
    quayRows(discharged(), loaded({ ...there, eventTime: at('12:00') }), loaded({ voyage: '014E' }))
      .length,
  ).toBe(2);
});

test('double statements: carrier and terminal state one discharge, it counts once', () => {
  const box = testDriver(containerMoves, reference);
  box.pipe('event', aContainerEvent({ source: 'carrier', voyage: '014E' }));
  box.pipe('event', aContainerEvent({ source: 'terminal', eventTime: at('08:04') }));
  box.pipe('event', aContainerEvent({ source: 'carrier', voyage: '014E' }));
  expect(quayRows(...box.rows<ContainerMove>('move')).length).toBe(1);
});

test('double statements: hours apart, a discharge or a loading is one move all the same', () => {
  const box = testDriver(containerMoves, reference);
  const stated = { eventCode: 'DISC', voyage: '014E', mode: 'VESSEL' } as const;
  box.pipe('event', aContainerEvent({ ...stated, source: 'carrier' }));
  box.pipe('event', aContainerEvent({ ...stated, source: 'terminal', eventTime: at('15:00') }));
  const moves = box.rows<ContainerMove>('move');
  expect(moves.length).toBe(2);
  expect(quayRows(...moves)).toMatchObject([{ eventTime: at('08:00') }]);
  const again = loaded({ eventTime: at('2026-03-12 08:00') });
  expect(quayRows(discharged(), loaded(), again).length).toBe(2);
});

test('a restow whose loading is stated again is none of the throughput', () => {
  const load = loaded({ voyage: '014E' });
  const again = loaded({ voyage: '014E', eventTime: at('2026-03-12 08:00') });
  expect(quayRows(discharged(), load, again)).toEqual([]);
});

test.each([
  ['at another terminal', { facility: 'BLCT6' }],
  ['with another load', { emptyIndicator: 'EMPTY' }],
  ['on a voyage nobody named', { voyage: null }],
  ['a year later', { eventTime: at('2027-03-11 08:00') }],
] as const)('a discharge %s is another one', (_, set) => {
  const eventTime = at('15:00');
  expect(quayRows(discharged(), discharged({ eventTime, ...set })).length).toBe(2);
});

test('discharged, loaded and discharged again on a voyage, a box was ashore for good the second time', () => {
  const moves = [discharged(), loaded({ eventTime: at('12:00'), voyage: '014E' })];
  const last = discharged({ eventTime: at('20:00') });
  expect(quayRows(...moves, last)).toMatchObject([{ eventTime: at('20:00') }]);
});

test('a corrected move is the same one at its new place: counting again gives the same', () => {
  const box = testDriver(quayMoves, reference);
  const disc = discharged();
  box.pipe('move', disc);
  const corrected = discharged({
    facility: 'BLCT6',
    facilityGroup: 'Meishan',
    teu: 2,
    revision: 2,
  });
  box.pipe('move', corrected);
  box.pipe('move', disc);
  expect(box.rows('quay')).toMatchObject([{ facilityGroup: 'Meishan', teu: 2 }]);
});

test('a withdrawn loading brings the discharge back', () => {
  const box = testDriver(quayMoves, reference);
  const load = loaded({ voyage: '014E' });
  box.pipe('move', load, discharged());
  box.retract('move', load.id);
  expect(box.rows('quay')).toMatchObject([{ move: 'DISC' }]);
});

test('the state stays small over 10,000 moves', { timeout: 30_000 }, () => {
  const { processor, faults, stateBytesMax } = strictly(quayMoves);
  const given = Array.from({ length: 10_000 }, (_, i) => {
    const eventTime = at('08:00') + i * DAY_MS;
    const event =
      i % 2 === 0 ? discharged({ eventTime, seals: [`S-${i}`] }) : loaded({ eventTime });
    return { input: 'move', event };
  });
  expect(naiveFold(processor, given, { reference }).length).toBe(10_000);
  expect(faults).toEqual([]);
  expect(stateBytesMax()).toBeLessThan(512);
});
