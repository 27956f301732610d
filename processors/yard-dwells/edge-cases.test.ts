import { DAY_MS, HOUR_MS, MINUTE_MS } from '@landbridge/schemas';
import { aContainerEvent, at } from '@landbridge/schemas/testing';
import { expect, test } from 'vitest';
import { containerMoves } from '../container-moves/container-moves.ts';
import { testDriver } from '../testing/index.ts';
import {
  ABROAD,
  departed,
  EMPTY,
  MEISHAN,
  moved,
  reference,
  staysOf,
} from './testing/yard-scenario.ts';

const DISC = moved('DISC', '08:00');
const BOOKED = { booking: 'B-1' } as const;

test('missing gate-out: the stay is open, without an end, and stays so', () => {
  expect(staysOf(DISC, moved('INSP', '2026-06-11 08:00'))).toMatchObject([
    { endAt: null, dwellMs: null, quality: 'COMPLETE' },
  ]);
});

test('missing gate-out: a gate-in at another facility ends it some travel before', () => {
  const back = moved('GTIN', '2026-03-16 08:00', { ...MEISHAN, ...EMPTY });
  expect(staysOf(DISC, back)[0]).toMatchObject({
    quality: 'END_INFERRED',
    qualityRule: 'seen-elsewhere',
    endAt: at('2026-03-16 06:00'),
  });
});

test('arrival and berthing weeks apart: dwell begins at discharge, and weeks of it are real', () => {
  const out = moved('GTOT', '2026-05-11 08:00');
  const berthed = moved('ARRI', '2026-02-20 08:00');
  expect(staysOf(berthed, DISC, out)).toMatchObject([
    { startAt: at('08:00'), dwellMs: 61 * DAY_MS, quality: 'COMPLETE' },
  ]);
});

test('the age of a box in the yard is not its dwell: while it stands there it has none', () => {
  expect(staysOf(DISC)).toMatchObject([{ startAt: at('08:00'), dwellMs: null, portDwellMs: null }]);
});

test.each(['RMVD', 'INSP', 'RSEA', 'OTHR', 'PICK', 'DROP'])(
  'yard shifts and housekeeping: %s does not end the visit',
  (inside) => {
    expect(staysOf(DISC, moved(inside, '10:00'), moved('GTOT', '20:00'))).toMatchObject([
      { dwellMs: 12 * HOUR_MS },
    ]);
  },
);

test('out to a freight station and back within six hours is one stay, whatever is told from there', () => {
  const station = { facility: null, facilityGroup: null, facilityType: 'COFS' } as const;
  const trip = [
    moved('GTOT', '10:00', BOOKED),
    moved('GTIN', '11:00', { ...station, ...BOOKED }),
    moved('INSP', '11:30', station),
    moved('GTOT', '13:00', { ...station, ...BOOKED }),
    moved('GTIN', '15:00', BOOKED),
  ];
  expect(staysOf(DISC, ...trip, moved('GTOT', '20:00', BOOKED))).toMatchObject([
    { id: DISC.id, dwellClass: 'IMPORT', dwellMs: 12 * HOUR_MS },
  ]);
});

test('double statements: received, gated in and an aggregator in one minute are one gate-in', () => {
  const box = testDriver(containerMoves, reference);
  const gtin = { eventCode: 'GTIN', emptyIndicator: 'LADEN' } as const;
  box.pipe('event', aContainerEvent({ ...gtin, source: 'terminal' }));
  box.pipe('event', aContainerEvent({ ...gtin, source: 'carrier', eventCodeText: 'Received' }));
  const other = { eventType: 'EQUIPMENT', eventCode: 'OTHR' } as const;
  const told = { source: 'aggregator', eventTime: at('08:00') + 20_000 };
  box.pipe('event', aContainerEvent({ ...other, ...told }));
  expect(box.rows('move')).toMatchObject([{ move: 'GTIN', sources: 3 }]);
  expect(staysOf(...box.rows<typeof DISC>('move'))).toMatchObject([{ dwellClass: 'EXPORT' }]);
});

