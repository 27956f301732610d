import { loadReference } from '@landbridge/infra';
import { HOUR_MS } from '@landbridge/schemas';
import { expect, test } from 'vitest';
import type { Box } from './boxes.ts';
import { settingsOf } from './options.ts';
import type { Statement } from './statement.ts';
import { type Announced, openStowage, type Waiting } from './stowage.ts';
import { openWorld } from './world.ts';

/** A stowage at the beginning of the simulated time, and the calls that carriers were heard to plan for. */
function aStowage() {
  const planned: (string | null)[] = [];
  const settings = settingsOf({ reference: loadReference(), historyDays: 1 });
  const say = (statement: Statement): void => {
    for (const truth of statement.truth()) {
      if (truth.topic === 'container.events') planned.push(truth.callId);
    }
  };
  const world = openWorld(settings, { say, drove: () => {} });
  return { stowage: openStowage(world), planned, now: world.now() };
}

function aCall(callId: string, arrivesAt: number): Announced {
  const vessel = { imo: '9074729', name: 'NB EAST STAR', voyage: `${callId}W`, callId };
  return { vessel, arrivesAt, closesAt: arrivesAt - 4 * HOUR_MS };
}

function aBox(set: Partial<Waiting>): Waiting {
  const box: Box = {
    container: 'NBXU1234568',
    sizeType: '22G1',
    teu: 1,
    carrier: 'carrier-east',
    booking: 'BX1',
    seal: null,
  };
  return { box, trade: 'EXPORT', empty: false, readyAt: 0, ...set };
}

test('a box is planned for the first call that it is ready for', () => {
  const { stowage, planned, now } = aStowage();
  const ready = aBox({ readyAt: now + 20 * HOUR_MS });
  const later = aBox({ readyAt: now + 90 * HOUR_MS });
  stowage.announce('BLTCT', aCall('CALL1', now + 24 * HOUR_MS), [ready, later]);
  expect([ready.planned?.vessel.callId, later.planned]).toEqual(['CALL1', undefined]);
  expect(planned).toEqual(['CALL1']);
});

test('what a call leaves behind is planned for another one', () => {
  const { stowage, planned, now } = aStowage();
  const [first, second] = [aCall('CALL1', now + 24 * HOUR_MS), aCall('CALL2', now + 48 * HOUR_MS)];
  const box = aBox({});
  stowage.announce('BLTCT', first, [box]);
  stowage.announce('BLTCT', second, [box]);
  stowage.depart('BLTCT', first, [box]);
  expect(planned).toEqual(['CALL1', 'CALL2']);
});

test('a box that comes after the closing of its call is late for it, until that has gone', () => {
  const { stowage, now } = aStowage();
  const call = aCall('CALL1', now + HOUR_MS);
  stowage.announce('BLTCT', call, []);
  const box = aBox({ planned: call });
  stowage.take('BLTCT', box);
  expect(box.late).toBe(true);
  stowage.depart('BLTCT', call, [box]);
  expect([box.late, box.planned]).toEqual([false, undefined]);
});

test('empties go where there is room, and closed calls take nothing more', () => {
  const { stowage, now } = aStowage();
  const empty = aBox({ empty: true });
  stowage.announce('BLTCT', aCall('CALL1', now + 2 * HOUR_MS), [empty, aBox({})]);
  expect(empty.planned).toBeUndefined();
  expect(stowage.nextCall('BLTCT')).toBeUndefined();
});
