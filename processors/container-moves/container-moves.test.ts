import { loadReference } from '@landbridge/infra';
import { type ContainerMove, HOUR_MS, MINUTE_MS } from '@landbridge/schemas';
import { aContainerEvent, aGateBox, at, CONTAINER } from '@landbridge/schemas/testing';
import { expect, test } from 'vitest';
import { naiveFold, testDriver } from '../testing/index.ts';
import { strictly } from '../testing/strictly.ts';
import { containerMoves } from './container-moves.ts';

const reference = loadReference();

function movesOf(...given: readonly ['event' | 'gate', object][]): ContainerMove[] {
  const { processor, faults } = strictly(containerMoves);
  const box = testDriver(processor, reference);
  for (const [input, event] of given) box.pipe(input, event);
  const rows = box.rows<ContainerMove>('move').sort((a, b) => a.eventTime - b.eventTime);
  expect(faults).toEqual([]);
  return rows;
}

const event = (set: Parameters<typeof aContainerEvent>[0]): ['event', object] => [
  'event',
  aContainerEvent(set),
];
const gate = (set: Parameters<typeof aGateBox>[0]): ['gate', object] => ['gate', aGateBox(set)];
const codes = (rows: readonly ContainerMove[]) => rows.map(({ move }) => move);

test('a stated move is a row named by its statement', () => {
  const stated = aContainerEvent({ eventCode: 'DISC', voyage: '014E' });
  expect(movesOf(['event', stated])).toMatchObject([
    {
      id: `${CONTAINER}/${stated.id}`,
      container: CONTAINER,
      move: 'DISC',
      eventTime: at('08:00'),
      voyage: '014E',
      sources: 1,
      causes: [`container.events/${stated.id}`],
      causeCount: 1,
    },
  ]);
});

test('a gate passage is a gate move at the terminal, by truck', () => {
  const out = aGateBox({ direction: 'OUT', facility: 'BLCT6', appointmentId: 'A-1' });
  expect(movesOf(['gate', out])).toMatchObject([
    {
      id: `${out.id}@gate`,
      move: 'GTOT',
      facility: 'BLCT6',
      facilityType: 'POTE',
      port: 'NINGBO',
      mode: 'TRUCK',
      plate: '浙B12345-2',
      appointmentId: 'A-1',
      causes: [`gate.boxes/${out.id}`],
    },
  ]);
});

test('the gate of a depot is not that of a terminal', () => {
  expect(movesOf(gate({ facility: 'NBDEP1' }))).toMatchObject([{ facilityType: 'DEPO' }]);
});

test.each(['PLN', 'EST', 'REQ', 'PRE'])('what is only stated as %s moves nothing', (classifier) => {
  expect(movesOf(event({ classifier, expectedAt: at('12:00') }))).toEqual([]);
});

test('shipment and transport events, and what is not about one box, are no moves', () => {
  expect(
    movesOf(
      event({ eventCode: 'RELS' }),
      event({ eventCode: 'ARRI' }),
      event({ subject: 'doc:BKG:B-1', container: null }),
      event({ subject: 'call:C-1', container: null }),
    ),
  ).toEqual([]);
});

test('carrier, terminal and gate state one gate-in once, with all of them as causes', () => {
  const carrier = aContainerEvent({ eventCode: 'GTIN', source: 'dcsa', booking: 'B-1' });
  const terminal = aContainerEvent({
    eventCode: 'GTIN',
    source: 'edifact',
    eventTime: at('08:02'),
    seals: ['S-1'],
  });
  const passage = aGateBox({ direction: 'IN', eventTime: at('08:01') });
  expect(movesOf(['event', terminal], ['gate', passage], ['event', carrier])).toMatchObject([
    {
      id: `${CONTAINER}/${carrier.id}`,
      move: 'GTIN',
      eventTime: at('08:00'),
      booking: 'B-1',
      plate: '浙B12345-2',
      seals: ['S-1'],
      sources: 3,
      causeCount: 3,
      causes: [
        `container.events/${carrier.id}`,
        `gate.boxes/${passage.id}`,
        `container.events/${terminal.id}`,
      ],
    },
  ]);
});

