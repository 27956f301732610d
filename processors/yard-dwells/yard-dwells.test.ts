import { DAY_MS, HOUR_MS, type YardDwell } from '@landbridge/schemas';
import { at, CONTAINER } from '@landbridge/schemas/testing';
import { expect, test } from 'vitest';
import { testDriver } from '../testing/index.ts';
import { ABROAD, EMPTY, moved, NOWHERE, reference, staysOf } from './testing/yard-scenario.ts';
import { yardDwells } from './yard-dwells.ts';

test('an import stays from discharge to the laden gate-out', () => {
  const disc = moved('DISC', '08:00');
  const out = moved('GTOT', '2026-03-14 08:00', { booking: 'B-1' });
  expect(staysOf(disc, out)).toEqual([
    expect.objectContaining({
      id: disc.id,
      eventTime: at('08:00'),
      container: CONTAINER,
      facility: 'BLTCT',
      facilityGroup: 'Chuanshan',
      dwellClass: 'IMPORT',
      startAt: at('08:00'),
      endAt: at('2026-03-14 08:00'),
      dwellMs: 3 * DAY_MS,
      quality: 'COMPLETE',
      qualityRule: null,
      startMove: 'DISC',
      endMove: 'GTOT',
      startEventId: disc.id,
      endEventId: out.id,
      teu: 1,
      booking: 'B-1',
      voyageIn: '014E',
      voyageOut: null,
      causes: [`container.moves/${disc.id}`, `container.moves/${out.id}`],
      causeCount: 2,
    }),
  ]);
});

test('an export stays from the laden gate-in to loading', () => {
  expect(staysOf(moved('GTIN', '08:00'), moved('LOAD', '20:00'))).toMatchObject([
    { dwellClass: 'EXPORT', dwellMs: 12 * HOUR_MS, voyageIn: null, voyageOut: '014W' },
  ]);
});

test('a transshipment stays from discharge to loading on another voyage', () => {
  expect(staysOf(moved('DISC', '08:00'), moved('LOAD', '20:00'))).toMatchObject([
    { dwellClass: 'TRANSSHIPMENT', voyageIn: '014E', voyageOut: '014W' },
  ]);
});

test.each([
  ['GTIN', 'GTOT'],
  ['GTIN', 'LOAD'],
  ['DISC', 'GTOT'],
  ['DISC', 'LOAD'],
])('an empty from %s to %s is of a class of its own', (first, last) => {
  expect(staysOf(moved(first, '08:00', EMPTY), moved(last, '20:00', EMPTY))).toMatchObject([
    { dwellClass: 'EMPTY', quality: 'COMPLETE' },
  ]);
});

test('a laden box that comes and goes by the gate belongs to no class', () => {
  expect(staysOf(moved('GTIN', '08:00'), moved('GTOT', '20:00'))).toMatchObject([
    { dwellClass: 'UNKNOWN', quality: 'COMPLETE' },
  ]);
});

test('a train at the terminal counts as the gate does', () => {
  const rail = { mode: 'RAIL' } as const;
  expect(staysOf(moved('DISC', '08:00'), moved('LOAD', '20:00', rail))).toMatchObject([
    { dwellClass: 'IMPORT', voyageOut: null },
  ]);
  expect(staysOf(moved('DISC', '08:00', rail), moved('LOAD', '20:00'))).toMatchObject([
    { dwellClass: 'EXPORT', voyageIn: null },
  ]);
});

test('either end may say what the box carries; neither: unknown', () => {
  const silent = { emptyIndicator: null };
  const stays = (first: object, last: object) =>
    staysOf(moved('DISC', '08:00', first), moved('GTOT', '20:00', last))[0]?.dwellClass;
  expect([
    stays(silent, {}),
    stays({}, silent),
    stays(silent, EMPTY),
    stays(silent, silent),
  ]).toEqual(['IMPORT', 'IMPORT', 'EMPTY', 'UNKNOWN']);
});

test('a box stated to be in transshipment is one, whatever takes it away', () => {
  const out = moved('GTOT', '20:00', { transshipment: true });
  expect(staysOf(moved('DISC', '08:00'), out)).toMatchObject([{ dwellClass: 'TRANSSHIPMENT' }]);
});

