import { loadReference } from '@landbridge/infra';
import { type ContainerCycle, type ContainerMove, DAY_MS, HOUR_MS } from '@landbridge/schemas';
import { aContainerMove, at } from '@landbridge/schemas/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { naiveFold, strictly, testDriver } from '../testing/index.ts';
import { containerCycles } from './container-cycles.ts';

const reference = loadReference();
const seed = Number(process.env['SEED'] ?? 1);
const EMPTY = { emptyIndicator: 'EMPTY' } as const;
const DEPOT = { facility: 'NBDEP1', facilityGroup: 'Beilun', ...EMPTY } as const;
const PLANT = { facility: 'CX01', facilityGroup: null } as const;
const ABROAD = { facility: null, facilityGroup: null, port: 'NLRTM' } as const;

function cyclesOf(...moves: readonly ContainerMove[]): ContainerCycle[] {
  const { processor, faults } = strictly(containerCycles);
  const box = testDriver(processor, reference);
  box.pipe('move', ...moves);
  const rows = box.rows<ContainerCycle>('cycle').sort((a, b) => a.eventTime - b.eventTime);
  expect(faults).toEqual([]);
  return rows;
}

/** `moved('DISC', '2026-03-01 08:00')`; a loading is on another voyage than the discharge. */
function moved(move: string, moment: string, set: Partial<ContainerMove> = {}): ContainerMove {
  const mode = move === 'DISC' || move === 'LOAD' ? 'VESSEL' : 'TRUCK';
  const voyage = move === 'DISC' ? '014E' : move === 'LOAD' ? '014W' : null;
  return aContainerMove({ move, eventTime: at(moment), mode, voyage, ...set });
}

const DISC = moved('DISC', '2026-03-01 08:00');
const OUT = moved('GTOT', '2026-03-04 08:00');
const STRIP = moved('STRP', '2026-03-05 08:00', { ...PLANT, ...EMPTY });
const BACK = moved('GTIN', '2026-03-06 08:00', DEPOT);
const EMPTY_OUT = moved('GTOT', '2026-03-09 08:00', DEPOT);
const STUF = moved('STUF', '2026-03-10 08:00', PLANT);
const IN = moved('GTIN', '2026-03-10 20:00', { booking: 'B-2' });
const LOAD = moved('LOAD', '2026-03-13 08:00', { booking: 'B-2' });
const kinds = (rows: readonly ContainerCycle[]) =>
  rows.map(({ kind, endedBy, quality }) => `${kind} ${endedBy} ${quality}`);

test('an import cycle goes from discharge to the empty gate-in', () => {
  expect(cyclesOf(DISC, OUT, STRIP, BACK)).toMatchObject([
    {
      id: DISC.id,
      kind: 'IMPORT',
      startAt: DISC.eventTime,
      endAt: BACK.eventTime,
      cycleMs: 5 * DAY_MS,
      startMove: 'DISC',
      endMove: 'GTIN',
      startFacility: 'BLTCT',
      endFacility: 'NBDEP1',
      endedBy: 'EMPTY_IN',
      streetTurn: false,
      quality: 'COMPLETE',
      causes: [DISC, BACK, OUT].map(({ id }) => `container.moves/${id}`),
    },
  ]);
});

test('an export cycle goes from the empty gate-out to the loading', () => {
  expect(cyclesOf(EMPTY_OUT, STUF, IN, LOAD)).toMatchObject([
    { id: EMPTY_OUT.id, kind: 'EXPORT', endedBy: 'LOADED', endAt: LOAD.eventTime, booking: 'B-2' },
  ]);
});

test('a cycle that is under way is open', () => {
  expect(cyclesOf(DISC, OUT)).toMatchObject([
    { kind: 'IMPORT', endAt: null, cycleMs: null, endedBy: null, quality: 'COMPLETE' },
  ]);
});

test('container reuse: cycles follow each other, each with its own id', () => {
  const rows = cyclesOf(DISC, OUT, STRIP, BACK, EMPTY_OUT, STUF, IN, LOAD);
  expect(kinds(rows)).toEqual(['IMPORT EMPTY_IN COMPLETE', 'EXPORT LOADED COMPLETE']);
  expect(rows.map(({ id }) => id)).toEqual([DISC.id, EMPTY_OUT.id]);
});

test('container reuse: one response with two cycles, newest first and the newest twice, is the same', () => {
  const moves = [DISC, OUT, STRIP, BACK, EMPTY_OUT, STUF, IN, LOAD];
  expect(cyclesOf(...moves.toReversed(), LOAD, DISC)).toEqual(cyclesOf(...moves));
});

test('container reuse: the empty gate-in of the voyage before is an end without a start', () => {
  const before = moved('GTIN', '2026-02-20 08:00', DEPOT);
  expect(kinds(cyclesOf(before, DISC))).toEqual([
    'EMPTY EMPTY_IN NO_START',
    'IMPORT null COMPLETE',
  ]);
});

