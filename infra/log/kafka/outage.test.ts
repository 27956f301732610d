import { expect, onTestFinished, test } from 'vitest';
import { manualClock } from '../../testing/manual-clock.ts';
import { Extents } from './extents.ts';
import { FETCH, fakeBroker, nothingFetched } from './fake-broker.ts';
import { Link } from './link.ts';
import { type Outage, OutageWatch } from './outage.ts';

const PLACE = { topic: 't', partition: 0 };

function aWatch() {
  const clock = manualClock(5);
  const told: Outage[] = [];
  const watch = new OutageWatch('Following', (outage) => told.push(outage), clock.nowMs);
  return { clock, told, watch };
}

test('what fails for ten seconds is told once, and once when it works again', () => {
  const { clock, told, watch } = aWatch();
  watch.failed('early');
  clock.advance(9_999);
  watch.failed('still');
  expect(told).toEqual([]);
  clock.advance(1);
  watch.failed('too long');
  watch.failed('again');
  expect(told).toEqual([{ doing: 'Following', error: 'too long' }]);
  watch.worked();
  watch.worked();
  expect(told.slice(1)).toEqual([{ doing: 'Following', error: undefined }]);
});

test('what fails now and then is not told', () => {
  const { clock, told, watch } = aWatch();
  for (let times = 0; times < 100; times++) {
    watch.failed('for a moment');
    clock.advance(9_000);
    watch.worked();
  }
  expect(told).toEqual([]);
});

test('who follows the log tells of a broker that is away, and that it is back', async () => {
  const { clock, told, watch } = aWatch();
  const state = { isAway: false, end: 1 };
  const broker = await fakeBroker({
    ...{ topic: 't', partitions: 1 },
    on({ apiKey, socket, answer }) {
      if (state.isAway) socket.destroy();
      else if (apiKey === FETCH) setTimeout(() => answer(nothingFetched('t', state.end)), 20);
    },
  });
  onTestFinished(() => broker[Symbol.asyncDispose]());
  const link = new Link({ connection: { brokers: [broker.address] }, topics: ['t'] });
  onTestFinished(() => link.close());
  const extents = new Extents(link, [PLACE], watch);
  extents.watch(PLACE);
  extents.follow();
  await expect.poll(() => extents.of(PLACE)?.end).toBe(1);
  state.isAway = true;
  const told1 = expect.poll(() => {
    clock.advance(1_000);
    return told.length;
  });
  await told1.toBe(1);
  expect(told[0]?.error).toBeInstanceOf(Error);
  state.isAway = false;
  state.end = 7;
  await expect.poll(() => told.length).toBe(2);
  expect(told[1]).toEqual({ doing: 'Following', error: undefined });
  await expect.poll(() => extents.of(PLACE)?.end).toBe(7);
});