test('an open stay has no end and the class it is heading for', () => {
  expect(staysOf(moved('DISC', '08:00'))).toMatchObject([
    { dwellClass: 'IMPORT', endAt: null, dwellMs: null, endEventId: null, quality: 'COMPLETE' },
  ]);
  expect(staysOf(moved('GTIN', '08:00'))).toMatchObject([{ dwellClass: 'EXPORT', endAt: null }]);
});

test('straight from the hook to the truck is a stay of no length', () => {
  expect(staysOf(moved('GTOT', '08:00'), moved('DISC', '08:00'))).toMatchObject([
    { dwellClass: 'IMPORT', dwellMs: 0, quality: 'COMPLETE' },
  ]);
});

test.each([
  ['GTOT', 'IMPORT'],
  ['LOAD', 'UNKNOWN'],
])('a %s that nothing begins is a row without a start', (move, dwellClass) => {
  const end = moved(move, '08:00');
  expect(staysOf(end)).toMatchObject([
    {
      id: end.id,
      eventTime: at('08:00'),
      quality: 'NO_START',
      dwellClass,
      startAt: null,
      endAt: at('08:00'),
      dwellMs: null,
      endMove: move,
    },
  ]);
});

test('inspections, seal checks, yard moves and hand-overs end nothing', () => {
  const inside = ['INSP', 'RSEA', 'RMVD', 'DROP', 'PICK', 'OTHR'];
  expect(
    staysOf(
      moved('DISC', '08:00'),
      ...inside.map((move, i) => moved(move, `1${i}:00`)),
      moved('GTOT', '20:00'),
    ),
  ).toMatchObject([{ dwellMs: 12 * HOUR_MS, quality: 'COMPLETE' }]);
});

test('a box that turns up at a depot has left two hours before, as far as we know', () => {
  const disc = moved('DISC', '08:00');
  const back = moved('GTIN', '2026-03-14 08:00', { facility: 'NBDEP1', ...EMPTY });
  expect(staysOf(disc, back)).toMatchObject([
    {
      dwellClass: 'IMPORT',
      quality: 'END_INFERRED',
      qualityRule: 'seen-elsewhere',
      endAt: at('2026-03-14 06:00'),
      dwellMs: 3 * DAY_MS - 2 * HOUR_MS,
      endMove: null,
      endEventId: back.id,
      causes: [`container.moves/${disc.id}`, `container.moves/${back.id}`],
    },
  ]);
});

test('a box that turns up in another terminal ends one stay and begins another', () => {
  expect(
    staysOf(moved('DISC', '08:00'), moved('GTIN', '20:00', { facility: 'BLCT6' })),
  ).toMatchObject([
    { facility: 'BLTCT', quality: 'END_INFERRED', qualityRule: 'seen-elsewhere' },
    { facility: 'BLCT6', quality: 'COMPLETE', endAt: null },
  ]);
});

test('a box that comes in again must have left: the missed gate-out is inferred', () => {
  expect(staysOf(moved('DISC', '08:00'), moved('GTIN', '2026-03-16 08:00', EMPTY))).toMatchObject([
    { quality: 'END_INFERRED', qualityRule: 'arrived-again', dwellClass: 'IMPORT' },
    { dwellClass: 'EMPTY', endAt: null },
  ]);
});

test('an export that is discharged abroad was loaded a day before, as far as we know', () => {
  expect(staysOf(moved('GTIN', '08:00'), moved('DISC', '2026-03-20 08:00', ABROAD))).toMatchObject([
    { dwellClass: 'EXPORT', quality: 'END_INFERRED', endAt: at('2026-03-19 08:00') },
  ]);
});

test('stripped at a plant, the box has left the terminal', () => {
  expect(
    staysOf(moved('DISC', '08:00'), moved('STRP', '2026-03-13 08:00', { facility: 'CX01' })),
  ).toMatchObject([{ quality: 'END_INFERRED', endAt: at('2026-03-13 06:00') }]);
});