test('container reuse: a loading and a discharge in another port cut', () => {
  const there = moved('DISC', '2026-04-01 08:00', ABROAD);
  const rows = cyclesOf(EMPTY_OUT, STUF, IN, LOAD, there);
  expect(kinds(rows)).toEqual(['EXPORT DISCHARGED_ELSEWHERE COMPLETE', 'IMPORT null COMPLETE']);
  expect(rows[0]).toMatchObject({ endAt: LOAD.eventTime });
  expect(rows[0]?.causes).toContain(`container.moves/${there.id}`);
});

test('container reuse: loaded and back in the own port at once, the box is in the same cycle', () => {
  const barge = { mode: 'BARGE', voyage: 'B1' } as const;
  const load = moved('LOAD', '2026-03-02 08:00', barge);
  const disc = moved('DISC', '2026-03-02 20:00', { ...barge, facility: 'BLCT6' });
  expect(kinds(cyclesOf(DISC, load, disc))).toEqual(['IMPORT null COMPLETE']);
  const months = moved('DISC', '2026-06-02 20:00', { voyage: '020E' });
  expect(kinds(cyclesOf(DISC, load, months))).toEqual([
    'TRANSSHIPMENT LOADED COMPLETE',
    'IMPORT null COMPLETE',
  ]);
});

test('container reuse: another booking on the way cuts nothing and is flagged', () => {
  const rebooked = moved('LOAD', '2026-03-13 08:00', { booking: 'B-9' });
  const [cycle, ...others] = cyclesOf(EMPTY_OUT, STUF, IN, rebooked);
  expect(others).toEqual([]);
  expect(cycle).toMatchObject({ booking: 'B-2', bookingChanged: true });
});

test('transshipment is discharge and loading without a gate', () => {
  expect(kinds(cyclesOf(DISC, LOAD))).toEqual(['TRANSSHIPMENT LOADED COMPLETE']);
});

test('transshipment over two terminals is one', () => {
  const booked = { booking: 'B-1', transshipment: true } as const;
  const other = { ...booked, facility: 'BLCT6', facilityGroup: 'Meishan' } as const;
  const rows = cyclesOf(
    DISC,
    moved('GTOT', '2026-03-02 08:00', booked),
    moved('GTIN', '2026-03-02 12:00', other),
    moved('LOAD', '2026-03-03 08:00', other),
  );
  expect(kinds(rows)).toEqual(['TRANSSHIPMENT LOADED COMPLETE']);
});

test.each([
  ['was at the scanner', 'BLTCT'],
  ['changed terminals', 'BLCT6'],
])('an export that %s is an export', (_, facility) => {
  const out = moved('GTOT', '2026-03-10 22:00', { booking: 'B-2' });
  const again = moved('GTIN', '2026-03-11 01:00', { booking: 'B-2', facility });
  const rows = cyclesOf(EMPTY_OUT, IN, out, again, { ...LOAD, facility });
  expect(kinds(rows)).toEqual(['EXPORT LOADED COMPLETE']);
});

test('an export whose plant tells of the laden gate-out is an export, and turned nowhere', () => {
  const out = moved('GTOT', '2026-03-10 12:00', PLANT);
  const rows = cyclesOf(EMPTY_OUT, STUF, out, IN, LOAD);
  expect(kinds(rows)).toEqual(['EXPORT LOADED COMPLETE']);
});

test('an import that came back from the scanner is one when it is delivered then', () => {
  const sealed = { seals: ['S-1'] };
  const scanned = moved('GTIN', '2026-03-04 12:00', sealed);
  const out = moved('GTOT', '2026-03-05 08:00', sealed);
  const rows = cyclesOf(DISC, { ...OUT, ...sealed }, scanned, out, BACK);
  expect(kinds(rows)).toEqual(['IMPORT EMPTY_IN COMPLETE']);
});

test('street turn: stuffed without having been back empty, one cycle is closed and the next begun', () => {
  expect(cyclesOf(DISC, OUT, STRIP, STUF, IN)).toMatchObject([
    { kind: 'IMPORT', endedBy: 'STREET_TURN', streetTurn: true, endAt: STUF.eventTime },
    { id: STUF.id, kind: 'EXPORT', startAt: STUF.eventTime, endAt: null, quality: 'COMPLETE' },
  ]);
});

test('street turn: a laden gate-in with other cargo shows it where no stuffing was stated', () => {
  const rows = cyclesOf(DISC, { ...OUT, booking: 'B-1' }, IN);
  expect(kinds(rows)).toEqual(['IMPORT STREET_TURN COMPLETE', 'EXPORT null COMPLETE']);
});

test('street turn: back with the cargo it left with, or from the scanner, a box is not turned', () => {
  const sealed = { seals: ['S-1'] };
  const out = moved('GTOT', '2026-03-04 08:00', { booking: 'B-1', ...sealed });
  const refused = moved('GTIN', '2026-03-07 08:00', { booking: 'B-1' });
  const scanned = moved('GTIN', '2026-03-04 12:00', sealed);
  expect(kinds(cyclesOf(DISC, out, refused))).toEqual(['IMPORT null COMPLETE']);
  expect(kinds(cyclesOf(DISC, out, scanned))).toEqual(['IMPORT null COMPLETE']);
});

