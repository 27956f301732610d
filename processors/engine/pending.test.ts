import { BatchBuilder, type RecordBatch } from '@landbridge/infra';
import { expect, test } from 'vitest';
import { type Entry, lines, timedEntries } from '../testing/ledger-processor.ts';
import { inOrder, type Run, type Waiting } from './pending.ts';
import { FUTURE_MS } from './progress.ts';

const NEVER = Number.NEGATIVE_INFINITY;

function runOf(topic: { name: string }, values: readonly Buffer[], stampMs = 0): Run {
  const builder = new BatchBuilder(topic.name, 0);
  for (const value of values) builder.push(Buffer.from('a'), value);
  const batch: RecordBatch = { ...builder.seal(), baseOffset: 0, stampMs };
  return { batch, from: 0, to: values.length };
}

function facts(times: readonly number[], stampMs = 1e15): Run {
  const values = times.map((eventTime, i) => {
    const entry: Entry = {
      id: `t:${i}`,
      revision: 0,
      retracted: false,
      eventTime,
      source: 't',
      recordedAt: 0,
      ingestedAt: 0,
      account: 'a',
      amount: 1,
      page: 'x',
    };
    return timedEntries.codec.toBytes(entry);
  });
  return runOf(timedEntries, values, stampMs);
}

function rows(given: readonly { at: number; retracted?: boolean }[]): Run {
  const values = given.map(({ at, retracted = false }, i) =>
    lines.codec.toBytes({
      ...{ id: `r${i}`, revision: i, retracted, eventTime: at },
      ...{ account: 'a', before: 0 },
    }),
  );
  return runOf(lines, values);
}

function waiting(kind: Waiting['kind'], runs: readonly Run[], front = NEVER): Waiting {
  return { kind, runs, progress: { front } };
}

function visits(inputs: readonly Waiting[], max = 1_000) {
  const seen: string[] = [];
  const fronts: number[] = [];
  const visitSome = inOrder(inputs);
  const visit: Parameters<typeof visitSome>[0] = (input, { baseOffset }, i, frontMs) => {
    seen.push(`${input}:${baseOffset + i}`);
    fronts.push(frontMs);
  };
  for (let before = 0; visitSome(visit, max); before = seen.length) {
    expect(seen.length - before).toBe(max);
  }
  return { seen, fronts };
}

test('facts are visited in order of time, those of one instant as they stand in the log', () => {
  const { seen } = visits([waiting('fact', [facts([30, 10, 20, 10])])]);
  expect(seen).toEqual(['0:1', '0:3', '0:2', '0:0']);
});

test('the front that a fact is judged by is that of its log, whenever it is visited', () => {
  const input = waiting('fact', [facts([30, 10, 50, 20])], 5);
  expect(visits([input]).fronts).toEqual([30, 50, 5, 30]);
  expect(input.progress.front).toBe(50);
});

test('a fact ahead of the stamp of its batch moves no front', () => {
  const input = waiting('fact', [facts([10, 20 + FUTURE_MS, 15], 10)]);
  visits([input]);
  expect(input.progress.front).toBe(15);
});

test('versions of revisable facts are visited as they came', () => {
  expect(visits([waiting('received', [facts([30, 10, 20])])]).seen).toEqual(['0:0', '0:1', '0:2']);
});

test('withdrawn rows go before all others: what moved is gone before it stands elsewhere', () => {
  const run = rows([{ at: 20 }, { at: 30, retracted: true }, { at: 10 }]);
  expect(visits([waiting('derived', [run])]).seen).toEqual(['0:1', '0:2', '0:0']);
});

test('inputs are merged by time, and at one time the first input goes first', () => {
  const inputs = [waiting('fact', [facts([10, 20, 30])]), waiting('fact', [facts([10, 15, 30])])];
  expect(visits(inputs).seen).toEqual(['0:0', '1:0', '1:1', '0:1', '0:2', '1:2']);
});

test('runs of one input are one queue, and marks come at once', () => {
  const mark = runOf(lines, [Buffer.alloc(0)]);
  const { seen } = visits([waiting('derived', [rows([{ at: 20 }]), mark, rows([{ at: 10 }])])]);
  expect(seen).toHaveLength(3);
  expect(seen[0]).toBe('0:0');
});

test('times that lie thousands of years apart are ordered too', () => {
  const far = 8e15;
  const { seen } = visits([waiting('fact', [facts([far, -far, 0, 1])])]);
  expect(seen).toEqual(['0:1', '0:2', '0:3', '0:0']);
});

test('visited some at a time, the order is that of all at once', () => {
  const inputs = () => [
    waiting('fact', [facts([30, 10, 20, 10, 50])]),
    waiting('derived', [rows([{ at: 5 }, { at: 15 }, { at: 25 }, { at: 60 }])]),
  ];
  for (const max of [1, 2, 3]) expect(visits(inputs(), max)).toEqual(visits(inputs()));
});