test('an inferred end before the start is rejected, never clamped', () => {
  expect(
    staysOf(moved('DISC', '08:00'), moved('GTIN', '09:00', { facility: 'BLCT6' }))[0],
  ).toMatchObject({
    quality: 'REJECTED',
    qualityRule: 'inferred-end-before-start',
    startAt: at('08:00'),
    endAt: at('07:00'),
    dwellMs: null,
  });
});

test('an end stated to the day that falls before its start is rejected with both ends', () => {
  const dated = moved('LOAD', '00:00', { precision: 'DAY' });
  expect(staysOf(dated, moved('GTIN', '08:00'))).toMatchObject([
    {
      quality: 'REJECTED',
      qualityRule: 'end-before-start',
      startAt: at('08:00'),
      endAt: at('00:00'),
      dwellMs: null,
      dwellClass: 'EXPORT',
    },
  ]);
  expect(staysOf(moved('LOAD', '00:00'), moved('GTIN', '08:00'))).toMatchObject([
    { quality: 'NO_START' },
    { quality: 'COMPLETE', endAt: null },
  ]);
});

test('two cycles of a box are never one stay: an empty gate-out does not end a laden stay', () => {
  expect(staysOf(moved('DISC', '08:00'), moved('GTOT', '2026-03-31 08:00', EMPTY))).toMatchObject([
    { dwellClass: 'IMPORT', quality: 'END_INFERRED', qualityRule: 'load-changed' },
    { dwellClass: 'EMPTY', quality: 'NO_START' },
  ]);
});

test('stripped inside the terminal it leaves empty, and its stay belongs to no class', () => {
  expect(
    staysOf(moved('DISC', '08:00'), moved('STRP', '09:00'), moved('GTOT', '20:00', EMPTY)),
  ).toMatchObject([{ dwellClass: 'UNKNOWN', quality: 'COMPLETE', dwellMs: 12 * HOUR_MS }]);
});

test('a box in use for years has one stay a visit', () => {
  const cycle = (month: string) => [
    moved('DISC', `2026-${month}-01 08:00`),
    moved('GTOT', `2026-${month}-03 08:00`),
    moved('GTIN', `2026-${month}-05 08:00`, { facility: 'NBDEP2', ...EMPTY }),
    moved('GTOT', `2026-${month}-07 08:00`, { facility: 'NBDEP2', ...EMPTY }),
    moved('GTIN', `2026-${month}-09 08:00`),
    moved('LOAD', `2026-${month}-11 08:00`),
    moved('DISC', `2026-${month}-25 08:00`, ABROAD),
  ];
  expect(
    staysOf(...cycle('03'), ...cycle('05')).map(({ dwellClass, dwellMs }) => [dwellClass, dwellMs]),
  ).toEqual([
    ['IMPORT', 2 * DAY_MS],
    ['EXPORT', 2 * DAY_MS],
    ['IMPORT', 2 * DAY_MS],
    ['EXPORT', 2 * DAY_MS],
  ]);
});

test('depots, plants and foreign ports open no stays and miss no starts', () => {
  const depot = { facility: 'NBDEP1', ...EMPTY } as const;
  expect(
    staysOf(
      moved('GTIN', '08:00', depot),
      moved('GTOT', '10:00', depot),
      moved('GTIN', '12:00', { facility: 'CX01' }),
      moved('GTOT', '14:00', { facility: 'CX01' }),
      moved('DISC', '16:00', ABROAD),
      moved('LOAD', '18:00', ABROAD),
    ),
  ).toEqual([]);
});

test('a gate-out that names no place ends the stay it can belong to, and begins nothing else', () => {
  expect(staysOf(moved('DISC', '08:00'), moved('GTOT', '20:00', NOWHERE))).toMatchObject([
    { facility: 'BLTCT', dwellMs: 12 * HOUR_MS, quality: 'COMPLETE' },
  ]);
  expect(staysOf(moved('GTOT', '20:00', NOWHERE))).toEqual([]);
});

