import { randomUUID } from 'node:crypto';
import { PipelineError } from '../../errors.ts';
import type { Environment } from './environment.ts';

const BIRTH_KEY = Buffer.from('birth');
/** Raised with every change of what lies on the disk. */
const FORMAT = 1;

/** What a folder was made with, for life. */
export type Birth = {
  readonly format: number;
  readonly identity: string;
  readonly partitions: number;
};

/**
 * Reads what a folder was made with, or makes it. Throws `data-dir-incompatible` where format or partition count
 * differ: state of another shape would be read wrong without a word. Whose state it is, its checkpoints say.
 */
export function checkBirth(
  environment: Environment,
  wanted: { folder: string; partitions: number },
): Birth {
  const meta = environment.table('meta');
  const stored = meta.get(BIRTH_KEY);
  const birth: Birth = stored
    ? (JSON.parse(Buffer.from(stored).toString()) as Birth)
    : { format: FORMAT, identity: randomUUID(), partitions: wanted.partitions };
  if (birth.format !== FORMAT) {
    throw incompatible(
      wanted.folder,
      `it has format ${birth.format}, this version reads ${FORMAT}`,
    );
  }
  if (birth.partitions !== wanted.partitions) {
    const counts = `it has ${birth.partitions} partitions, not ${wanted.partitions}`;
    throw incompatible(wanted.folder, `${counts}; the count is fixed for life`);
  }
  if (stored) return birth;
  environment.write({ doing: 'Marking the data folder', bytes: 0 }, () => {
    meta.putSync(BIRTH_KEY, Buffer.from(JSON.stringify(birth)));
  });
  return birth;
}

function incompatible(folder: string, why: string): PipelineError {
  return new PipelineError(
    'data-dir-incompatible',
    `Opening ${folder}: ${why}. Start with a new --data-dir, or use the version that wrote it.`,
  );
}
