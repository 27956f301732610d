import { expect, test } from 'vitest';
import type { Place } from './extents.ts';
import {
  describeTransactionRequest,
  type FormerTransaction,
  settleFormer,
  wasCommitted,
} from './former-transaction.ts';

const CHANGELOG = { topic: 'one.changelog', partition: 3 };

test('a transaction is asked after as the protocol has it', async () => {
  const { request } = describeTransactionRequest('one-task-3');
  const named = Buffer.from('one-task-3');
  // Tags of the header, an array of one, a string of ten, tags of the body.
  const expected = Buffer.concat([Buffer.from([0, 2, 11]), named, Buffer.from([0])]);
  expect((await request.encode()).buffer).toEqual(expected);
});

test('lengths beyond 126 take two bytes', async () => {
  const { request } = describeTransactionRequest('x'.repeat(300));
  expect((await request.encode()).buffer.subarray(0, 5)).toEqual(
    Buffer.from([0, 2, 0x80 | (301 & 0x7f), 301 >> 7, 'x'.charCodeAt(0)]),
  );
});

test('what the coordinator says of a transaction is read, tags that are not known passed over', async () => {
  const state = Buffer.from('CompleteCommit');
  const answer = Buffer.concat([
    // One tag in the header: number 5 of two bytes. Throttled for 7 ms. An array of one.
    Buffer.from([1, 5, 2, 9, 9, 0, 0, 0, 7, 2]),
    Buffer.from([0, 0, 2, 'a'.charCodeAt(0), state.length + 1]),
    state,
    // Its time-out, its beginning, its producer, and the producer's epoch.
    Buffer.alloc(4 + 8 + 8),
    Buffer.from([1, 44]),
    Buffer.from([1, 0, 0]),
  ]);
  expect(await describeTransactionRequest('a').response.decode(answer)).toEqual({
    clientSideThrottleTime: 7,
    errorCode: 0,
    state: 'CompleteCommit',
    producerEpoch: 300,
  });
});

test.each([
  // As it was described, the epoch behind the fence, and how it ended.
  ['CompleteCommit', 8, true],
  ['PrepareCommit', 8, true],
  ['CompleteAbort', 8, false],
  ['PrepareAbort', 8, false],
  ['Ongoing', 9, false],
  ['Ongoing', 8, true],
  ['Empty', 8, true],
])('%s in epoch 7, fenced by epoch %i: committed is %s', (state, epoch, expected) => {
  expect(wasCommitted({ state, producerEpoch: 7 } satisfies FormerTransaction, epoch)).toBe(
    expected,
  );
});

const OUTPUT = { topic: 'out.rows', partition: 0 };

/** Where the changelog, and where the output, is undecided at each look. */
function aWorld(undecided: boolean[], outputs: boolean[] = []) {
  const extents = {
    isUndecided: async (places: readonly Place[]) => {
      const changelog = undecided.shift() ?? false;
      const output = places.includes(OUTPUT) && (outputs.shift() ?? false);
      return changelog || output;
    },
  };
  const story: string[] = [];
  const decideAgain = async () => void story.push('decided');
  const of = { extents, changelog: CHANGELOG, outputs: [OUTPUT], decideAgain };
  return { story, settle: () => settleFormer(of) };
}

test('nothing is decided again where everything is', async () => {
  const { story, settle } = aWorld([false]);
  await settle();
  expect(story).toEqual([]);
});

test('what is undecided in an output alone is decided once more, and others may go on there', async () => {
  const { story, settle } = aWorld([false, false], [true, true, true]);
  await settle();
  expect(story).toEqual(['decided']);
});

test('what is undecided behind the fence is decided once more, and waited for', async () => {
  const undecided = [true, true, true, false, true];
  const { story, settle } = aWorld(undecided);
  await settle();
  expect(story).toEqual(['decided']);
  expect(undecided).toEqual([true]);
});
