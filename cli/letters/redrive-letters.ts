import type { DeadLetter } from '@landbridge/schemas';
import type { Pipeline } from '../pipeline.ts';
import { withdrawLetters } from './withdraw-letters.ts';

export type Redriven = {
  /** Letters whose record is a fact now; they are withdrawn. */
  readonly redriven: number;
  /** Refused once more: the letter stays. */
  readonly refused: number;
  /** Not a source's: late facts need a rebuild, what a processor refused it tries again by itself. */
  readonly left: number;
};

/** How to read the records, where it matters. */
export type RedriveOrigin = {
  readonly feed: string | undefined;
  readonly zone: string | undefined;
  readonly topic: string | undefined;
};

const OF_SOURCE = /^source:(?!unknown$)(.+)$/;

/**
 * Gives the bytes of source letters to their sources once more and withdraws the letters of those that became facts.
 * A crash in between leaves a letter beside its fact: redriving again finds the fact known and withdraws it.
 */
export async function redriveLetters(
  pipeline: Pick<Pipeline, 'ingestion' | 'log' | 'settled'>,
  letters: readonly DeadLetter[],
  { feed, zone, topic }: RedriveOrigin,
): Promise<Redriven> {
  const { ingestion, log } = pipeline;
  const origin = {
    ...(feed === undefined ? {} : { feed }),
    ...(zone === undefined ? {} : { zone }),
    ...(topic === undefined ? {} : { topic }),
  };
  const withdrawn: DeadLetter[] = [];
  let refused = 0;
  let left = 0;
  for (const letter of letters) {
    const [, source] = OF_SOURCE.exec(letter.stage) ?? [];
    if (source === undefined) {
      left += 1;
      continue;
    }
    const [name = letter.id] = (letter.address ?? '').split(': ');
    const delivery = { ...origin, source, name, bytes: Buffer.from(letter.bytes) };
    const report = await ingestion.take(delivery);
    const isFact = report.deadLettered === 0 && report.accepted + report.duplicates > 0;
    if (isFact) withdrawn.push(letter);
    else refused += 1;
  }
  await ingestion.flush();
  // Only once the facts are durable: the other order could lose both.
  await withdrawLetters(log, withdrawn);
  await pipeline.settled();
  return { redriven: withdrawn.length, refused, left };
}