test('inter-terminal transfer: two stays in terminals, one in the port', () => {
  const out = moved('GTOT', '2026-03-12 08:00', BOOKED);
  const into = moved('GTIN', '2026-03-12 10:00', { ...MEISHAN, ...BOOKED });
  const end = moved('GTOT', '2026-03-14 08:00', MEISHAN);
  expect(staysOf(DISC, out, into)).toMatchObject([
    { facility: 'BLTCT', dwellMs: DAY_MS, portDwellMs: null, transferredTo: 'BLCT6' },
    { facility: 'BLCT6', endAt: null, portDwellMs: null, portStartAt: at('08:00') },
  ]);
  expect(staysOf(DISC, out, into, end)).toMatchObject([
    { dwellClass: 'IMPORT', dwellMs: DAY_MS, portDwellMs: null, portVisitId: DISC.id },
    {
      dwellClass: 'IMPORT',
      dwellMs: 2 * DAY_MS - 2 * HOUR_MS,
      portDwellMs: 3 * DAY_MS,
      portVisitId: DISC.id,
      transferredTo: null,
    },
  ]);
});

test('inter-terminal transfer: loaded at the other terminal, both stays are transshipment', () => {
  const stays = staysOf(
    DISC,
    moved('GTOT', '10:00', BOOKED),
    moved('GTIN', '12:00', { ...MEISHAN, ...BOOKED }),
    moved('LOAD', '20:00', MEISHAN),
  );
  expect(stays).toMatchObject([
    { dwellClass: 'TRANSSHIPMENT', transferredTo: 'BLCT6', causeCount: 4 },
    { dwellClass: 'TRANSSHIPMENT', portDwellMs: 12 * HOUR_MS },
  ]);
});

test('inter-terminal transfer: an export that changes terminals is one in both', () => {
  const stays = staysOf(
    moved('GTIN', '08:00', BOOKED),
    moved('GTOT', '10:00', BOOKED),
    moved('GTIN', '12:00', { ...MEISHAN, ...BOOKED }),
    moved('LOAD', '20:00', MEISHAN),
  );
  expect(stays.map(({ dwellClass }) => dwellClass)).toEqual(['EXPORT', 'EXPORT']);
});

test('inter-terminal transfer: over three terminals it is still one stay in the port', () => {
  const daxie = { facility: 'BLCT5', facilityGroup: 'Daxie' } as const;
  const stays = staysOf(
    DISC,
    moved('GTOT', '09:00', BOOKED),
    moved('GTIN', '10:00', { ...MEISHAN, ...BOOKED }),
    moved('GTOT', '11:00', { ...MEISHAN, ...BOOKED }),
    moved('GTIN', '12:00', { ...daxie, ...BOOKED }),
    moved('GTOT', '20:00', daxie),
  );
  expect(stays.map(({ portVisitId }) => portVisitId)).toEqual([DISC.id, DISC.id, DISC.id]);
  expect(stays.map(({ portDwellMs }) => portDwellMs)).toEqual([null, null, 12 * HOUR_MS]);
});

test.each([
  ['a day or more later', '2026-03-12 09:00', BOOKED],
  ['on another booking', '12:00', { booking: 'B-2' }],
])('inter-terminal transfer: a gate-in %s is none', (_, moment, set) => {
  const stays = staysOf(
    DISC,
    moved('GTOT', '09:00', BOOKED),
    moved('GTIN', moment, { ...MEISHAN, ...set }),
  );
  expect(stays.map(({ transferredTo }) => transferredTo)).toEqual([null, null]);
});

test('inter-terminal transfer: its gate-out may be missing, or the stay before it without a start', () => {
  const into = moved('GTIN', '2026-03-12 10:00', { ...MEISHAN, transshipment: true });
  expect(staysOf(DISC, into)).toMatchObject([
    { quality: 'END_INFERRED', transferredTo: 'BLCT6', portDwellMs: null },
    { portVisitId: DISC.id, portStartAt: at('08:00') },
  ]);
  const out = moved('GTOT', '2026-03-12 08:00');
  const end = moved('LOAD', '2026-03-13 10:00', MEISHAN);
  expect(staysOf(out, into, end)).toMatchObject([
    { quality: 'NO_START', dwellClass: 'TRANSSHIPMENT', transferredTo: 'BLCT6' },
    { portVisitId: out.id, portStartAt: null, portDwellMs: null, dwellMs: DAY_MS },
  ]);
});

