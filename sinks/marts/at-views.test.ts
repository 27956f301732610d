import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadReference, openChdbWarehouse, timeLiteral, type Warehouse } from '@landbridge/infra';
import { inMemoryLog } from '@landbridge/infra/testing';
import {
  containerEvents,
  type Header,
  orderBoxes,
  type Topic,
  traversalDelays,
  tripDelays,
  truckAppointments,
  truckPassages,
  truckTrips,
  truckVisits,
  yardDwells,
} from '@landbridge/schemas';
import {
  aContainerEvent,
  anOrderBox,
  aTraversalDelay,
  aTripDelay,
  aTruckAppointment,
  aTruckPassage,
  aTruckTrip,
  aTruckVisit,
  at,
  aYardDwell,
} from '@landbridge/schemas/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSinks, type Sinks } from '../runtime/open-sinks.ts';
import { appendEvents, NO_PAUSE, TEST_CLOCK } from '../runtime/testing.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

const folder = mkdtempSync(join(tmpdir(), 'landbridge-at-views-'));
const log = inMemoryLog({ partitions: 1, clock: TEST_CLOCK });
let warehouse: Warehouse;
let sinks: Sinks;

beforeAll(async () => {
  warehouse = await openChdbWarehouse({ folder });
  const reference = loadReference();
  sinks = await openSinks({ log, warehouse, clock: TEST_CLOCK, reference, pause: NO_PAUSE });
}, 60_000);
afterAll(async () => {
  await sinks.stop();
  await warehouse.close();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

async function land<Event extends Header>(topic: Topic<Event>, ...events: Event[]) {
  await appendEvents(log, topic, events);
  await sinks.idle();
}

function as(view: string, of: number, rest = '') {
  return warehouse.query<Record<string, unknown>>(
    `SELECT * FROM ${view}(asOf = ${timeLiteral(of)}) ${rest}`,
  );
}

test('a stay is open from its start to its end, whatever is known later, and censored past its horizon', async () => {
  const startAt = at('2026-02-01 08:00');
  const endAt = startAt + 40 * DAY_MS;
  const stay = { eventTime: startAt, startAt, endAt, dwellMs: endAt - startAt };
  await land(
    yardDwells,
    aYardDwell({ ...stay, id: 'OPEN1/a', container: 'OPEN1', dwellClass: 'EXPORT' }),
  );
  const of = (atMs: number) => as('at_open_stays', atMs, "WHERE container = 'OPEN1'");
  expect(await of(startAt - 1)).toEqual([]);
  expect(await of(startAt + 2 * DAY_MS)).toMatchObject([{ ageDays: 2, censored: 0 }]);
  expect(await of(startAt + 30 * DAY_MS)).toMatchObject([{ ageDays: 30, censored: 1 }]);
  expect(await of(endAt)).toEqual([]);
});

test('an appointment is what was stated last before the moment, and the quota counts the slots that stand', async () => {
  const slotStart = at('2026-03-20 10:00');
  const slot = { facility: 'BLCT6', slotStart, slotEnd: slotStart + 60 * MINUTE_MS };
  const said = (appointmentId: string, version: number, set: object) =>
    aTruckAppointment({
      ...slot,
      id: `${appointmentId}:${version}`,
      appointmentId,
      version,
      eventTime: at('2026-03-19 08:00') + version * MINUTE_MS,
      moveType: 'PICKUP_FULL',
      ...set,
    });
  await land(
    truckAppointments,
    said('A1', 1, { status: 'REQUESTED' }),
    said('A1', 2, { status: 'CONFIRMED' }),
    said('A1', 3, { status: 'CANCELLED' }),
    said('A2', 1, { status: 'CONFIRMED' }),
  );
  const stated = await as('at_slots', at('2026-03-19 08:02'), 'ORDER BY appointmentId');
  expect(stated.map(({ appointmentId, status }) => [appointmentId, status])).toEqual([
    ['A1', 'CONFIRMED'],
    ['A2', 'CONFIRMED'],
  ]);
  expect(
    await warehouse.query('SELECT terminal, confirmedSlots, pickups FROM mart_slot_quota'),
  ).toEqual([{ terminal: 'BLCT6', confirmedSlots: 1, pickups: 1 }]);
});

test('a slot that was moved to an earlier day stands there alone, and is gone when that day is long over', async () => {
  const said = (version: number, set: { eventTime: number; slotStart: number }) =>
    aTruckAppointment({ ...{ id: `M1:${version}`, appointmentId: 'M1', version }, ...set });
  await land(
    truckAppointments,
    said(1, { eventTime: at('2026-02-20 08:00'), slotStart: at('2026-02-27 10:00') }),
    said(2, { eventTime: at('2026-02-20 09:00'), slotStart: at('2026-02-22 10:00') }),
  );
  const versionAt = async (time: string) => {
    const stated = await as('at_slots', at(time), "WHERE appointmentId = 'M1'");
    return stated.map(({ version }) => version);
  };
  expect(await versionAt('2026-02-20 08:59')).toEqual([1]);
  expect(await versionAt('2026-02-20 09:00')).toEqual([2]);
  // The slot ends at eleven, and is left out two days later.
  expect(await versionAt('2026-02-24 11:00')).toEqual([2]);
  expect(await versionAt('2026-02-24 11:01')).toEqual([]);
  expect(await versionAt('2026-02-27 09:00')).toEqual([]);
});

test('a truck with a slot ahead is told with its last segment, and held up by ten minutes of traffic', async () => {
  const slotStart = at('2026-03-21 10:00');
  const passed = (plate: string, delayMs: number) =>
    aTraversalDelay({
      id: `${plate}/t`,
      plate,
      trip: `${plate}/trip`,
      segment: 'S20-05-a',
      eventTime: at('2026-03-21 09:00'),
      leftAt: at('2026-03-21 09:05'),
      trafficDelayMs: delayMs,
    });
  const slotOf = (plate: string) =>
    aTruckAppointment({
      id: `${plate}:1`,
      appointmentId: plate,
      plate,
      status: 'CONFIRMED',
      facility: 'BLCT6',
      eventTime: at('2026-03-20 08:00'),
      slotStart,
      slotEnd: slotStart + 60 * MINUTE_MS,
    });
  await land(truckAppointments, slotOf('浙B10001-2'), slotOf('浙B10002-2'), slotOf('浙B10003-2'));
  await land(
    traversalDelays,
    passed('浙B10001-2', 12 * MINUTE_MS),
    passed('浙B10002-2', MINUTE_MS),
  );
  const rows = await as('at_slot_trucks', at('2026-03-21 09:30'), 'ORDER BY appointmentId');
  expect(rows).toMatchObject([
    { appointmentId: '浙B10001-2', whereabouts: 'ROAD', road: 'S20', minutesToSlot: 30, heldUp: 1 },
    { appointmentId: '浙B10002-2', whereabouts: 'ROAD', trafficDelayMs: MINUTE_MS, heldUp: 0 },
    { appointmentId: '浙B10003-2', whereabouts: 'UNKNOWN', road: null, trafficDelayMs: null },
  ]);
  // Its trip ends at 09:20: from then on it is on no road, and nothing holds it up.
  const whole = { trip: '浙B10001-2/trip', plate: '浙B10001-2', startAt: at('2026-03-21 08:30') };
  await land(truckTrips, aTruckTrip({ ...whole, endAt: at('2026-03-21 09:20') }));
  const first = (time: string) => as('at_slot_trucks', at(time), 'ORDER BY appointmentId LIMIT 1');
  expect(await first('2026-03-21 09:19')).toMatchObject([{ whereabouts: 'ROAD', heldUp: 1 }]);
  expect(await first('2026-03-21 09:30')).toMatchObject([
    { whereabouts: 'UNKNOWN', segment: null, trafficDelayMs: null, heldUp: 0 },
  ]);
  expect(await as('at_slot_trucks', at('2026-03-21 07:59'))).toEqual([]);
  expect(await as('at_slot_trucks', at('2026-03-21 09:04'))).toMatchObject(
    Array.from({ length: 3 }, () => ({ whereabouts: 'UNKNOWN' })),
  );
});

/** Two boxes in the yard, an order, customs, and trucks on the way and in the queue. */
async function landPickups(): Promise<void> {
  const startAt = at('2026-03-22 08:00');
  const stays = ['READY1', 'HELD1'].map((container) =>
    aYardDwell({
      id: `${container}/s`,
      container,
      eventTime: startAt,
      startAt,
      endAt: null,
      facility: 'BLCT6',
      dwellClass: 'IMPORT',
      quality: 'COMPLETE',
    }),
  );
  await land(yardDwells, ...stays);
  const customs = (eventCode: string, time: string) =>
    aContainerEvent({
      id: `${eventCode}${time}`,
      subject: 'HELD1',
      container: 'HELD1',
      eventType: 'SHIPMENT',
      eventCode,
      classifier: 'ACT',
      eventTime: at(time),
    });
  await land(
    containerEvents,
    customs('CUSI', '2026-03-22 09:00'),
    customs('CUSR', '2026-03-22 15:00'),
  );
  await land(
    orderBoxes,
    anOrderBox({
      id: 'READY1/O1',
      container: 'READY1',
      orderId: 'O1',
      plant: 'CX01',
      cluster: 'Cixi',
      direction: 'INBOUND',
      arrivedAt: at('2026-03-22 14:00'),
      eventTime: startAt,
    }),
  );
  await land(
    tripDelays,
    ...[60, 80].map((minutes) =>
      aTripDelay({
        id: `way-${minutes}`,
        trip: `way-${minutes}`,
        originPlace: 'BLCT6',
        destinationPlace: 'CX01',
        startAt: at('2026-03-22 09:00'),
        endAt: at('2026-03-22 10:30'),
        tripMs: minutes * MINUTE_MS,
      }),
    ),
  );
  await land(
    truckVisits,
    aTruckVisit({
      id: 'v1',
      facility: 'BLCT6',
      gateInAt: at('2026-03-22 11:00'),
      queueMs: 24 * MINUTE_MS,
    }),
  );
  await land(
    truckPassages,
    aTruckPassage({
      id: 'q1',
      plate: '浙B10009-2',
      place: 'BLCT6',
      placeKind: 'QUEUE',
      eventTime: at('2026-03-22 11:50'),
      leftAt: at('2026-03-22 12:20'),
    }),
  );
}

test('a box is ready unless customs hold it, with its order, its queue and its way', async () => {
  await landPickups();
  const rows = await as('at_pickup_readiness', at('2026-03-22 12:00'), 'ORDER BY container');
  expect(rows).toMatchObject([
    { container: 'HELD1', status: 'HELD', orderId: null, wayMinutes: null },
    {
      container: 'READY1',
      status: 'AVAILABLE',
      orderId: 'O1',
      cluster: 'Cixi',
      queueMinutes: 24,
      trucksQueueing: 1,
      wayMinutes: 70,
    },
  ]);
  const later = await as(
    'at_pickup_readiness',
    at('2026-03-22 16:00'),
    "WHERE container = 'HELD1'",
  );
  expect(later).toMatchObject([{ status: 'AVAILABLE', queueMinutes: null, trucksQueueing: 0 }]);
  // The box of the order arrived at 14:00: at noon it was still waited for.
  const served = await as(
    'at_pickup_readiness',
    at('2026-03-22 14:00'),
    "WHERE container = 'READY1'",
  );
  expect(served).toMatchObject([{ orderId: null, plant: null }]);
});

test('the wave is the slots ahead and the boxes that are due without one', async () => {
  const asOf = at('2026-04-10 08:00');
  const stay = {
    facility: 'BLTCT',
    facilityGroup: 'Chuanshan',
    dwellClass: 'IMPORT',
    quality: 'COMPLETE',
  } as const;
  const left = (id: string, days: number) =>
    aYardDwell({
      ...stay,
      id,
      container: id,
      eventTime: asOf - 5 * DAY_MS,
      startAt: asOf - 5 * DAY_MS,
      endAt: asOf - (5 - days) * DAY_MS,
      dwellMs: days * DAY_MS,
    });
  const there = (id: string, days: number) =>
    aYardDwell({
      ...stay,
      id,
      container: id,
      eventTime: asOf - days * DAY_MS,
      startAt: asOf - days * DAY_MS,
      endAt: null,
      dwellMs: null,
    });
  // The median stay is two days: one box is overdue, one is due at noon, one in two days, one has a slot.
  await land(yardDwells, left('L1', 1), left('L2', 2), left('L3', 3));
  await land(yardDwells, there('W1', 3), there('W2', 2 - 4 / 24), there('W3', 0), there('W4', 2));
  await land(
    truckAppointments,
    aTruckAppointment({
      id: 'W4:1',
      appointmentId: 'W4',
      container: 'W4',
      status: 'CONFIRMED',
      moveType: 'PICKUP_FULL',
      facility: 'BLTCT',
      eventTime: asOf - DAY_MS,
      slotStart: at('2026-04-10 12:00'),
      slotEnd: at('2026-04-10 13:00'),
    }),
  );
  const wave = await as('at_truck_wave', asOf, "WHERE terminal = 'BLTCT' ORDER BY hourAt");
  expect(
    wave.map(({ slotQuota, slotPickups, boxesDue, trucksExpected }) => [
      slotQuota,
      slotPickups,
      boxesDue,
      trucksExpected,
    ]),
  ).toEqual([
    [0, 0, 1, 1],
    [1, 1, 1, 2],
  ]);
});

test('each source is known by how far it has come, and now is the furthest', async () => {
  const [now] = await warehouse.query<{ now: string }>('SELECT now FROM mart_now');
  const sources = await warehouse.query<{ topic: string; latestEventTime: string }>(
    'SELECT topic, latestEventTime FROM mart_sources ORDER BY latestEventTime DESC',
  );
  expect(sources.map(({ topic }) => topic)).toEqual(['truck.appointments', 'container.events']);
  expect(now?.now).toBe(sources[0]?.latestEventTime);
});

test('a source that withdrew its latest fact is as far as what stands of it', async () => {
  const nowIs = async () => {
    const [row] = await warehouse.query<{ now: string }>('SELECT now FROM mart_now');
    return Date.parse(`${row?.now.replace(' ', 'T')}Z`);
  };
  const before = await nowIs();
  const odd = aTruckAppointment({
    id: 'odd:1',
    appointmentId: 'odd',
    eventTime: at('2062-01-01 08:00'),
  });
  await land(truckAppointments, odd);
  expect(await nowIs()).toBe(odd.eventTime);
  await land(truckAppointments, { ...odd, revision: odd.revision + 1, retracted: true });
  expect(await nowIs()).toBe(before);
  const alone = aTruckAppointment({
    id: 'alone:1',
    source: 'alone',
    eventTime: at('2063-01-01 08:00'),
  });
  await land(truckAppointments, alone, { ...alone, revision: alone.revision + 1, retracted: true });
  expect(await nowIs()).toBe(before);
  const sources = await warehouse.query("SELECT source FROM mart_sources WHERE source = 'alone'");
  expect(sources).toEqual([]);
  // A later fact is known at once, and the withdrawn one is of no matter any more.
  await land(truckAppointments, {
    ...odd,
    id: 'odd:2',
    version: 2,
    eventTime: at('2064-01-01 08:00'),
  });
  expect(await nowIs()).toBe(at('2064-01-01 08:00'));
});
