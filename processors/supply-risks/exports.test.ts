import { type BoxProgress, HOUR_MS } from '@landbridge/schemas';
import { at } from '@landbridge/schemas/testing';
import { expect, test } from 'vitest';
import { boxAt, OTHER_BOX, risksOf, said } from './testing/risk-scenario.ts';

const ready = (moment: string) =>
  said('SHIPMENT_READY', moment, { direction: 'OUTBOUND', cargoReadyAt: at(moment) });
const exported = (stage: BoxProgress['stage'], moment: string, set: Partial<BoxProgress> = {}) =>
  boxAt(stage, moment, { direction: 'OUTBOUND', cargoClosingAt: at('2026-03-12 08:00'), ...set });

test('export: expected at the gate against the cargo closing', () => {
  const picked = exported('PICKED_UP', '10:00');
  expect(risksOf(ready('09:00'), picked)).toMatchObject([
    {
      direction: 'OUTBOUND',
      deadlineAt: at('2026-03-12 08:00'),
      basis: ['STUFFING', 'ROAD', 'QUEUE'],
      expectedP50At: at('18:00'),
      expectedP90At: at('2026-03-12 02:00'),
      level: 'OK',
    },
  ]);
  const stuffed = exported('STUFFED', '2026-03-12 04:00');
  expect(risksOf(ready('09:00'), picked, stuffed)).toMatchObject([
    { basis: ['ROAD', 'QUEUE'], level: 'AT_RISK' },
  ]);
});

test('export: what is not ready yet is not stuffed before it is', () => {
  const picked = exported('PICKED_UP', '10:00');
  const later = said('SHIPMENT_READY', '09:00', {
    direction: 'OUTBOUND',
    cargoReadyAt: at('2026-03-12 06:00'),
  });
  expect(risksOf(later, picked)).toMatchObject([{ level: 'LATE' }]);
});

test('export: without a plan for a vessel there is no deadline, and the level is unknown', () => {
  expect(
    risksOf(ready('09:00'), exported('STUFFED', '10:00', { cargoClosingAt: null })),
  ).toMatchObject([
    { level: 'UNKNOWN', reason: 'no-deadline', expectedP50At: at('13:00'), slackMs: null },
  ]);
});

test('export: closed by the gate-in, on time or late for the closing', () => {
  const stuffed = exported('STUFFED', '10:00');
  const gatedIn = exported('GATED_IN', '14:00');
  expect(risksOf(ready('09:00'), stuffed, gatedIn)).toMatchObject([
    {
      level: 'OK',
      stage: 'STUFFED',
      arrivedAt: at('14:00'),
      actualSlackMs: 18 * HOUR_MS,
      outcome: 'ON_TIME',
    },
  ]);
  const late = exported('GATED_IN', '2026-03-12 09:00');
  expect(risksOf(ready('09:00'), stuffed, late)).toMatchObject([{ outcome: 'LATE' }]);
});

test('export: a closing that becomes known after the gate-in tells the outcome then', () => {
  const gatedIn = exported('GATED_IN', '14:00', { cargoClosingAt: null });
  const planned = exported('GATED_IN', '20:00', { stageAt: at('14:00') });
  expect(risksOf(ready('09:00'), gatedIn)).toMatchObject([
    { outcome: null, arrivedAt: at('14:00') },
  ]);
  expect(risksOf(ready('09:00'), gatedIn, planned)).toMatchObject([
    { outcome: 'ON_TIME', actualSlackMs: 18 * HOUR_MS },
  ]);
});

test('export: rolled is the bad end, though the box was there in time', () => {
  const gatedIn = exported('GATED_IN', '14:00');
  const left = exported('GATED_IN', '2026-03-13 08:00', { stageAt: at('14:00'), rolled: true });
  expect(risksOf(ready('09:00'), gatedIn, left)).toMatchObject([
    { outcome: 'ROLLED', actualSlackMs: 18 * HOUR_MS },
  ]);
});

test('export: rolled until it is loaded on the very vessel that was told to have left', () => {
  const gatedIn = exported('GATED_IN', '14:00');
  const left = exported('GATED_IN', '20:00', { stageAt: at('14:00'), rolled: true });
  const loaded = exported('LOADED', '20:30', { rolled: false });
  const loadedLater = exported('LOADED', '2026-03-14 20:30', { rolled: true });
  expect(risksOf(ready('09:00'), gatedIn, left, loaded)).toMatchObject([
    { outcome: 'ON_TIME', arrivedAt: at('14:00'), actualSlackMs: 18 * HOUR_MS },
  ]);
  expect(risksOf(ready('09:00'), gatedIn, left, loadedLater)).toMatchObject([
    { outcome: 'ROLLED', arrivedAt: at('14:00'), actualSlackMs: 18 * HOUR_MS },
  ]);
});

test('export: loaded without having been seen at the gate it was in time, nobody knows by how much', () => {
  const loaded = exported('LOADED', '2026-03-12 14:00');
  expect(risksOf(ready('09:00'), exported('STUFFED', '10:00'), loaded)).toMatchObject([
    {
      ...{ level: 'OK', stage: 'STUFFED', deadlineAt: at('2026-03-12 08:00') },
      ...{ arrivedAt: null, actualSlackMs: null, outcome: 'ON_TIME' },
      causes: expect.arrayContaining([`box.progress/${loaded.id}`]),
    },
  ]);
  const rolled = exported('LOADED', '2026-03-12 14:00', { rolled: true });
  expect(risksOf(ready('09:00'), rolled)).toMatchObject([{ arrivedAt: null, outcome: 'ROLLED' }]);
});

test('export: loaded it was in time too where nobody told when the cargo closed', () => {
  const gatedIn = exported('GATED_IN', '14:00', { cargoClosingAt: null });
  const loaded = exported('LOADED', '20:30', { cargoClosingAt: null });
  expect(risksOf(ready('09:00'), gatedIn, loaded)).toMatchObject([
    { deadlineAt: null, arrivedAt: at('14:00'), actualSlackMs: null, outcome: 'ON_TIME' },
  ]);
});

test('export: of several boxes one that the gate saw too late decides over one that was only loaded', () => {
  const late = exported('GATED_IN', '2026-03-12 10:00', { container: OTHER_BOX });
  const taken = exported('LOADED', '2026-03-12 14:00');
  expect(risksOf(ready('09:00'), late)).toMatchObject([{ outcome: 'LATE' }]);
  expect(risksOf(ready('09:00'), late, exported('STUFFED', '10:00'))).toMatchObject([
    { outcome: null },
  ]);
  expect(risksOf(ready('09:00'), late, exported('STUFFED', '10:00'), taken)).toMatchObject([
    { arrivedAt: null, actualSlackMs: -2 * HOUR_MS, outcome: 'LATE' },
  ]);
});

test('export: every box has the closing of its own call', () => {
  const first = exported('GATED_IN', '14:00');
  const second = exported('GATED_IN', '2026-03-14 14:00', {
    container: OTHER_BOX,
    cargoClosingAt: at('2026-03-15 08:00'),
  });
  expect(risksOf(ready('09:00'), first, second)).toMatchObject([
    { outcome: 'ON_TIME', arrivedAt: at('2026-03-14 14:00'), actualSlackMs: 18 * HOUR_MS },
  ]);
});