test('container reuse: two cycles in one response, newest first and listed twice, are two stays', () => {
  const older = [moved('DISC', '2026-01-05 08:00'), moved('GTOT', '2026-01-08 08:00')];
  const newer = [DISC, moved('GTOT', '2026-03-13 08:00')];
  const stays = staysOf(...newer.toReversed(), ...newer, ...older.toReversed());
  expect(stays.map(({ dwellMs }) => dwellMs)).toEqual([3 * DAY_MS, 2 * DAY_MS]);
});

test('container reuse: the empty gate-in of the voyage before is no part of the stay', () => {
  const returned = moved('GTIN', '2026-02-20 08:00', { facility: 'NBDEP1', ...EMPTY });
  expect(staysOf(returned, DISC, moved('GTOT', '20:00')).length).toBe(1);
});

test.each([
  ['an empty gate-out', moved('GTOT', '2026-03-20 08:00', { facility: 'NBDEP1', ...EMPTY })],
  ['an empty gate-in', moved('GTIN', '2026-03-20 08:00', { facility: 'NBDEP1', ...EMPTY })],
  ['a discharge in another port', moved('DISC', '2026-03-20 08:00', ABROAD)],
])('container reuse: nothing is paired across %s', (_, cut) => {
  const stays = staysOf(DISC, cut, moved('GTOT', '2026-03-25 08:00'));
  expect(stays.map(({ quality }) => quality)).toEqual(['END_INFERRED', 'NO_START']);
});

test('container reuse: another booking alone cuts nothing', () => {
  const first = moved('GTIN', '08:00', { booking: 'B-1' });
  expect(staysOf(first, moved('LOAD', '20:00', { booking: 'B-2' }))).toMatchObject([
    { dwellMs: 12 * HOUR_MS, booking: 'B-1' },
  ]);
});

test('roll-over: gated in but not loaded when its vessel departs, the stay is open and rolled', () => {
  const sailed = departed('20:00', { callId: 'CALL-7' });
  expect(staysOf(moved('GTIN', '08:00'), sailed)).toMatchObject([
    {
      endAt: null,
      rolled: true,
      missedCalls: ['CALL-7'],
      causes: [expect.any(String), `box.departures/${sailed.id}`],
    },
  ]);
});

test('roll-over: loaded on a later vessel it stays rolled, also twice over', () => {
  const stays = staysOf(
    moved('GTIN', '08:00'),
    departed('20:00', { callId: 'CALL-7', voyage: '014W' }),
    departed('2026-03-13 20:00', { callId: 'CALL-8', voyage: '015W' }),
    moved('LOAD', '2026-03-14 20:00', { voyage: '016W' }),
  );
  expect(stays).toMatchObject([
    { rolled: true, missedCalls: ['CALL-7', 'CALL-8'], dwellMs: 3 * DAY_MS + 12 * HOUR_MS },
  ]);
});

test('roll-over: a vessel told to have left before its last loadings has missed nothing', () => {
  const stays = staysOf(
    moved('GTIN', '08:00'),
    departed('20:00', { voyage: '014W' }),
    moved('LOAD', '20:30', { voyage: '014W' }),
  );
  expect(stays).toMatchObject([{ rolled: false, missedCalls: [], endMove: 'LOAD' }]);
});

test('roll-over: loaded in time, not yet gated in, or only planned, a box is not rolled', () => {
  const gtin = moved('GTIN', '08:00');
  const loaded = staysOf(gtin, moved('LOAD', '19:00'), departed('20:00'));
  const planned = staysOf(gtin, departed('20:00', { milestone: 'PLANNED' }));
  const absent = staysOf(departed('07:00'), gtin);
  expect([loaded, planned, absent].map(([stay]) => stay?.rolled)).toEqual([false, false, false]);
});