test('a later statement fills what was open and overrides nothing', () => {
  expect(
    movesOf(
      event({ sizeType: null, teu: null, facility: null, facilityGroup: null, voyage: '014E' }),
      event({ source: 'tos', eventTime: at('08:30'), sizeType: '45G1', teu: 2, voyage: '015E' }),
    ),
  ).toMatchObject([
    { sizeType: '45G1', teu: 2, facility: 'BLTCT', facilityGroup: 'Chuanshan', voyage: '014E' },
  ]);
});

test('a known size wins over a code that says nothing', () => {
  expect(
    movesOf(
      event({ sizeType: '0000', teu: null }),
      event({ eventTime: at('08:30'), sizeType: '22G1', teu: 1 }),
    ),
  ).toMatchObject([{ sizeType: '22G1', teu: 1 }]);
});

test('statements further apart than the tolerance are two moves', () => {
  const apart = (ms: number) => movesOf(event({}), event({ eventTime: at('08:00') + ms })).length;
  expect([apart(6 * HOUR_MS), apart(6 * HOUR_MS + 1)]).toEqual([1, 2]);
});

test('the tolerance counts from the first statement, so a chain does not run away', () => {
  const hourly = (hour: number) => event({ eventTime: at('08:00') + hour * HOUR_MS });
  expect(movesOf(hourly(0), hourly(4), hourly(8)).map(({ sources }) => sources)).toEqual([2, 1]);
});

test('out, in and out again are three moves, however close', () => {
  expect(
    codes(
      movesOf(
        event({ eventCode: 'GTOT', eventTime: at('08:00') }),
        event({ eventCode: 'GTIN', eventTime: at('08:20') }),
        event({ eventCode: 'GTOT', eventTime: at('08:40') }),
      ),
    ),
  ).toEqual(['GTOT', 'GTIN', 'GTOT']);
});

test('a gate move at another terminal in between parts two statements', () => {
  expect(
    movesOf(
      event({ eventCode: 'GTOT', facility: 'BLCT5', eventTime: at('08:00') }),
      event({ eventCode: 'GTOT', facility: 'BLCT6', eventTime: at('09:00') }),
      event({ eventCode: 'GTOT', facility: 'BLCT5', eventTime: at('10:00') }),
    ).map(({ facility }) => facility),
  ).toEqual(['BLCT5', 'BLCT6', 'BLCT5']);
});

test('an inspection, a seal check or a hand-over in between parts nothing', () => {
  expect(
    codes(
      movesOf(
        event({ eventCode: 'GTOT', eventTime: at('08:00') }),
        event({ eventCode: 'INSP', eventTime: at('08:05') }),
        event({ eventCode: 'PICK', eventTime: at('08:06') }),
        event({ eventCode: 'GTOT', eventTime: at('08:10'), source: 'tos' }),
      ),
    ),
  ).toEqual(['GTOT', 'INSP', 'PICK']);
});

test('pick-up, drop-off and pick-up again are three moves', () => {
  expect(
    codes(
      movesOf(
        event({ eventCode: 'PICK', eventTime: at('08:00') }),
        event({ eventCode: 'DROP', eventTime: at('09:00') }),
        event({ eventCode: 'PICK', eventTime: at('10:00') }),
      ),
    ),
  ).toEqual(['PICK', 'DROP', 'PICK']);
});

test('moves of one minute part nothing: the gate restates a gate-in that was loaded at once', () => {
  expect(
    codes(
      movesOf(
        event({ eventCode: 'GTIN' }),
        event({ eventCode: 'LOAD' }),
        gate({ direction: 'IN', eventTime: at('08:03') }),
      ),
    ),
  ).toEqual(['GTIN', 'LOAD']);
});

