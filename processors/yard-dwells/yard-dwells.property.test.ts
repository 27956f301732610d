import { loadReference } from '@landbridge/infra';
import { type ContainerMove, HOUR_MS, type YardDwell } from '@landbridge/schemas';
import { aContainerMove, at } from '@landbridge/schemas/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { naiveFold, testDriver } from '../testing/index.ts';
import { strictly } from '../testing/strictly.ts';
import { yardDwells } from './yard-dwells.ts';

const reference = loadReference();
const seed = Number(process.env['SEED'] ?? 1);

const anyMove = fc
  .record({
    move: fc.constantFrom('DISC', 'LOAD', 'GTIN', 'GTOT', 'INSP', 'STRP', 'CHECKIN'),
    hour: fc.nat(1000),
    facility: fc.constantFrom('BLTCT', 'BLCT6', 'NBDEP1', 'CX01', null),
    port: fc.constantFrom('NINGBO', 'NLRTM', null),
    emptyIndicator: fc.constantFrom('EMPTY', 'LADEN', null),
    voyage: fc.constantFrom('1', '2', null),
    precision: fc.constantFrom('DAY', 'MINUTE'),
    seals: fc.constantFrom([], ['S-1']),
    booking: fc.constantFrom(null, 'B-1'),
  })
  .map(({ hour, ...set }) =>
    aContainerMove({ ...set, eventTime: at('00:00') + hour * HOUR_MS } as Partial<ContainerMove>),
  );
const history = fc.uniqueArray(anyMove, { selector: ({ id }) => id, maxLength: 30 });

function rowsOf(moves: readonly ContainerMove[]): YardDwell[] {
  const { processor, faults } = strictly(yardDwells);
  const box = testDriver(processor, reference);
  box.pipe('move', ...moves);
  const rows = box.rows<YardDwell>('stay');
  expect(faults).toEqual([]);
  return rows;
}

test('whatever a box goes through, no length is negative and every row says why it has none', {
  timeout: 30_000,
}, () => {
  fc.assert(
    fc.property(history, (moves) => {
      for (const row of rowsOf(moves)) {
        if (row.dwellMs !== null) {
          expect(row.dwellMs).toBeGreaterThanOrEqual(0);
          expect(row.dwellMs).toBe((row.endAt ?? 0) - (row.startAt ?? 0));
        }
        expect(row.dwellMs === null).toBe(
          row.quality === 'REJECTED' || row.quality === 'NO_START' || row.endAt === null,
        );
        expect(row.qualityRule === null).toBe(['COMPLETE', 'NO_START'].includes(row.quality));
        expect(row.eventTime).toBe(row.startAt ?? row.endAt);
        expect(row.causeCount).toBeGreaterThan(0);
      }
    }),
    { seed },
  );
});

test('every move begins or ends at most one stay', { timeout: 30_000 }, () => {
  fc.assert(
    fc.property(history, (moves) => {
      const complete = rowsOf(moves).filter(({ endMove }) => endMove !== null);
      const ends = complete.map(({ endEventId }) => endEventId);
      expect(new Set(ends).size).toBe(ends.length);
      expect(
        rowsOf(moves).filter(({ startAt, endAt }) => startAt !== null && endAt === null).length,
      ).toBeLessThanOrEqual(1);
    }),
    { seed },
  );
});

test('stays come out alike in any order of arrival, and as if a withdrawn move had never been', {
  timeout: 30_000,
}, () => {
  fc.assert(
    fc.property(history, fc.infiniteStream(fc.nat(1000)), anyMove, (moves, picks, wrong) => {
      const others = moves.filter(({ id }) => id !== wrong.id);
      const box = testDriver(yardDwells, reference);
      const shuffled = [...others, wrong]
        .map((move) => ({ move, at: picks.next().value ?? 0 }))
        .sort((a, b) => a.at - b.at);
      for (const { move } of shuffled) box.pipe('move', move);
      box.retract('move', wrong.id);
      expect(box.rows('stay')).toEqual(rowsOf(others));
    }),
    { seed },
  );
});

test('the state stays small over 10,000 moves', { timeout: 30_000 }, () => {
  const { processor, faults, stateBytesMax } = strictly(yardDwells);
  const codes = ['DISC', 'GTOT', 'GTIN', 'STRP', 'LOAD', 'INSP', 'GTIN'];
  const seals = Array.from({ length: 20 }, (_, seal) => `S-${seal}`);
  const given = Array.from({ length: 10_000 }, (_, i) => ({
    input: 'move',
    event: aContainerMove({
      move: codes[(i * 3) % 7] ?? 'DISC',
      eventTime: at('00:00') + i * HOUR_MS,
      seals,
    }),
  }));
  expect(naiveFold(processor, given, { reference }).length).toBeGreaterThan(1000);
  expect(faults).toEqual([]);
  expect(stateBytesMax()).toBeLessThan(2048);
});
