import { expect, onTestFinished, test } from 'vitest';
import { Extents } from './extents.ts';
import { askedOf, FETCH, fakeBroker, nothingFetched, OFFSETS, offsetFound } from './fake-broker.ts';
import { Link } from './link.ts';
import { Reader } from './reader.ts';

const PLACE = { topic: 't', partition: 0 };
const [EARLIEST, OUT_OF_RANGE] = [-2, 1];

/** A partition without records that ends where the test says. */
async function aPartition(end: number) {
  const state = { end, overtaken: [] as number[] };
  const broker = await fakeBroker({
    ...{ topic: 't', partitions: 1 },
    on(asked) {
      const at = askedOf(asked);
      const errorCode = at > state.end ? OUT_OF_RANGE : 0;
      const fetched = nothingFetched('t', state.end, errorCode);
      if (asked.apiKey === FETCH) setTimeout(() => asked.answer(fetched), 20);
      if (asked.apiKey === OFFSETS)
        asked.answer(
          offsetFound('t', at === EARLIEST ? 0 : (state.overtaken.shift() ?? state.end)),
        );
    },
  });
  onTestFinished(() => broker[Symbol.asyncDispose]());
  const newLink = () => {
    const link = new Link({ connection: { brokers: [broker.address] }, topics: ['t'] });
    onTestFinished(() => link.close());
    return link;
  };
  const extents = new Extents(newLink(), [PLACE]);
  return { state, extents, reader: new Reader(newLink(), extents) };
}

test('who follows a topic that is made anew is told, not left waiting until it is as long again', async () => {
  const { state, extents, reader } = await aPartition(100);
  extents.watch(PLACE);
  extents.follow();
  await expect.poll(() => extents.of(PLACE)?.end).toBe(100);
  expect(await reader.read(PLACE, 100, 1)).toBeUndefined();
  let told = 0;
  extents.onRise(() => told++);
  state.end = 3;
  await expect.poll(() => told).toBe(1);
  await expect(reader.read(PLACE, 100, 1)).rejects.toMatchObject({
    code: 'position-lost',
    message: expect.stringContaining('the log ends at 3'),
  });
});

test('a topic that nobody followed while it was made anew is found out when somebody reads on', async () => {
  const { state, extents, reader } = await aPartition(100);
  await extents.refresh([PLACE]);
  state.end = 0;
  await extents.refresh([PLACE]);
  await extents.refresh([PLACE]);
  expect(extents.of(PLACE)).toMatchObject({ start: 0, stable: 0, end: 101 });
  await expect(reader.read(PLACE, 100, 1)).rejects.toMatchObject({ code: 'position-lost' });
});

test('an answer that was overtaken by a later one does not make a topic shorter', async () => {
  const { state, extents, reader } = await aPartition(100);
  await extents.refresh([PLACE]);
  state.overtaken = [90];
  await extents.refresh([PLACE]);
  expect(state.overtaken).toEqual([]);
  expect(extents.of(PLACE)).toMatchObject({ end: 100 });
  expect(await reader.read(PLACE, 100, 1)).toBeUndefined();
});