test('an empty and a laden gate-out are two moves', () => {
  expect(
    movesOf(
      event({ eventCode: 'GTOT', emptyIndicator: 'EMPTY' }),
      event({ eventCode: 'GTOT', emptyIndicator: 'LADEN', eventTime: at('08:10') }),
    ).length,
  ).toBe(2);
});

test('a box without a stated load agrees with either', () => {
  expect(
    movesOf(
      event({ eventCode: 'GTOT', emptyIndicator: null }),
      event({ eventCode: 'GTOT', emptyIndicator: 'LADEN', eventTime: at('08:10') }),
    ),
  ).toMatchObject([{ emptyIndicator: 'LADEN', sources: 2 }]);
});

test('moves in two ports are two moves, though neither names a facility', () => {
  const there = { facility: null, facilityGroup: null };
  expect(
    movesOf(
      event({ ...there, port: 'NINGBO' }),
      event({ ...there, port: 'CNSHA', eventTime: at('08:30') }),
    ).length,
  ).toBe(2);
});

test('moves at one terminal are one move, though feeds file it under two ports', () => {
  const jintang = { facility: 'YZCT7', eventCode: 'GTIN', port: 'NINGBO' } as const;
  const passage = gate({ facility: 'YZCT7', direction: 'IN', eventTime: at('08:02') });
  expect(movesOf(event(jintang), passage)).toMatchObject([{ sources: 2, port: 'NINGBO' }]);
});

test('a date merges with the minute of that day, whatever else happened before it', () => {
  const dated = aContainerEvent({
    eventCode: 'LOAD',
    eventTime: at('00:00'),
    precision: 'DAY',
    source: 'dcsa',
  });
  expect(
    movesOf(
      ['event', dated],
      event({ eventCode: 'GTIN', eventTime: at('08:00') }),
      event({ eventCode: 'LOAD', eventTime: at('23:10'), precision: 'MINUTE', source: 'edifact' }),
    ),
  ).toMatchObject([
    { move: 'GTIN' },
    { id: `${CONTAINER}/${dated.id}`, eventTime: at('23:10'), precision: 'MINUTE', sources: 2 },
  ]);
});

test('a date does not merge with the minute of the next day, nor with two moves of its own', () => {
  const dated = event({ eventCode: 'GTOT', eventTime: at('00:00'), precision: 'DAY' });
  const out = (moment: string) => event({ eventCode: 'GTOT', eventTime: at(moment) });
  expect(movesOf(dated, out('2026-03-12 00:00')).length).toBe(2);
  expect(
    movesOf(dated, out('08:00'), event({ eventCode: 'GTIN', eventTime: at('09:00') }), out('10:00'))
      .length,
  ).toBe(3);
});

test('a date parts nothing: it may mean any moment of its day', () => {
  expect(
    codes(
      movesOf(
        event({ eventCode: 'GTOT', eventTime: at('2026-03-10 23:50') }),
        event({ eventCode: 'GTIN', eventTime: at('00:00'), precision: 'DAY' }),
        event({ eventCode: 'GTOT', eventTime: at('00:10'), source: 'tos' }),
      ),
    ),
  ).toEqual(['GTOT', 'GTIN']);
});

test('the finer of two times counts', () => {
  expect(
    movesOf(
      event({ eventTime: at('08:00'), precision: 'MINUTE', source: 'edifact' }),
      event({ eventTime: at('08:00:42'), precision: 'SECOND', source: 'tos' }),
    ),
  ).toMatchObject([{ eventTime: at('08:00:42'), precision: 'SECOND' }]);
});

test('a source corrects its own statement by a later one', () => {
  const first = { recordedAt: at('08:05'), voyage: '014E' };
  const second = { eventTime: at('08:30'), recordedAt: at('11:00'), voyage: '015E' };
  expect(movesOf(event(first), event(second))).toMatchObject([
    { eventTime: at('08:30'), voyage: '015E', sources: 2 },
  ]);
  expect(movesOf(event(first), event({ ...second, source: 'edifact' }))).toMatchObject([
    { eventTime: at('08:00'), voyage: '014E', sources: 2 },
  ]);
});

