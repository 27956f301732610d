import { type Header, HOUR_MS, type SupplyRisk } from '@landbridge/schemas';
import { aBoxProgress, aPlantOrder, at, CONTAINER } from '@landbridge/schemas/testing';
import { expect, test } from 'vitest';
import { naiveFold, strictly, testDriver } from '../testing/index.ts';
import { supplyRisks } from './supply-risks.ts';
import {
  boxAt,
  IN_YARD,
  need,
  OTHER_BOX,
  reference,
  risksOf,
  said,
} from './testing/risk-scenario.ts';

test('inbound: the time of the last actual event and the stages left make the expected arrival', () => {
  const needed = need('2026-03-16 08:00');
  expect(risksOf(needed, IN_YARD)).toMatchObject([
    {
      id: `PO-1/${needed.id}`,
      eventTime: needed.eventTime,
      direction: 'INBOUND',
      plant: 'CX01',
      cluster: 'Cixi',
      deadlineAt: at('2026-03-16 08:00'),
      level: 'OK',
      reason: null,
      container: CONTAINER,
      boxes: 1,
      stage: 'IN_YARD',
      stageAt: at('08:00'),
      stageEventId: IN_YARD.stageEventId,
      basis: ['YARD', 'ROAD', 'DOCK'],
      expectedP50At: at('08:00') + 51 * HOUR_MS,
      expectedP90At: at('08:00') + 102 * HOUR_MS,
      slackMs: (120 - 51) * HOUR_MS,
      slackP90Ms: (120 - 102) * HOUR_MS,
      arrivedAt: null,
      outcome: null,
      causes: [`plant.orders/${needed.id}`, `box.progress/${IN_YARD.id}`],
    },
  ]);
});

test.each([
  ['the ninetieth percentile fits', '2026-03-15 14:00', 'OK'],
  ['only the median fits', '2026-03-15 13:59', 'AT_RISK'],
  ['the median just fits', '2026-03-13 11:00', 'AT_RISK'],
  ['the median misses', '2026-03-13 10:59', 'LATE'],
])('inbound: %s', (_, neededBy, level) => {
  expect(risksOf(need(neededBy), IN_YARD)).toMatchObject([{ level }]);
});

test('inbound: fewer stages are left as the box comes on', () => {
  const needed = need('2026-03-16 08:00');
  const road = boxAt('ON_ROAD', '2026-03-14 08:00');
  expect(risksOf(needed, IN_YARD, road)).toMatchObject([
    { stage: 'ON_ROAD', basis: ['ROAD', 'DOCK'], expectedP50At: at('2026-03-14 11:00') },
  ]);
});

test('an estimate of the carrier replaces the stages that it covers', () => {
  const eta = { etaStage: 'IN_YARD', etaAt: at('2026-03-12 08:00') } as const;
  const atSea = boxAt('AT_SEA', '08:00', eta);
  expect(risksOf(need('2026-03-30 08:00'), atSea)).toMatchObject([
    {
      level: 'OK',
      basis: ['ETA IN_YARD', 'YARD', 'ROAD', 'DOCK'],
      expectedP50At: at('2026-03-12 08:00') + 51 * HOUR_MS,
    },
  ]);
  const delivery = { etaStage: 'ARRIVED', etaAt: at('2026-03-13 08:00') } as const;
  expect(risksOf(need('2026-03-30 08:00'), boxAt('IN_YARD', '08:00', delivery))).toMatchObject([
    {
      basis: ['ETA ARRIVED'],
      expectedP50At: at('2026-03-13 08:00'),
      expectedP90At: at('2026-03-13 08:00'),
    },
  ]);
});

test.each([
  ['no box is linked', [], 'no-box'],
  ['nothing is known of the box', [boxAt('UNKNOWN', '08:00', { stageAt: null })], 'no-state'],
  [
    'no distribution holds for a stage',
    [boxAt('IN_YARD', '08:00', { facility: 'BLCT5' })],
    'no-distribution',
  ],
  ['it is at sea without an estimate', [boxAt('AT_SEA', '08:00')], 'no-distribution'],
])('unknown where %s', (_, progress, reason) => {
  expect(risksOf(need('2026-03-16 08:00'), ...progress)).toMatchObject([
    { level: 'UNKNOWN', reason, slackMs: null, expectedP50At: null },
  ]);
});

