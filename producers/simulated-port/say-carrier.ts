import { MINUTE_MS } from '@landbridge/schemas';
import type { Box } from './boxes.ts';
import { facilityTypeOf, type Moving, type Vessel } from './moving.ts';
import { WRONG_BY_MS, wholeMinute, wholeSecond } from './say-lines.ts';
import { isGhost, isRight } from './statement.ts';
import { carrierEventOf } from './wire-dcsa.ts';
import type { World } from './world.ts';

/** The box's carrier publishes a move, if it publishes any. */
export function sayCarrierEvent(
  world: World,
  { box, trade, empty, atMs: movedAt, physical }: Moving,
  move: {
    code: 'DISC' | 'LOAD' | 'GTIN' | 'GTOT' | 'STUF' | 'STRP';
    facility: string;
    vessel: Vessel | null;
  },
): void {
  const { code, facility, vessel } = move;
  const feed = box.carrier;
  if (feed === null) return;
  const { random } = world;
  // Carriers learn of a move from the terminal and enter it anew: a little off, and later.
  const atMs = wholeMinute(movedAt + random.between(0, 3) * MINUTE_MS);
  const recordedAt = wholeSecond(atMs + random.around(40, 0.8) * MINUTE_MS + 2 * MINUTE_MS);
  const ref = `${feed}-${world.number(feed)}`;
  const isPlant = code === 'STUF' || code === 'STRP';
  const facilityType = isPlant ? 'CLOC' : facilityTypeOf(facility);
  const { booking, container, sizeType } = box;
  const classifier = 'ACT' as const;
  const stated = {
    classifier,
    container,
    sizeType,
    empty,
    facility,
    facilityType,
    booking,
  } as const;
  world.say({
    feed,
    atMs,
    recordedAt,
    arriveMs: recordedAt + random.between(1, 10) * MINUTE_MS,
    correctable: true,
    withdrawable: true,
    shadow: null,
    truth: () => [
      {
        ...stated,
        topic: 'container.events',
        feed,
        ref,
        format: 'dcsa',
        physical,
        move: code,
        atMs,
        recordedAt,
        voyage: vessel?.voyage ?? null,
        callId: vessel?.callId ?? null,
        // Carriers say whether a box is transshipped, not which way it goes.
        trade: trade === 'TRANSSHIPMENT' ? trade : null,
        plate: null,
      },
    ],
    write: (wording) =>
      carrierEventOf({
        ...stated,
        code,
        vessel,
        ref: isGhost(wording) ? `${ref}-x` : ref,
        atMs: isRight(wording) ? atMs : atMs - WRONG_BY_MS,
        createdAt: wording.recordedAt,
        locode: 'CNNGB',
        mode: code === 'LOAD' || code === 'DISC' ? 'VESSEL' : 'TRUCK',
        transshipment: trade === 'TRANSSHIPMENT',
        retracted: wording.as === 'withdrawn',
      }),
  });
}

/** The box's carrier publishes what is planned for it: onto which vessel it is to go, or where it is to be returned to. */
export function sayCarrierPlan(
  world: World,
  box: Box,
  plan: {
    code: 'LOAD' | 'GTIN';
    facility: string;
    vessel: Vessel | null;
    empty: boolean;
    expectedAt: number;
  },
): void {
  const { code, facility, vessel, empty } = plan;
  const feed = box.carrier;
  if (feed === null) return;
  const { random } = world;
  // A plan is an event of the moment in which it is stated.
  const recordedAt = wholeSecond(world.now() + random.between(1, 4) * MINUTE_MS);
  const expectedAt = wholeMinute(plan.expectedAt);
  const ref = `${feed}-${world.number(feed)}`;
  const facilityType = facilityTypeOf(facility);
  const { booking, container, sizeType } = box;
  const classifier = 'PLN' as const;
  const stated = {
    classifier,
    container,
    sizeType,
    empty,
    facility,
    facilityType,
    booking,
  } as const;
  world.say({
    feed,
    atMs: recordedAt,
    recordedAt,
    arriveMs: recordedAt + random.between(1, 10) * MINUTE_MS,
    correctable: true,
    withdrawable: true,
    shadow: null,
    truth: () => [
      {
        ...stated,
        topic: 'container.events',
        feed,
        ref,
        format: 'dcsa',
        physical: 0,
        move: code,
        atMs: recordedAt,
        recordedAt,
        voyage: vessel?.voyage ?? null,
        callId: vessel?.callId ?? null,
        trade: null,
        plate: null,
      },
    ],
    write: (wording) =>
      carrierEventOf({
        ...stated,
        code,
        vessel,
        ref: isGhost(wording) ? `${ref}-x` : ref,
        atMs: isRight(wording) ? expectedAt : expectedAt - WRONG_BY_MS,
        createdAt: wording.recordedAt,
        locode: 'CNNGB',
        mode: code === 'LOAD' ? 'VESSEL' : 'TRUCK',
        transshipment: false,
        retracted: wording.as === 'withdrawn',
      }),
  });
}
