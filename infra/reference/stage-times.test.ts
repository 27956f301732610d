import { HOUR_MS } from '@landbridge/schemas';
import { expect, test } from 'vitest';
import { loadReference } from './load-reference.ts';
import { readStages } from './stage-times.ts';

const NOON = Date.parse('2026-03-11T12:00:00+08:00');
const NIGHT = Date.parse('2026-03-11T02:00:00+08:00');
const ANYWHERE = { facility: null, cluster: null, atMs: NOON } as const;

function aFile(...stages: readonly object[]) {
  const figures = { stage: 'ROAD', p50Hours: 1, p90Hours: 2 };
  return { zone: 'Asia/Shanghai', stages: stages.map((stage) => ({ ...figures, ...stage })) };
}

test('every terminal has a road to every cluster, slower by day', () => {
  const { facilities, plants, stageTime } = loadReference();
  const terminals = facilities.filter(({ kind, validUntil }) => kind === 'TERMINAL' && !validUntil);
  for (const { id: facility } of terminals) {
    for (const { cluster } of plants) {
      const [day, night] = [NOON, NIGHT].map((atMs) =>
        stageTime({ stage: 'ROAD', facility, cluster, atMs }),
      );
      expect(day).toMatchObject({ facility, cluster });
      expect(day?.p50Ms).toBeGreaterThan(night?.p50Ms ?? Number.POSITIVE_INFINITY);
    }
  }
});

test('every stage has a distribution for places that are not known', () => {
  const { stageTime } = loadReference();
  for (const stage of ['YARD', 'ROAD', 'DOCK', 'STUFFING', 'QUEUE'] as const) {
    expect(stageTime({ stage, ...ANYWHERE })?.p90Ms).toBeGreaterThan(0);
  }
});

test('the finest distribution counts: the terminal, then the cluster, then the hour', () => {
  const { stageTime } = readStages(
    aFile(
      { p50Hours: 1.1 },
      { p50Hours: 1.2, fromHour: 8, toHour: 18 },
      { p50Hours: 1.3, cluster: 'Cixi' },
      { p50Hours: 1.4, facility: 'BLTCT' },
    ),
  );
  const hours = (query: object) =>
    (stageTime({ stage: 'ROAD', ...ANYWHERE, ...query })?.p50Ms ?? 0) / HOUR_MS;
  expect(hours({ atMs: NIGHT })).toBeCloseTo(1.1);
  expect(hours({})).toBeCloseTo(1.2);
  expect(hours({ cluster: 'Cixi' })).toBeCloseTo(1.3);
  expect(hours({ cluster: 'Cixi', facility: 'BLTCT' })).toBeCloseTo(1.4);
});

test('hours are those of the zone, the last one not included', () => {
  const { stageTime } = readStages(aFile({ fromHour: 8, toHour: 18 }));
  const at = (time: string) =>
    stageTime({ stage: 'ROAD', ...ANYWHERE, atMs: Date.parse(`2026-03-11T${time}+08:00`) });
  expect([at('07:59'), at('18:00')]).toEqual([undefined, undefined]);
  expect(at('08:00')).toBeDefined();
  expect(at('17:59')).toBeDefined();
});

test('a stage that no distribution holds for has none', () => {
  const { stageTime } = readStages(aFile({ facility: 'BLTCT' }));
  expect(stageTime({ stage: 'ROAD', ...ANYWHERE })).toBeUndefined();
  expect(stageTime({ stage: 'DOCK', ...ANYWHERE, facility: 'BLTCT' })).toBeUndefined();
});

test.each([
  [{ stage: 'SEA' }, 'stage must be one of'],
  [{ p90Hours: 0.5 }, 'p90Hours must not lie below p50Hours'],
  [{ p50Hours: -1 }, 'p50Hours must be a number'],
  [{ fromHour: 8 }, 'toHour must be a number from 9 to 24'],
  [{ fromHour: 8, toHour: 8 }, 'toHour must be a number from 9 to 24'],
])('%j is refused', (wrong, why) => {
  expect(() => readStages(aFile(wrong))).toThrow(why);
});

test('two distributions for one place and hour are refused', () => {
  expect(() => readStages(aFile({}, {}))).toThrow('is there twice');
  const overlapping = [
    { fromHour: 8, toHour: 12 },
    { fromHour: 11, toHour: 14 },
  ];
  expect(() => readStages(aFile(...overlapping))).toThrow('is there twice');
});