test('an order that states no need has no risk', () => {
  expect(risksOf(said('RELEASED', '08:00'), IN_YARD)).toEqual([]);
});

test('one need has several boxes: the worst decides', () => {
  const other = boxAt('ON_ROAD', '09:00', { container: OTHER_BOX });
  expect(risksOf(need('2026-03-14 08:00'), other, IN_YARD)).toMatchObject([
    { level: 'AT_RISK', container: CONTAINER, boxes: 2 },
  ]);
  const lost = boxAt('UNKNOWN', '10:00', { container: OTHER_BOX, stageAt: null });
  expect(risksOf(need('2026-03-30 08:00'), IN_YARD, lost)).toMatchObject([
    { level: 'UNKNOWN', container: OTHER_BOX },
  ]);
  expect(risksOf(need('2026-03-12 08:00'), IN_YARD, lost)).toMatchObject([{ level: 'LATE' }]);
});

test('of two boxes alike in level the one with less slack decides', () => {
  const later = boxAt('IN_YARD', '20:00', { container: OTHER_BOX });
  expect(risksOf(need('2026-03-12 08:00'), later, IN_YARD)).toMatchObject([
    { level: 'LATE', container: OTHER_BOX },
  ]);
});

test('one box serves several needs: each has a verdict of its own', () => {
  const rows = risksOf(
    need('2026-03-16 08:00'),
    said('INBOUND_NEEDED_BY', '2026-03-01 08:00', {
      orderId: 'PO-2',
      neededBy: at('2026-03-12 08:00'),
    }),
    IN_YARD,
    boxAt('IN_YARD', '08:00', { orderId: 'PO-2' }),
  );
  expect(rows.map(({ orderId, level }) => [orderId, level])).toEqual([
    ['PO-1', 'OK'],
    ['PO-2', 'LATE'],
  ]);
});

test('closed by the actual arrival: on time or late, with the actual slack beside the verdict', () => {
  const arrived = boxAt('ARRIVED', '2026-03-13 20:00');
  expect(risksOf(need('2026-03-16 08:00'), IN_YARD, arrived)).toMatchObject([
    {
      level: 'OK',
      stage: 'IN_YARD',
      expectedP50At: at('2026-03-13 11:00'),
      arrivedAt: at('2026-03-13 20:00'),
      actualSlackMs: 60 * HOUR_MS,
      outcome: 'ON_TIME',
    },
  ]);
  expect(risksOf(need('2026-03-13 12:00'), IN_YARD, arrived)).toMatchObject([
    { level: 'AT_RISK', actualSlackMs: -8 * HOUR_MS, outcome: 'LATE' },
  ]);
});

test('a prediction closes nothing: estimated to be there long ago, the need is open', () => {
  const expected = boxAt('IN_YARD', '09:00', {
    ...{ stageAt: at('08:00'), etaStage: 'ARRIVED', etaAt: at('2026-03-12 08:00') },
  });
  const changed = need('2026-03-16 09:00', '2026-03-15 08:00');
  expect(risksOf(need('2026-03-16 08:00'), IN_YARD, expected, changed)).toMatchObject([
    { level: 'OK', expectedP50At: at('2026-03-12 08:00'), arrivedAt: null, outcome: null },
  ]);
});

test('closed by the plant where no truck or stripping tells, and by it where that tells later', () => {
  const proof = said('ARRIVED', '2026-03-13 12:00');
  expect(risksOf(need('2026-03-16 08:00'), IN_YARD, proof)).toMatchObject([
    { arrivedAt: at('2026-03-13 12:00'), outcome: 'ON_TIME' },
  ]);
  const strip = boxAt('ARRIVED', '2026-03-13 15:00');
  expect(risksOf(need('2026-03-16 08:00'), IN_YARD, proof, strip)).toMatchObject([
    { arrivedAt: at('2026-03-13 12:00') },
  ]);
});

