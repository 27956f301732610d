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
      append: (appends: readonly Append[]) =>
        Promise.resolve(void done.push(`withdraw ${appends[0]?.count}`)),
    },
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

test('leaves letters of processors and of unknown formats alone', async () => {
  const { pipeline, done } = aPipeline(() => true);
  const letters = [letter('late', 'truck-visits'), letter('odd', 'source:unknown')];
  expect(await redriveLetters(pipeline, letters, origin)).toMatchObject({ redriven: 0, left: 2 });
  expect(done).toEqual(['flush', 'settled']);
});
