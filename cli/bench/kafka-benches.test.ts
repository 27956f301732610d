import { loadReference } from '@landbridge/infra';
import { inMemoryLog, manualClock } from '@landbridge/infra/testing';
import { openTasks, type Processor, topologyOf } from '@landbridge/processors';
import type { Header, Topic } from '@landbridge/schemas';
import { expect, test } from 'vitest';
import { asOfJoin, joined, traffic, traversals } from './as-of-join.ts';
import { boxEvents, dwellFold, dwells } from './kafka-dwells.ts';
import { boxByBox, peerEvents } from './kafka-events.ts';
import { hops, passages, readingOf, readings } from './kafka-hops.ts';
import { writeEvents } from './kafka-input.ts';
import { splitRandom } from './kafka-random.ts';
import { readRows } from './kafka-rows.ts';
import { dwellAdds, joinAdds, sumsOf } from './kafka-sums.ts';

const SCALE = 0.0005;
const FOUR_PARTITIONS = 4;
/** Behind every event: none is of the future. */
const LATER = Date.UTC(2027, 0, 1);

function newLog() {
  return inMemoryLog({ partitions: FOUR_PARTITIONS, clock: manualClock(LATER) });
}

async function fold(log: ReturnType<typeof newLog>, processors: readonly Processor[]) {
  const used = processors.flatMap(({ inputs, outputs }) => [...inputs, ...outputs]);
  const topics = [...new Set(used.map(({ topic }) => topic))];
  const topology = topologyOf({ processors, topics, referenceHash: '' });
  const context = { reference: loadReference() };
  const tasks = await openTasks({ log, topology, context, clock: manualClock(LATER) });
  await tasks.idle();
  await tasks.stop();
}

test('numbers are drawn as Java draws them', () => {
  const random = splitRandom(42);
  const row = () => [
    ...[random.int(5), random.int(8), random.long(300_000)],
    ...[random.double(), random.int(12_000)],
  ];
  // What java.util.SplittableRandom answers for the same seed and bounds.
  expect([row(), row(), row()]).toEqual([
    [1, 1, 181_929, 0.34419071652363753, 10_781],
    [1, 0, 187_954, 0.3399310389170206, 2_706],
    [0, 6, 55_699, 0.5200132996032402, 6_128],
  ]);
  // One number in 14 lies above the last multiple of this bound, and is drawn again.
  let sum = 0;
  for (let i = 0; i < 1_000_000; i++) sum += random.int(2_000_000_000) % 1_000;
  expect(sum).toBe(499_542_763);
});

test('events have the counts, the lateness and the repetitions of the input they stand for', () => {
  const events = peerEvents(0.05);
  const versions = [...events.traffic()];
  expect(versions).toHaveLength(20_000);
  expect(new Set(versions.map(({ segment }) => segment)).size).toBe(5_000);
  let [front, late, latestMs] = [0, 0, 0];
  for (const { eventTime } of events.traversals()) {
    front = Math.max(front, eventTime);
    if (eventTime < front) late++;
    latestMs = Math.max(latestMs, front - eventTime);
  }
  expect(late / 100_000).toBeCloseTo(0.05, 2);
  expect(latestMs).toBeGreaterThan(290_000);
  expect(latestMs).toBeLessThanOrEqual(300_000);
  const ids = [...events.boxEvents()].map(({ id }) => id);
  expect(ids).toHaveLength(100_000);
  expect(1 - new Set(ids).size / ids.length).toBeCloseTo(0.02, 2);
});

test('each traversal is joined with the version that was in force', async () => {
  const log = newLog();
  const events = peerEvents(SCALE);
  await writeEvents(log, traffic, events.traffic());
  await writeEvents(log, traversals, events.traversals());
  await fold(log, [asOfJoin]);
  const versions = [...peerEvents(SCALE).traffic()];
  const expected = { rows: 0, sum: 0, attributed: 0 };
  for (const traversal of peerEvents(SCALE).traversals()) {
    const known = versions.findLast(
      ({ segment, eventTime }) => segment === traversal.segment && eventTime <= traversal.eventTime,
    );
    expected.rows++;
    if (known === undefined) continue;
    const freeMs = Math.round((traversal.lengthM * 3_600) / known.freeFlowKmh);
    const delayMs = Math.max(0, traversal.leftAt - traversal.eventTime - freeMs);
    expected.sum += delayMs + Math.round(known.speedKmh * 100);
    expected.attributed++;
  }
  expect(expected.attributed).toBeGreaterThan(0);
  expect(await sumsOf(log, joined, joinAdds)).toMatchObject(expected);
});

test('each event of a container counts once in its stay', async () => {
  const log = newLog();
  await writeEvents(log, boxEvents, peerEvents(SCALE).boxEvents());
  await fold(log, [dwellFold]);
  const stays = new Map<string, { firstAt: number; events: number; lastId: string }>();
  const expected = { rows: 0, dwellSum: 0, eventsSum: 0 };
  for (const { id, container, eventTime } of peerEvents(SCALE).boxEvents()) {
    const stay = stays.get(container) ?? { firstAt: eventTime, events: 0, lastId: '' };
    if (stay.lastId === id) continue;
    const events = stay.events + 1;
    stays.set(container, { ...stay, events, lastId: id });
    expected.rows++;
    expected.dwellSum += eventTime - stay.firstAt;
    expected.eventsSum += events;
  }
  expect(expected.rows).toBeLessThan(1_000);
  expect(await sumsOf(log, dwells, dwellAdds)).toMatchObject(expected);
});

test('of several versions of a row the newest counts, and none that is withdrawn', async () => {
  const log = newLog();
  const row = { ...NO_STAY, id: 'a', revision: 1, dwellMs: 10, events: 1 };
  const rows = [
    row,
    { ...row, revision: 2, dwellMs: 30 },
    { ...row, id: 'b' },
    { ...row, id: 'b', revision: 2, retracted: true },
  ];
  await writeEvents(log, dwells, rows);
  const sums = { rows: 1, dwellSum: 30, eventsSum: 1, records: 4 };
  expect(await sumsOf(log, dwells, dwellAdds)).toEqual(sums);
});

test('every reading comes out of the second hop', async () => {
  const log = newLog();
  const given = Array.from({ length: 300 }, (_, number) => readingOf(number, 1_000 + number));
  await writeEvents(log, readings, given);
  await fold(log, hops);
  const numbers = await rowsOf(log, passages);
  expect(new Set(numbers.map(({ number }) => number)).size).toBe(300);
});

test('states for a restore are ten events of each container, and go on where they ended', () => {
  const given = [...boxByBox({ from: 0, to: 3 }), ...boxByBox({ from: 3, to: 4 })];
  expect(new Set(given.map(({ id }) => id)).size).toBe(40);
  expect(new Set(given.map(({ container }) => container)).size).toBe(4);
});

const NO_STAY = {
  ...{ retracted: false, eventTime: 1, container: 'c', visit: 'v', place: 'p', plate: null },
  ...{ firstAt: 0, lastAt: 0, dischargedAt: 0, yardAt: 0, gateInAt: 0, gateOutAt: 0, loadedAt: 0 },
  ...{ causes: [], causeCount: 0 },
};

async function rowsOf<Row extends Header>(log: ReturnType<typeof newLog>, topic: Topic<Row>) {
  const rows: Row[] = [];
  for (let partition = 0; partition < log.partitions; partition++) {
    await readRows(log, topic, { partition, from: 0, visit: (row) => rows.push(row) });
  }
  return rows;
}
