import { expect, test } from 'vitest';
import { delaysAsOf, type Reading } from './delays.ts';
import { type DrivenPath, remaining } from './facts.ts';
import { judgeMatching } from './paths.ts';
import { aGate, aMove, anOrder, answers, at, BOX, reference } from './stated-facts.ts';

test('what was lost is not known', () => {
  const facts = remaining([
    { truth: aMove(), lost: true },
    { truth: aGate(), lost: false },
  ]);
  expect([facts.moves.length, facts.gates.length]).toEqual([0, 1]);
});

test('statements of one move are one row, with the finest time and what any of them says', () => {
  const gate = aGate();
  const carrier = aMove({
    ...{ format: 'dcsa', move: 'GTOT', atMs: at('11T10:32:00'), voyage: null, trade: null },
    physical: gate.boxes[0]?.physical ?? 0,
    booking: 'BK2',
  });
  const { moves } = answers(carrier, gate);
  expect(moves).toMatchObject([
    { move: 'GTOT', eventTime: at('11T10:30:12'), plate: '浙B12345-2', booking: 'BK1', sources: 2 },
  ]);
});

test('an import stay lasts from the discharge to the gate', () => {
  const { stays, quayMoves } = answers(aMove(), aGate());
  expect(stays).toMatchObject([
    {
      dwellClass: 'IMPORT',
      facility: 'BLCT6',
      startAt: at('08T08:00:00'),
      endAt: at('11T10:30:12'),
      dwellMs: at('11T10:30:12') - at('08T08:00:00'),
      quality: 'COMPLETE',
      teu: 2,
    },
  ]);
  expect(quayMoves).toHaveLength(1);
});

test('a box that is still there has an open stay', () => {
  expect(answers(aMove()).stays).toMatchObject([
    { endAt: null, dwellMs: null, quality: 'COMPLETE' },
  ]);
});

test('a box that is seen elsewhere must have left two hours before', () => {
  const seen = aMove({
    move: 'STRP',
    facility: 'CX01',
    facilityType: 'CLOC',
    atMs: at('11T15:00:00'),
  });
  expect(answers(aMove(), seen).stays).toMatchObject([
    { quality: 'END_INFERRED', endAt: at('11T13:00:00'), endMove: null },
  ]);
});

test('an inferred end before the start is no end', () => {
  const seen = aMove({
    move: 'STRP',
    facility: 'CX01',
    facilityType: 'CLOC',
    atMs: at('08T09:00:00'),
  });
  expect(answers(aMove(), seen).stays).toMatchObject([{ quality: 'REJECTED', dwellMs: null }]);
});

test.each([
  [{ move: 'GTOT' }, 'IMPORT'],
  [{ move: 'LOAD', trade: 'EXPORT' as const }, 'EXPORT'],
  [{ move: 'LOAD', trade: 'TRANSSHIPMENT' as const }, 'TRANSSHIPMENT'],
  [{ move: 'LOAD', empty: true, trade: 'EXPORT' as const }, 'EMPTY'],
])('an end without a start (%j) is a row of its own of class %s', (set, dwellClass) => {
  expect(answers(aMove(set)).stays).toMatchObject([
    { quality: 'NO_START', dwellClass, startAt: null, dwellMs: null },
  ]);
});

test('a depot is no yard', () => {
  const depot = { facility: 'NBDEP1', facilityType: 'DEPO', empty: true };
  expect(
    answers(aMove({ ...depot, move: 'GTIN' }), aMove({ ...depot, move: 'GTOT' })).stays,
  ).toEqual([]);
});

test('a visit lasts from gate to gate and names its boxes', () => {
  const into = aGate({ direction: 'IN', boxes: [], atMs: at('11T10:00:00'), appointmentId: null });
  const { visits, gateBoxes } = answers(aGate(), into);
  expect(visits).toMatchObject([
    {
      turnMs: 30 * 60_000 + 12_000,
      transactions: 2,
      boxesIn: [],
      boxesOut: [BOX],
      appointmentId: 'A1',
    },
  ]);
  expect(gateBoxes).toMatchObject([{ container: BOX, direction: 'OUT', emptyIndicator: 'LADEN' }]);
});

test('two boxes stated one by one are one passage', () => {
  const into = aGate({ direction: 'IN', boxes: [], atMs: at('11T10:00:00') });
  const one = aGate({ format: 'edifact', atMs: at('11T10:30:00') });
  const other = aGate({
    format: 'edifact',
    atMs: at('11T10:30:00'),
    boxes: [
      { container: 'CSQU3054383', sizeType: '22G1', empty: false, booking: null, physical: 0 },
    ],
  });
  expect(answers(into, one, other).visits).toMatchObject([
    { transactions: 3, boxesOut: ['CSQU3054383', BOX] },
  ]);
});

test('a truck that comes out a day later came in again meanwhile', () => {
  const into = aGate({ direction: 'IN', boxes: [], atMs: at('10T10:00:00') });
  expect(answers(into, aGate()).visits).toEqual([]);
});

test('an order names its box with the need stated last and the first proof', () => {
  const { orderBoxes } = answers(
    anOrder(),
    anOrder({ atMs: at('09T12:00:00'), neededBy: at('13T08:00:00') }),
    anOrder({ atMs: at('11T13:00:00'), milestone: 'ARRIVED', neededBy: null }),
    anOrder({ atMs: at('11T14:00:00'), milestone: 'ARRIVED', neededBy: null }),
    anOrder({ orderId: 'CX01-OUT-9', direction: 'OUTBOUND', container: null }),
  );
  expect(orderBoxes).toMatchObject([
    {
      container: BOX,
      eventTime: at('08T12:00:00'),
      cluster: 'Cixi',
      neededBy: at('13T08:00:00'),
      arrivedAt: at('11T13:00:00'),
    },
  ]);
});

