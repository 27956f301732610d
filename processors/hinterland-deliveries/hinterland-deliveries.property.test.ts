import { loadReference } from '@landbridge/infra';
import {
  type ContainerMove,
  type ExportLead,
  type Header,
  type HinterlandDelivery,
  HOUR_MS,
  type OrderBox,
} from '@landbridge/schemas';
import { aBoxTrip, aContainerMove, anOrderBox, at } from '@landbridge/schemas/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { naiveFold, testDriver } from '../testing/index.ts';
import { strictly } from '../testing/strictly.ts';
import { hinterlandDeliveries } from './hinterland-deliveries.ts';

const reference = loadReference();
const seed = Number(process.env['SEED'] ?? 1);
const START = at('00:00');

type Given = { readonly input: 'move' | 'trip' | 'order'; readonly event: Header };

const moves = fc
  .record({
    move: fc.constantFrom('DISC', 'LOAD', 'GTIN', 'GTOT', 'GTOT', 'STRP', 'STUF', 'INSP'),
    hour: fc.nat(500),
    facility: fc.constantFrom('BLTCT', 'BLTCT', 'BLCT6', 'NBDEP1', 'CX01', null),
    emptyIndicator: fc.constantFrom('EMPTY', 'LADEN', 'LADEN', null),
    voyage: fc.constantFrom('1', '2', null),
    booking: fc.constantFrom('B-1', null),
  })
  .map(({ hour, ...set }): Given => {
    const event = aContainerMove({
      ...set,
      eventTime: START + hour * HOUR_MS,
    } as Partial<ContainerMove>);
    return { input: 'move', event };
  });
const trips = fc
  .record({
    hour: fc.nat(500),
    hours: fc.option(fc.nat(6)),
    destinationPlace: fc.constantFrom('CX01', 'YY01', 'BLTCT', null),
    originPlace: fc.constantFrom('CX01', 'BLTCT', null),
  })
  .map(({ hour, hours, ...places }): Given => {
    const startAt = START + hour * HOUR_MS;
    const endAt = hours === null ? null : startAt + hours * HOUR_MS;
    return {
      input: 'trip',
      event: aBoxTrip({ eventTime: startAt, startAt, endAt, ...places }),
    };
  });
const orders = fc
  .record({
    hour: fc.nat(500),
    plant: fc.constantFrom('CX01', 'YY01', 'elsewhere'),
    orderId: fc.constantFrom('A', 'B', 'C'),
    needHour: fc.option(fc.nat(500)),
    arrivalHour: fc.option(fc.nat(500)),
    stuffingHour: fc.option(fc.nat(500)),
    direction: fc.constantFrom('INBOUND', 'OUTBOUND'),
  })
  .map(({ hour, needHour, arrivalHour, stuffingHour, ...said }): Given => {
    const momentOf = (of: number | null) => (of === null ? null : START + of * HOUR_MS);
    const set = {
      ...said,
      eventTime: START + hour * HOUR_MS,
      neededBy: momentOf(needHour),
      arrivedAt: momentOf(arrivalHour),
      stuffedAt: momentOf(stuffingHour),
    } as Partial<OrderBox>;
    return { input: 'order', event: anOrderBox(set) };
  });
const history = fc.uniqueArray(fc.oneof(moves, moves, moves, trips, orders), {
  selector: ({ input, event }) => `${input} ${event.id}`,
  maxLength: 40,
});

function foldOf(given: readonly Given[]): { delivery: HinterlandDelivery[]; lead: ExportLead[] } {
  const { processor, faults } = strictly(hinterlandDeliveries);
  const rows = naiveFold(processor, given, { reference });
  expect(faults).toEqual([]);
  const of = <Row extends { id: string }>(name: string) =>
    rows
      .filter(({ output }) => output === name)
      .map(({ row }) => row as unknown as Row)
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  return { delivery: of('delivery'), lead: of('lead') };
}

test('whatever a box goes through, exports have positive durations and say how they stand', {
  timeout: 30_000,
}, () => {
  fc.assert(
    fc.property(history, (given) => {
      for (const lead of foldOf(given).lead) {
        const { startAt, startBy, leadMs, loadingMs, gatedInAt, quality, qualityRule } = lead;
        expect(Math.min(leadMs ?? 0, loadingMs ?? 0)).toBeGreaterThanOrEqual(0);
        expect(leadMs === null).toBe(startAt === null || gatedInAt === null);
        expect([startAt === null, quality === 'NO_START']).toEqual([
          startBy === null,
          startBy === null,
        ]);
        expect(qualityRule === null).toBe(quality !== 'START_INFERRED');
        expect(lead.eventTime).toBe(startAt ?? gatedInAt);
      }
    }),
    { seed },
  );
});

test('whatever a box goes through, durations are positive and every row says how it stands', {
  timeout: 30_000,
}, () => {
  fc.assert(
    fc.property(history, (given) => {
      const rows = foldOf(given).delivery;
      for (const row of rows) {
        for (const ms of [row.latencyMs, row.yardMs, row.roadMs, row.dockMs]) {
          if (ms !== null) expect(ms).toBeGreaterThanOrEqual(0);
        }
        const hasStart = row.quality !== 'NO_START' && row.quality !== 'REJECTED';
        expect(row.latencyMs === null).toBe(row.arrivedAt === null || !hasStart);
        expect(row.endEventId === null).toBe(row.arrivedAt === null && row.qualityRule === null);
        expect(row.qualityRule === null).toBe(['COMPLETE', 'NO_START'].includes(row.quality));
        expect(row.startEventId === null).toBe(row.quality === 'NO_START');
        expect(row.causes).toContain(`container.moves/${row.startEventId ?? row.id}`);
      }
      expect(rows.filter(({ endEventId }) => endEventId === null).length).toBeLessThanOrEqual(1);
    }),
    { seed },
  );
});

test('the engine gives the rows of one fold in any order, as if a withdrawn event had never been', {
  timeout: 30_000,
}, () => {
  fc.assert(
    fc.property(history, fc.infiniteStream(fc.nat(1000)), moves, (given, picks, wrong) => {
      const others = given.filter(({ event }) => event.id !== wrong.event.id);
      const box = testDriver(hinterlandDeliveries, reference);
      const shuffled = [...others, wrong]
        .map((each) => ({ ...each, at: picks.next().value ?? 0 }))
        .sort((a, b) => a.at - b.at);
      for (const { input, event } of shuffled) box.pipe(input, event);
      box.retract('move', wrong.event.id);
      const { delivery, lead } = foldOf(others);
      expect(box.rows('delivery')).toEqual(delivery);
      expect(box.rows('lead')).toEqual(lead);
    }),
    { seed },
  );
});

test('the state stays small over 10,000 events', { timeout: 30_000 }, () => {
  const { processor, faults, stateBytesMax } = strictly(hinterlandDeliveries);
  const given = Array.from({ length: 10_000 }, (_, i): Given => {
    const eventTime = START + i * HOUR_MS;
    if (i % 3 === 0) return { input: 'trip', event: aBoxTrip({ eventTime, startAt: eventTime }) };
    if (i % 3 === 1) {
      return { input: 'order', event: anOrderBox({ eventTime, orderId: `PO-${i}` }) };
    }
    const move = i % 100 === 2 ? 'GTOT' : 'INSP';
    return { input: 'move', event: aContainerMove({ move, eventTime }) };
  });
  expect(naiveFold(processor, given, { reference }).length).toBeGreaterThan(30);
  expect(faults).toEqual([]);
  expect(stateBytesMax()).toBeLessThan(8192);
});
