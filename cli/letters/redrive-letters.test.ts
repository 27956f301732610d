import type { Append } from '@landbridge/infra';
import { LETTER_BYTES_MAX } from '@landbridge/producers';
import { aDeadLetter } from '@landbridge/schemas/testing';
import { expect, test } from 'vitest';
import { redriveLetters } from './redrive-letters.ts';

type Delivery = { bytes: Buffer; source: string; name: string; zone?: string; address?: string };
type Pipelines = Parameters<typeof redriveLetters>[0];

function aPipeline(becomesFact: (bytes: string) => boolean) {
  const done: string[] = [];
  const pipeline = {
    ingestion: {
      take: (delivery: Delivery) => {
        const bytes = delivery.bytes.toString();
        const from = `${delivery.name} (${delivery.address})`;
        done.push(`take ${delivery.source} ${from} ${delivery.zone} ${bytes.slice(0, 4)}`);
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
  expect(await redriveLetters(pipeline, [letters], origin)).toEqual({
    redriven: 1,
    refused: 1,
    cut: 0,
    left: 0,
  });
  expect(done).toEqual([
    // Where it stood in its file goes along: what is refused again keeps it.
    'take jsonl day.jsonl (day.jsonl: line 3) Asia/Tokyo good',
    'take jsonl day.jsonl (day.jsonl: line 3) Asia/Tokyo bad',
    'flush',
    'withdraw 1',
    'settled',
  ]);
});

test('leaves what processors could not fold and what no source reads alone', async () => {
  const { pipeline, done } = aPipeline(() => true);
  const letters = [letter('odd', 'truck-visits'), letter('odder', 'source:unknown')];
  expect(await redriveLetters(pipeline, [letters], origin)).toMatchObject({ redriven: 0, left: 2 });
  expect(done).toEqual(['flush', 'settled']);
});

test('leaves a letter that has only the beginning of its record', async () => {
  const { pipeline, done } = aPipeline(() => true);
  const long = letter('x'.repeat(LETTER_BYTES_MAX), 'source:jsonl');
  const letters = [long, letter('whole', 'source:jsonl')];
  expect(await redriveLetters(pipeline, [letters], origin)).toEqual({
    redriven: 1,
    refused: 0,
    cut: 1,
    left: 0,
  });
  expect(done.filter((step) => step.startsWith('take'))).toHaveLength(1);
});

test('rebuilds processors with their late facts, where the log still holds these', async () => {
  const { pipeline, done } = aPipeline(() => true);
  const late = (id: string, offset: number) => ({
    ...letter(id, 'settle-gate-transactions'),
    code: 'late',
    address: `gate.transactions.received[0]@${offset}`,
  });
  const pages = [
    [late('gone', 4), late('held', 5)],
    [late('kept', 6), late('never', 10)],
  ];
  expect(await redriveLetters(pipeline, pages, origin)).toEqual({
    redriven: 2,
    refused: 0,
    cut: 0,
    left: 2,
  });
  expect(done).toEqual(['flush', 'flush', 'rebuild held,kept', 'settled']);
});