test('roll-over: out at the scanner when its vessel leaves, a box is rolled all the same', () => {
  const about = { booking: 'B-1' };
  const sailed = departed('20:00', { callId: 'CALL-7' });
  const trip = [moved('GTIN', '08:00', about), moved('GTOT', '18:00', about), sailed];
  expect(staysOf(...trip)).toMatchObject([{ rolled: false, endMove: 'GTOT' }]);
  expect(staysOf(...trip, moved('GTIN', '22:00', about))).toMatchObject([
    { rolled: true, missedCalls: ['CALL-7'], endAt: null },
  ]);
  const loaded = moved('LOAD', '23:00', { voyage: sailed.voyage });
  expect(staysOf(...trip, moved('GTIN', '22:00', about), loaded)).toMatchObject([
    { rolled: false, missedCalls: [], endMove: 'LOAD' },
  ]);
});

test('roll-over: a vessel that leaves while the box is under way to another terminal missed it there', () => {
  const about = { booking: 'B-1' };
  const stays = staysOf(
    moved('GTIN', '08:00', about),
    moved('GTOT', '18:00', about),
    departed('20:00', { callId: 'CALL-7' }),
    moved('GTIN', '22:00', { ...about, ...MEISHAN }),
  );
  expect(stays).toMatchObject([
    { rolled: true, missedCalls: ['CALL-7'], transferredTo: 'BLCT6' },
    { rolled: false, missedCalls: [], endAt: null },
  ]);
});

test('roll-over: the first eight missed calls are named', () => {
  const sailings = Array.from({ length: 12 }, (_, i) =>
    departed(`2026-03-${12 + i} 20:00`, { callId: `CALL-${i}`, voyage: `${i}` }),
  );
  const [stay] = staysOf(moved('GTIN', '08:00'), ...sailings);
  expect(stay?.missedCalls.length).toBe(8);
});

test('without a discharge the check-in of the terminal begins the stay, labelled', () => {
  const checkIn = moved('CHECKIN', '09:00', { mode: 'VESSEL' });
  expect(staysOf(checkIn)).toMatchObject([{ quality: 'START_INFERRED', endAt: null }]);
  expect(staysOf(checkIn, moved('GTOT', '20:00'))).toMatchObject([
    {
      id: checkIn.id,
      dwellClass: 'IMPORT',
      quality: 'START_INFERRED',
      qualityRule: 'tic-check-in',
      dwellMs: 11 * HOUR_MS,
    },
  ]);
});

test.each([
  ['before the check-in', '08:30'],
  ['after the check-in', '09:30'],
])('a discharge stated %s counts, and the check-in does not', (_, moment) => {
  const disc = moved('DISC', moment);
  expect(staysOf(moved('CHECKIN', '09:00', { mode: 'VESSEL' }), disc)).toMatchObject([
    { id: disc.id, startAt: at(moment), quality: 'COMPLETE' },
  ]);
});

test('a check-in that is entered after the box has left is not another stay', () => {
  const late = moved('CHECKIN', '20:30', { mode: 'VESSEL' });
  expect(staysOf(DISC, moved('GTOT', '20:00'), late).length).toBe(1);
});

test('a box that was checked in and then seen elsewhere has neither end for certain', () => {
  const away = moved('GTIN', '2026-03-16 08:00', { facility: 'NBDEP1', ...EMPTY });
  expect(staysOf(moved('CHECKIN', '09:00', { mode: 'VESSEL' }), away)).toMatchObject([
    { quality: 'END_INFERRED', qualityRule: 'tic-check-in, seen-elsewhere' },
  ]);
});

test('a check-in without a mode is an import where the box leaves by the gate, else unknown', () => {
  const checkIn = moved('CHECKIN', '09:00', { mode: null });
  const classOf = (move: string) => staysOf(checkIn, moved(move, '20:00'))[0]?.dwellClass;
  expect([classOf('GTOT'), classOf('LOAD')]).toEqual(['IMPORT', 'UNKNOWN']);
});

test('a very short stay is one: under the hook and out by the gate within minutes', () => {
  const out = moved('GTOT', '08:03');
  expect(staysOf(DISC, out)).toMatchObject([{ dwellMs: 3 * MINUTE_MS, quality: 'COMPLETE' }]);
});
