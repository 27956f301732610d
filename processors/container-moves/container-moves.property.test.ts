import { loadReference } from '@landbridge/infra';
import {
  type ContainerEvent,
  type ContainerMove,
  type GateBox,
  type Header,
  HOUR_MS,
} from '@landbridge/schemas';
import { aContainerEvent, aGateBox, at } from '@landbridge/schemas/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { naiveFold, testDriver } from '../testing/index.ts';
import { strictly } from '../testing/strictly.ts';
import { containerMoves } from './container-moves.ts';

const reference = loadReference();
const seed = Number(process.env['SEED'] ?? 1);

type Given = { readonly input: 'event' | 'gate'; readonly event: Header };

const shared = {
  hour: fc.nat(72),
  facility: fc.constantFrom('BLTCT', 'BLCT6', null),
  emptyIndicator: fc.constantFrom('EMPTY', 'LADEN', null),
  precision: fc.constantFrom('DAY', 'MINUTE', 'SECOND'),
};
const events = fc
  .record({
    ...shared,
    eventCode: fc.constantFrom('DISC', 'LOAD', 'GTIN', 'GTOT', 'STRP', 'INSP', 'DROP', 'OTHR'),
    source: fc.constantFrom('dcsa', 'edifact', 'tos'),
    recordedHour: fc.nat(100),
    sizeType: fc.constantFrom('22G1', '45G1', null),
  })
  .map(({ hour, recordedHour, ...set }): Given => {
    const event = aContainerEvent({
      ...set,
      eventTime: at('00:00') + hour * HOUR_MS,
      recordedAt: at('00:00') + recordedHour * HOUR_MS,
    } as Partial<ContainerEvent>);
    return { input: 'event', event };
  });
const gates = fc
  .record({ ...shared, direction: fc.constantFrom('IN', 'OUT') })
  .map(({ hour, ...set }): Given => {
    const eventTime = at('00:00') + hour * HOUR_MS;
    return { input: 'gate', event: aGateBox({ ...set, eventTime } as Partial<GateBox>) };
  });
const history = fc.uniqueArray(fc.oneof(events, events, gates), {
  selector: ({ input, event }) => `${input} ${event.id}`,
  maxLength: 40,
});

function rowsOf(given: readonly Given[]): ContainerMove[] {
  const { processor, faults } = strictly(containerMoves);
  const rows = naiveFold(processor, given, { reference }).map(({ row }) => row);
  expect(faults).toEqual([]);
  return (rows as unknown as ContainerMove[]).sort((a, b) => (a.id < b.id ? -1 : 1));
}

test('every statement is told by exactly one move', { timeout: 30_000 }, () => {
  fc.assert(
    fc.property(history, (given) => {
      const rows = rowsOf(given);
      const causes = rows.flatMap((row) => row.causes);
      expect(new Set(causes).size).toBe(given.length);
      expect(causes.length).toBe(given.length);
      for (const row of rows) expect(row.sources).toBe(row.causeCount);
    }),
    { seed },
  );
});

test('a move has the finest time of its statements, and contradicts none of them', {
  timeout: 30_000,
}, () => {
  const fineness = ['DAY', 'MINUTE', 'SECOND', 'MILLISECOND'];
  fc.assert(
    fc.property(history, (given) => {
      const byCause = new Map(
        given.map(({ input, event }) => [
          `${input === 'gate' ? 'gate.boxes' : 'container.events'}/${event.id}`,
          event as ContainerEvent | GateBox,
        ]),
      );
      for (const row of rowsOf(given)) {
        const told = row.causes.flatMap((cause) => byCause.get(cause) ?? []);
        const finest = Math.max(...told.map(({ precision }) => fineness.indexOf(precision)));
        expect(row.precision).toBe(fineness[finest]);
        expect(told.map(({ eventTime }) => eventTime)).toContain(row.eventTime);
        for (const { facility, emptyIndicator } of told) {
          expect([null, row.facility]).toContain(facility);
          expect([null, row.emptyIndicator]).toContain(emptyIndicator);
        }
      }
    }),
    { seed },
  );
});

test('the engine gives the rows of one fold in any order, as if a withdrawn statement had never been', {
  timeout: 30_000,
}, () => {
  fc.assert(
    fc.property(history, fc.infiniteStream(fc.nat(1000)), events, (given, picks, wrong) => {
      const others = given.filter(({ event }) => event.id !== wrong.event.id);
      const box = testDriver(containerMoves, reference);
      const shuffled = [...others, wrong]
        .map((each) => ({ ...each, at: picks.next().value ?? 0 }))
        .sort((a, b) => a.at - b.at);
      for (const { input, event } of shuffled) box.pipe(input, event);
      box.retract('event', wrong.event.id);
      expect(box.rows('move')).toEqual(rowsOf(others));
    }),
    { seed },
  );
});
