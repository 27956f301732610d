import { isInLog } from '@landbridge/processors';
import { LETTER_BYTES_MAX } from '@landbridge/producers';
import type { DeadLetter } from '@landbridge/schemas';
import type { Pipeline } from '../pipeline.ts';
import { withdrawLetters } from './withdraw-letters.ts';

export type Redriven = {
  /** Letters whose record is a fact now, or is folded now; they are withdrawn. */
  readonly redriven: number;
  /** Refused once more: the letter stays. */
  readonly refused: number;
  /** The record was longer than what its letter keeps: its file has to be delivered again. */
  readonly cut: number;
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

type Pages = Iterable<readonly DeadLetter[]> | AsyncIterable<readonly DeadLetter[]>;
type Late = Pick<DeadLetter, 'id' | 'stage'>;

/** Whether the letter has only the beginning of its record. */
export function isCut({ stage, bytes }: Pick<DeadLetter, 'stage' | 'bytes'>): boolean {
  return stage.startsWith('source:') && bytes.length >= LETTER_BYTES_MAX;
}

/**
 * Drives letters again, page by page: those of sources by giving their bytes to the source once more, late ones of processors by
 * rebuilding these with the facts taken in. Withdraws the letters that are settled with that. A crash in between leaves a
 * letter beside its fact: redriving again finds the fact known, or goes on with the rebuild, and withdraws it.
 */
export async function redriveLetters(
  pipeline: AtWork,
  pages: Pages,
  { rest = {}, ...origin }: RedriveOrigin & { readonly rest?: Parameters<AtWork['rebuild']>[1] },
): Promise<Redriven> {
  const done = { redriven: 0, refused: 0, cut: 0, left: 0 };
  const late: Late[] = [];
  for await (const letters of pages) {
    const ofSources = letters.filter(({ stage }) => OF_SOURCE.test(stage));
    const whole = ofSources.filter((letter) => !isCut(letter));
    const lateHere = letters.filter((letter) => isLateInLog(pipeline.log, letter));
    const facts = await redriveSources(pipeline, whole, origin);
    done.redriven += facts;
    done.refused += whole.length - facts;
    done.cut += ofSources.length - whole.length;
    done.left += letters.length - ofSources.length - lateHere.length;
    late.push(...lateHere.map(({ id, stage }) => ({ id, stage })));
  }
  if (late.length > 0) {
    // One rebuild for all of them; it withdraws them, behind the last of the rows.
    await pipeline.rebuild({ redriven: late }, rest);
  }
  await pipeline.settled();
  return { ...done, redriven: done.redriven + late.length };
}

function isLateInLog(log: AtWork['log'], { stage, code, address }: DeadLetter): boolean {
  return !stage.includes(':') && code.startsWith('late') && isInLog(log, address ?? '');
}

/** How many became facts. */
async function redriveSources(
  { ingestion, log }: AtWork,
  letters: readonly DeadLetter[],
  { feed, zone, topic }: RedriveOrigin,
): Promise<number> {
  const origin = {
    ...(feed === undefined ? {} : { feed }),
    ...(zone === undefined ? {} : { zone }),
    ...(topic === undefined ? {} : { topic }),
  };
  const withdrawn: DeadLetter[] = [];
  for (const letter of letters) {
    const [, source = ''] = OF_SOURCE.exec(letter.stage) ?? [];
    const { address } = letter;
    const [name = letter.id] = (address ?? '').split(': ');
    const delivery = { ...origin, source, name, bytes: Buffer.from(letter.bytes) };
    // Refused again, the letter is written anew: it has to say where the record stood all the same.
    const report = await ingestion.take(address === null ? delivery : { ...delivery, address });
    if (report.deadLettered === 0 && report.accepted + report.duplicates > 0) {
      withdrawn.push(letter);
    }
  }
  await ingestion.flush();
  // Only once the facts are durable: the other order could lose both.
  await withdrawLetters(log, withdrawn);
  return withdrawn.length;
}