test('what an aggregator has no word for is the move of that minute and facility, told before or after', () => {
  const gatedIn = event({ eventCode: 'GTIN', eventTime: at('08:00:10') });
  const other = (moment: string, set: object = {}) =>
    event({ eventCode: 'OTHR', eventType: 'EQUIPMENT', eventTime: at(moment), ...set });
  const merged = (...given: readonly ['event', object][]) =>
    movesOf(...given).map(({ move, sources }) => [move, sources]);
  expect(merged(gatedIn, other('08:00:40'))).toEqual([['GTIN', 2]]);
  expect(merged(other('08:00:05'), gatedIn)).toEqual([['GTIN', 2]]);
  expect(merged(gatedIn, other('08:01:05')).length).toBe(2);
  expect(merged(gatedIn, other('08:00:40', { facility: 'BLCT5' })).length).toBe(2);
});

test('a move is restated under a new id and a moved time, and stays one move', () => {
  const stated = { eventCode: 'DISC', voyage: '014E' } as const;
  const again = event({ ...stated, eventTime: at('08:41'), recordedAt: at('20:00') });
  expect(movesOf(event(stated), again)).toMatchObject([{ eventTime: at('08:41'), sources: 2 }]);
});

test('a failed check digit drops no move: the number as it is keys it', () => {
  const misread = { container: 'ABCU1234561', subject: 'ABCU1234561' } as const;
  expect(movesOf(event({ ...misread, idQuality: 'CHECK_DIGIT_FAILED' }))).toMatchObject([
    { container: 'ABCU1234561' },
  ]);
});

test('a withdrawn first statement leaves the move to the next one', () => {
  const first = aContainerEvent({ source: 'dcsa' });
  const second = aContainerEvent({ source: 'edifact', eventTime: at('08:10') });
  const box = testDriver(containerMoves, reference);
  box.pipe('event', first, second);
  box.retract('event', first.id);
  expect(box.rows('move')).toMatchObject([
    { id: `${CONTAINER}/${second.id}`, eventTime: at('08:10'), sources: 1 },
  ]);
});

test('a message that yields an event and a gate passage under one id makes rows of two names', () => {
  const id = 'edifact:0815';
  const rows = movesOf(
    event({ id, eventCode: 'GTIN', emptyIndicator: 'EMPTY' }),
    gate({ id: `${CONTAINER}/${id}`, direction: 'IN', emptyIndicator: 'LADEN' }),
  );
  expect(new Set(rows.map((row) => row.id)).size).toBe(2);
});

test('causes are counted to the last and named up to their maximum', () => {
  const statements = Array.from({ length: 100 }, (_, i) =>
    event({ source: `feed-${i}`, eventTime: at('08:00') + i * MINUTE_MS }),
  );
  const [row] = movesOf(...statements);
  expect([row?.causes.length, row?.causeCount, row?.sources]).toEqual([64, 100, 100]);
});

test.each([
  [10_000, MINUTE_MS],
  [10_000, 7 * HOUR_MS],
  [500, 0],
])('the state stays small over %d events %d ms apart', { timeout: 30_000 }, (length, stepMs) => {
  const { processor, faults, stateBytesMax } = strictly(containerMoves);
  const some = ['DISC', 'GTOT', 'GTIN', 'INSP', 'LOAD', 'STRP', 'OTHR'];
  const given = Array.from({ length }, (_, i) => ({
    input: 'event',
    event: aContainerEvent({
      source: `feed-${i}`,
      eventCode: some[(i * 5) % 7] ?? 'DISC',
      eventTime: at('08:00') + i * stepMs,
      facility: i % 3 === 0 ? 'BLCT5' : 'BLCT6',
      precision: i % 11 === 0 ? 'DAY' : 'MINUTE',
    }),
  }));
  expect(naiveFold(processor, given, { reference }).length).toBeGreaterThan(0);
  expect(faults).toEqual([]);
  expect(stateBytesMax()).toBeLessThan(64 * 1024);
});