test('an empty gate-in that was missed: the next empty gate-out ends the cycle, labelled', () => {
  expect(cyclesOf(DISC, OUT, STRIP, EMPTY_OUT)).toMatchObject([
    {
      endedBy: 'NEXT_CYCLE',
      quality: 'END_INFERRED',
      qualityRule: 'empty-out-next',
      endAt: STRIP.eventTime,
    },
    { id: EMPTY_OUT.id },
  ]);
});

test('a loading that was missed: the next discharge ends the cycle, labelled', () => {
  expect(kinds(cyclesOf(EMPTY_OUT, STUF, IN, moved('DISC', '2026-05-01 08:00')))).toEqual([
    'EXPORT NEXT_CYCLE END_INFERRED',
    'IMPORT null COMPLETE',
  ]);
});

test('an empty that comes into a plant is not back, and one that is loaded as it is has a cycle', () => {
  const intoPlant = moved('GTIN', '2026-03-09 20:00', { ...PLANT, ...EMPTY });
  expect(kinds(cyclesOf(EMPTY_OUT, intoPlant, STUF))).toEqual(['EXPORT null COMPLETE']);
  expect(kinds(cyclesOf(DISC, OUT, BACK, moved('LOAD', '2026-03-09 08:00', EMPTY)))).toEqual([
    'IMPORT EMPTY_IN COMPLETE',
    'EMPTY LOADED COMPLETE',
  ]);
});

test('an empty gate-in that is stated again the day after begins nothing', () => {
  expect(cyclesOf(DISC, OUT, BACK, moved('GTIN', '2026-03-07 08:00', DEPOT)).length).toBe(1);
});

test('a cycle whose beginning nobody told has no length', () => {
  expect(cyclesOf(IN, LOAD)).toMatchObject([
    { kind: 'EXPORT', quality: 'NO_START', startAt: null, cycleMs: null, endAt: LOAD.eventTime },
  ]);
});

test('an end later than a row may reach back leaves the cycle open', () => {
  const late = moved('GTIN', '2027-06-01 08:00', DEPOT);
  expect(kinds(cyclesOf(DISC, late))).toEqual(['IMPORT null COMPLETE', 'EMPTY EMPTY_IN NO_START']);
});

const history = fc.uniqueArray(
  fc
    .record({
      move: fc.constantFrom('DISC', 'LOAD', 'GTIN', 'GTOT', 'STUF', 'STRP'),
      hour: fc.nat(1500),
      facility: fc.constantFrom('BLTCT', 'BLCT6', 'NBDEP1', 'CX01', null),
      port: fc.constantFrom('NINGBO', 'NLRTM', null),
      emptyIndicator: fc.constantFrom('EMPTY', 'LADEN', null),
      booking: fc.constantFrom('B-1', 'B-2', null),
    })
    .map(({ hour, ...set }) =>
      aContainerMove({ ...set, eventTime: at('00:00') + hour * HOUR_MS } as Partial<ContainerMove>),
    ),
  { selector: ({ id }) => id, maxLength: 30 },
);

test('whatever a box goes through, cycles do not overlap and every open one is the last', {
  timeout: 30_000,
}, () => {
  fc.assert(
    fc.property(history, (moves) => {
      const rows = cyclesOf(...moves);
      for (const [index, row] of rows.entries()) {
        const next = rows[index + 1];
        expect(row.endAt === null).toBe(row.endedBy === null);
        if (row.endAt !== null) expect(row.endAt).toBeGreaterThanOrEqual(row.eventTime);
        if (next === undefined) continue;
        expect(row.endAt).not.toBeNull();
        expect(next.eventTime).toBeGreaterThanOrEqual(row.endAt ?? 0);
      }
    }),
    { seed },
  );
});

test('the state stays small over 10,000 moves', { timeout: 30_000 }, () => {
  const { processor, faults, stateBytesMax } = strictly(containerCycles);
  const codes = ['DISC', 'GTOT', 'STRP', 'GTIN', 'GTOT', 'STUF', 'GTIN', 'LOAD'];
  const seals = Array.from({ length: 20 }, (_, seal) => `S-${seal}`);
  const given = Array.from({ length: 10_000 }, (_, i) => ({
    input: 'move',
    event: aContainerMove({
      move: codes[(i * 3) % 8] ?? 'DISC',
      eventTime: at('00:00') + i * HOUR_MS,
      emptyIndicator: i % 5 === 0 ? 'EMPTY' : 'LADEN',
      seals,
    }),
  }));
  expect(naiveFold(processor, given, { reference }).length).toBeGreaterThan(1000);
  expect(faults).toEqual([]);
  expect(stateBytesMax()).toBeLessThan(1536);
});