test('a delivery begins at the gate and knows the yard, the order and the stripping', () => {
  const stripped = aMove({
    ...{ move: 'STRP', facility: 'CX01', facilityType: 'CLOC', format: 'dcsa' },
    atMs: at('11T15:00:00'),
    empty: true,
  });
  expect(answers(aMove(), aGate(), anOrder(), stripped).deliveries).toMatchObject([
    {
      container: BOX,
      gateOutAt: at('11T10:30:12'),
      yardMs: at('11T10:30:12') - at('08T08:00:00'),
      strippedAt: at('11T15:00:00'),
      orderId: 'CX01-IN-1',
      orderPlant: 'CX01',
      teu: 2,
    },
  ]);
  expect(answers(aGate()).deliveries).toMatchObject([{ yardMs: null, orderId: null }]);
});

const [segment] = reference.segments.filter(({ id }) => id === 'G1504-01-a');
const freeMs = Math.round(((segment?.lengthM ?? 0) / (segment?.freeFlowKmh ?? 1)) * 3_600);

function aTraversal(set: { eventTime?: number; travelMs?: number } = {}) {
  const lengthM = segment?.lengthM ?? 0;
  return {
    ...{ id: 't1', trip: 'trip', plate: '浙B12345-2', segment: 'G1504-01-a', lengthM },
    eventTime: at('11T08:00:00'),
    leftAt: at('11T08:10:00'),
    travelMs: 10 * 60_000,
    ...set,
  };
}

function aReading(set: Partial<Reading> = {}): Reading {
  const eventTime = at('11T07:58:00');
  return { segment: 'G1504-01-a', eventTime, speedKmh: 30, level: 4, intervalMs: 120_000, ...set };
}

test('the last reading before the entry explains the delay', () => {
  const later = aReading({ eventTime: at('11T08:01:00'), speedKmh: 5 });
  const older = aReading({ eventTime: at('11T07:56:00'), speedKmh: 70 });
  const [delay] = delaysAsOf([aTraversal()], [later, aReading(), older], reference);
  const explainedMs = Math.round(((segment?.lengthM ?? 0) / 30) * 3_600);
  expect(delay).toEqual({
    id: 'trip/t1',
    referenceMs: freeMs,
    attributed: true,
    trafficDelayMs: explainedMs - freeMs,
    conditionAgeMs: 120_000,
  });
});

test.each([
  [{ eventTime: at('11T07:55:59') }, null],
  [{ speedKmh: null, level: null }, null],
  [{ speedKmh: 0 }, 10 * 60_000 - freeMs],
  [{ speedKmh: 200 }, 0],
  // The middle of level 4 on an expressway, 20 to 35 km/h.
  [{ speedKmh: null, level: 4 }, Math.round(((segment?.lengthM ?? 0) / 27.5) * 3_600) - freeMs],
])('a reading of %j explains %s milliseconds', (set, trafficDelayMs) => {
  const [delay] = delaysAsOf([aTraversal()], [aReading(set)], reference);
  expect(delay).toMatchObject({ trafficDelayMs, attributed: trafficDelayMs !== null });
});

test('no more is explained than the truck took', () => {
  const quick = aTraversal({ travelMs: freeMs + 1_000 });
  expect(delaysAsOf([quick], [aReading({ speedKmh: 4 })], reference)).toMatchObject([
    { trafficDelayMs: 1_000 },
  ]);
});

const path: DrivenPath = {
  topic: 'path',
  plate: '浙B12345-2',
  departAt: at('11T08:00:00'),
  arriveAt: at('11T08:20:00'),
  containers: [],
  hops: [
    { segment: 'G1504-01-a', enteredAt: at('11T08:00:00'), leftAt: at('11T08:10:00') },
    { segment: 'G1504-02-a', enteredAt: at('11T08:10:00'), leftAt: at('11T08:20:00') },
  ],
};
const day = { fromMs: at('11T00:00:00'), untilMs: at('12T00:00:00') };

test('matching is judged by the way that was driven', () => {
  const right = aTraversal({ eventTime: at('11T08:00:20') });
  const wrong = { ...right, segment: 'G1504-01-b' };
  const quality = judgeMatching({ paths: [path], ...day }, [right, wrong], reference);
  expect(quality.rightShare).toBeCloseTo(0.5, 0);
  expect(quality.wrongShare).toBeCloseTo(0.5, 1);
  expect(quality.medianEntryErrorMs).toBe(20_000);
});

test('a traversal at another time is wrong, and twice the same way is right once', () => {
  const right = aTraversal();
  const later = { ...right, eventTime: at('11T08:15:00'), leftAt: at('11T08:19:00') };
  expect(judgeMatching({ paths: [path], ...day }, [later], reference).rightShare).toBe(0);
  const once = judgeMatching({ paths: [path], ...day }, [right], reference).rightShare;
  expect(judgeMatching({ paths: [path], ...day }, [right, right], reference).rightShare).toBe(once);
});

test('ways that positions do not cover are not judged', () => {
  const paths = [{ ...path, departAt: at('10T23:50:00') }];
  expect(judgeMatching({ paths, ...day }, [], reference).drivenM).toBe(0);
});
