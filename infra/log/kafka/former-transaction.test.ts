import { expect, test } from 'vitest';
import type { Place } from './extents.ts';
import {
  describeTransactionRequest,
  type FormerTransaction,
  knownOf,
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
  // Another process was fenced in between, or a fence of ours whose answer was late.
  ['CompleteCommit', 9, true],
  ['CompleteAbort', 9, false],
  ['Empty', 9, true],
])('%s in epoch 7, fenced by epoch %i: committed is %s', (state, epoch, expected) => {
  expect(wasCommitted({ state, producerEpoch: 7 } satisfies FormerTransaction, epoch)).toBe(
    expected,
  );
});

type Described = [state: string, producerEpoch: number];

/** What is known of the former transaction after it was described so, one time after the other. */
function known(...described: Described[]): Described {
  const all = described.map(([state, producerEpoch]) => ({ state, producerEpoch }));
  const { state = '', producerEpoch = 0 } =
    all.reduce<FormerTransaction | undefined>(knownOf, undefined) ?? {};
  return [state, producerEpoch];
}

test('a transaction that was begun after another was described, and aborted by the fence, was not committed', () => {
  // The fence is refused for the moment: it has to abort what it finds open.
  const former = known(['CompleteCommit', 7], ['PrepareAbort', 8], ['CompleteAbort', 8]);
  expect(former).toEqual(['CompleteAbort', 8]);
  expect(wasCommitted({ state: former[0], producerEpoch: former[1] }, 9)).toBe(false);
});

test('a fence whose answer was lost changes nothing of what was known', () => {
  expect(known(['CompleteCommit', 7], ['Empty', 8])).toEqual(['CompleteCommit', 8]);
  expect(known(['CompleteCommit', 7], ['Empty', 8], ['Empty', 9])).toEqual(['CompleteCommit', 9]);
  expect(known(['CompleteAbort', 7], ['Empty', 8])).toEqual(['CompleteAbort', 8]);
  expect(known(['CompleteCommit', 7], ['Empty', -1])).toEqual(['CompleteCommit', 7]);
});

test('what was open when it was described, and forgotten later, ended as the epochs say', () => {
  expect(known(['Ongoing', 7], ['Empty', 8])).toEqual(['CompleteCommit', 8]);
  expect(known(['Ongoing', 7], ['Empty', 9])).toEqual(['CompleteAbort', 9]);
});

test('what is described later counts, and a transaction that nobody knows of is none', () => {
  expect(known(['Ongoing', 7], ['CompleteCommit', 7])).toEqual(['CompleteCommit', 7]);
  expect(known(['CompleteAbort', 7], ['Ongoing', 7])).toEqual(['Ongoing', 7]);
  expect(known(['Empty', -1])).toEqual(['Empty', -1]);
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