test('closed when the last of its boxes has arrived; an arrival that names a box is of that box', () => {
  const second = { container: OTHER_BOX } as const;
  const both = [IN_YARD, boxAt('IN_YARD', '08:00', second)];
  const one = said('ARRIVED', '2026-03-13 12:00', { container: CONTAINER });
  const other = boxAt('ARRIVED', '2026-03-14 12:00', second);
  expect(risksOf(need('2026-03-16 08:00'), ...both, one)).toMatchObject([
    { arrivedAt: null, container: OTHER_BOX },
  ]);
  expect(risksOf(need('2026-03-16 08:00'), ...both, one, other)).toMatchObject([
    { arrivedAt: at('2026-03-14 12:00'), outcome: 'ON_TIME' },
  ]);
});

test('a needed-by that has passed with nothing there is open: overdue is for the query to say', () => {
  expect(risksOf(need('2026-03-02 08:00'), IN_YARD)).toMatchObject([
    { level: 'LATE', arrivedAt: null, outcome: null },
  ]);
});

test('a changed need, estimate or milestone revises the verdict, and names what it is made of', () => {
  const order = testDriver(supplyRisks, reference);
  order.pipe('order', need('2026-03-16 08:00'));
  order.pipe('progress', IN_YARD);
  const level = () => order.rows<SupplyRisk>('risk').map((row) => row.level);
  expect(level()).toEqual(['OK']);
  const sooner = need('2026-03-14 08:00', '12:00');
  order.pipe('order', sooner);
  expect(level()).toEqual(['AT_RISK']);
  expect(order.rows<SupplyRisk>('risk')[0]?.causes).toContain(`plant.orders/${sooner.id}`);
  order.pipe('progress', boxAt('ON_ROAD', '2026-03-13 08:00'));
  expect(level()).toEqual(['OK']);
  order.retract('order', sooner.id);
  expect(order.rows<SupplyRisk>('risk')).toMatchObject([{ deadlineAt: at('2026-03-16 08:00') }]);
});

test('a box that is released is no longer waited for; one that was delivered stays so', () => {
  const released = boxAt('RELEASED', '2026-03-14 08:00', { stageAt: null });
  expect(risksOf(need('2026-03-16 08:00'), IN_YARD, released)).toMatchObject([
    { level: 'UNKNOWN', reason: 'no-box', boxes: 0 },
  ]);
  const arrived = boxAt('ARRIVED', '2026-03-13 20:00');
  const proof = said('ARRIVED', '2026-03-13 20:00');
  for (const delivery of [arrived, proof]) {
    expect(risksOf(need('2026-03-16 08:00'), IN_YARD, delivery, released)).toMatchObject([
      { outcome: 'ON_TIME', boxes: 1 },
    ]);
  }
});

test('a shortage of material is an outcome, not a prediction', () => {
  const shortage = said('MATERIAL_SHORTAGE', '2026-03-12 08:00');
  expect(risksOf(need('2026-03-30 08:00'), IN_YARD, shortage)).toMatchObject([
    { level: 'OK', shortageAt: at('2026-03-12 08:00') },
  ]);
});

test('a need further back than a row may reach stands as it was judged last', () => {
  const late = boxAt('ARRIVED', '2026-12-01 08:00');
  expect(risksOf(need('2026-03-16 08:00'), IN_YARD, late)).toMatchObject([{ arrivedAt: null }]);
});

test('the state stays small over 10,000 events', { timeout: 30_000 }, () => {
  const { processor, faults, stateBytesMax } = strictly(supplyRisks);
  const stages = ['IN_YARD', 'ON_ROAD', 'UNKNOWN', 'GATED_IN'] as const;
  const given = Array.from({ length: 10_000 }, (_, i) => {
    const eventTime = at('08:00') + i * 60_000;
    const event =
      i % 5 === 0
        ? aPlantOrder({ eventTime, milestone: 'INBOUND_NEEDED_BY', neededBy: eventTime + i })
        : aBoxProgress({
            eventTime,
            container: `BOX${i % 100}`,
            stage: stages[i % 4] ?? 'IN_YARD',
          });
    return { input: i % 5 === 0 ? 'order' : 'progress', event: event as Header };
  });
  expect(naiveFold(processor, given, { reference }).length).toBe(1);
  expect(faults).toEqual([]);
  expect(stateBytesMax()).toBeLessThan(8192);
});
