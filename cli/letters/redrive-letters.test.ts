import type { Append } from '@landbridge/infra';
import { aDeadLetter } from '@landbridge/schemas/testing';
import { expect, test } from 'vitest';
import { redriveLetters } from './redrive-letters.ts';

type Pipelines = Parameters<typeof redriveLetters>[0];

function aPipeline(becomesFact: (bytes: string) => boolean) {
  const done: string[] = [];
  const pipeline = {
    ingestion: {
      take: (delivery: { bytes: Buffer; source: string; name: string; zone?: string }) => {
        const bytes = delivery.bytes.toString();
        done.push(`take ${delivery.source} ${delivery.name} ${delivery.zone} ${bytes}`);
        const accepted = becomesFact(bytes) ? 1 : 0;
        return Promise.resolve({ accepted, duplicates: 0, deadLettered: 1 - accepted });
      },
      flush: () => Promise.resolve(void done.push('flush')),
    },
    log: {
      partitions: 1,
      extent: () => ({ start: 5, end: 10 }),
      append: (appends: readonly Append[]) =>
        Promise.resolve(void done.push(`withdraw ${appends[0]?.count}`)),
    },
    rebuild: ({ redriven = [] }: { redriven?: { id: string; stage: string }[] }) =>
      Promise.resolve(void done.push(`rebuild ${redriven.map(({ id }) => id).join()}`)),
    settled: () => Promise.resolve(void done.push('settled')),
  } as unknown as Pipelines;
  return { pipeline, done };
}

const origin = { feed: undefined, zone: 'Asia/Tokyo', topic: undefined };
const letter = (bytes: string, stage: string) =>
  aDeadLetter({ id: bytes, stage, bytes: Buffer.from(bytes), address: 'day.jsonl: line 3' });

test('withdraws letters whose records became facts, after the facts are durable', async () => {
  const { pipeline, done } = aPipeline((bytes) => bytes !== 'bad');
  const letters = [letter('good', 'source:jsonl'), letter('bad', 'source:jsonl')];
  expect(await redriveLetters(pipeline, letters, origin)).toEqual({
    redriven: 1,
    refused: 1,
    left: 0,
  });
  expect(done).toEqual([
    'take jsonl day.jsonl Asia/Tokyo good',
    'take jsonl day.jsonl Asia/Tokyo bad',
    'flush',
    'withdraw 1',
    'settled',
  ]);
});

test('leaves what processors could not fold and what no source reads alone', async () => {
  const { pipeline, done } = aPipeline(() => true);
  const letters = [letter('odd', 'truck-visits'), letter('odder', 'source:unknown')];
  expect(await redriveLetters(pipeline, letters, origin)).toMatchObject({ redriven: 0, left: 2 });
  expect(done).toEqual(['flush', 'settled']);
});

test('rebuilds processors with their late facts, where the log still holds these', async () => {
  const { pipeline, done } = aPipeline(() => true);
  const late = (id: string, offset: number) => ({
    ...letter(id, 'settle-gate-transactions'),
    code: 'late',
    address: `gate.transactions.received[0]@${offset}`,
  });
  const letters = [late('gone', 4), late('held', 5), late('never', 10)];
  expect(await redriveLetters(pipeline, letters, origin)).toEqual({
    redriven: 1,
    refused: 0,
    left: 2,
  });
  expect(done).toEqual(['flush', 'rebuild held', 'settled']);
});
