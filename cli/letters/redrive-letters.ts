import { isInLog } from '@landbridge/processors';
import type { DeadLetter } from '@landbridge/schemas';
import type { Pipeline } from '../pipeline.ts';
import { withdrawLetters } from './withdraw-letters.ts';

export type Redriven = {
  /** Letters whose record is a fact now, or is folded now; they are withdrawn. */
  readonly redriven: number;
  /** Refused once more: the letter stays. */
  readonly refused: number;
  /** What a processor could not fold it tries again by itself; of a late one the record is gone from the log. */
  readonly left: number;
};

/** How to read the records, where it matters. */
export type RedriveOrigin = {
  readonly feed: string | undefined;
  readonly zone: string | undefined;
  readonly topic: string | undefined;
};

type AtWork = Pick<Pipeline, 'ingestion' | 'log' | 'settled' | 'rebuild'>;

const OF_SOURCE = /^source:(?!unknown$)(.+)$/;

/**
 * Drives letters again: those of sources by giving their bytes to the source once more, late ones of processors by
 * rebuilding these with the facts taken in. Withdraws the letters that are settled with that. A crash in between leaves a
 * letter beside its fact: redriving again finds the fact known, or goes on with the rebuild, and withdraws it.
 */
export async function redriveLetters(
  pipeline: AtWork,
  letters: readonly DeadLetter[],
  { rest = {}, ...origin }: RedriveOrigin & { readonly rest?: Parameters<AtWork['rebuild']>[1] },
): Promise<Redriven> {
  const ofSources = letters.filter(({ stage }) => OF_SOURCE.test(stage));
  const late = letters.filter(
    ({ stage, code, address }) =>
      !stage.includes(':') && code.startsWith('late') && isInLog(pipeline.log, address ?? ''),
  );
  const { facts, refused } = await redriveSources(pipeline, ofSources, origin);
  if (late.length > 0) {
    // The rebuild withdraws them, behind the last of the rows.
    await pipeline.rebuild({ redriven: late.map(({ id, stage }) => ({ id, stage })) }, rest);
  }
  await pipeline.settled();
  const left = letters.length - ofSources.length - late.length;
  return { redriven: facts + late.length, refused, left };
}

async function redriveSources(
  { ingestion, log }: AtWork,
  letters: readonly DeadLetter[],
  { feed, zone, topic }: RedriveOrigin,
): Promise<{ facts: number; refused: number }> {
  const origin = {
    ...(feed === undefined ? {} : { feed }),
    ...(zone === undefined ? {} : { zone }),
    ...(topic === undefined ? {} : { topic }),
  };
  const withdrawn: DeadLetter[] = [];
  for (const letter of letters) {
    const [, source = ''] = OF_SOURCE.exec(letter.stage) ?? [];
    const [name = letter.id] = (letter.address ?? '').split(': ');
    const delivery = { ...origin, source, name, bytes: Buffer.from(letter.bytes) };
    const report = await ingestion.take(delivery);
    if (report.deadLettered === 0 && report.accepted + report.duplicates > 0) {
      withdrawn.push(letter);
    }
  }
  await ingestion.flush();
  // Only once the facts are durable: the other order could lose both.
  await withdrawLetters(log, withdrawn);
  return { facts: withdrawn.length, refused: letters.length - withdrawn.length };
}