test('a stay whose terminal only the gate-out names is a stay there', () => {
  const disc = moved('DISC', '08:00', { facility: null, facilityGroup: null });
  expect(staysOf(disc, moved('GTOT', '20:00', { facility: 'BLCT6' }))).toMatchObject([
    { facility: 'BLCT6', facilityGroup: 'Meishan', dwellMs: 12 * HOUR_MS },
  ]);
});

test('leaving another terminal than the one it is in ends one stay and lacks the start of another', () => {
  expect(
    staysOf(moved('GTIN', '08:00'), moved('LOAD', '20:00', { facility: 'BLCT6' })),
  ).toMatchObject([
    { facility: 'BLTCT', quality: 'END_INFERRED' },
    { facility: 'BLCT6', quality: 'NO_START' },
  ]);
});

test('a discharge stated again days later on the same voyage changes nothing', () => {
  expect(
    staysOf(
      moved('DISC', '08:00'),
      moved('DISC', '2026-03-12 08:00'),
      moved('GTOT', '2026-03-14 08:00'),
    ),
  ).toMatchObject([{ dwellMs: 3 * DAY_MS, quality: 'COMPLETE' }]);
});

test('a loading stated again days later on the same voyage changes nothing', () => {
  expect(
    staysOf(moved('GTIN', '08:00'), moved('LOAD', '20:00'), moved('LOAD', '2026-03-13 08:00')),
  ).toMatchObject([{ dwellMs: 12 * HOUR_MS }]);
});

test('a trip to the scanner and back goes on with the stay', () => {
  const sealed = { seals: ['S-1'] };
  const disc = moved('DISC', '08:00');
  const scanned = [
    moved('GTOT', '10:00', sealed),
    moved('GTIN', '13:00', { seals: ['S-1', 'S-2'] }),
  ];
  expect(staysOf(disc, ...scanned)).toMatchObject([{ id: disc.id, endAt: null, causeCount: 3 }]);
  expect(staysOf(disc, ...scanned, moved('GTOT', '20:00'))).toMatchObject([
    { id: disc.id, dwellClass: 'IMPORT', dwellMs: 12 * HOUR_MS },
  ]);
  expect(staysOf(disc, moved('GTOT', '10:00'), moved('GTIN', '13:00')).length).toBe(2);
  expect(staysOf(disc, moved('GTOT', '10:00', sealed), moved('GTIN', '16:01', sealed)).length).toBe(
    2,
  );
});

test('a restow is no stay, labelled or not', () => {
  const restow = { trade: 'RESTOW' } as const;
  expect(staysOf(moved('DISC', '08:00', restow), moved('LOAD', '12:00', restow))).toEqual([]);
  expect(staysOf(moved('DISC', '08:00'), moved('LOAD', '12:00', { voyage: '014E' }))).toEqual([]);
});

test('back on its own voyage after days it is in no class', () => {
  expect(
    staysOf(moved('DISC', '08:00'), moved('LOAD', '2026-03-21 08:00', { voyage: '014E' })),
  ).toMatchObject([{ dwellClass: 'UNKNOWN', quality: 'COMPLETE' }]);
});

test('an end later than a row may reach back leaves the stay open', () => {
  expect(staysOf(moved('DISC', '08:00'), moved('GTOT', '2027-06-01 08:00'))).toMatchObject([
    { endAt: null, quality: 'COMPLETE' },
    { quality: 'NO_START' },
  ]);
});

test('a missed gate-out that comes in late replaces the inferred end', () => {
  const box = testDriver(yardDwells, reference);
  box.pipe('move', moved('DISC', '08:00'), moved('GTIN', '2026-03-16 08:00', EMPTY));
  box.pipe('move', moved('GTOT', '2026-03-13 08:00'));
  expect(box.rows<YardDwell>('stay').map(({ quality }) => quality)).toEqual([
    'COMPLETE',
    'COMPLETE',
  ]);
});

test('a withdrawn gate-out opens the stay again', () => {
  const box = testDriver(yardDwells, reference);
  const out = moved('GTOT', '20:00');
  box.pipe('move', moved('DISC', '08:00'), out);
  box.retract('move', out.id);
  expect(box.rows('stay')).toMatchObject([{ endAt: null, endEventId: null, causeCount: 1 }]);
});
