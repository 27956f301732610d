import { randomUUID } from 'node:crypto';
import { PipelineError } from '../../errors.ts';
import { BatchBuilder } from '../batch-builder.ts';
import { birthOf } from '../topic-admin.ts';
import type { Appender } from './appender.ts';
import type { Extents } from './extents.ts';
import type { Reader } from './reader.ts';

/** Raised with every change of what lies in the changelog or of who writes what. */
const FORMAT = 1;

type Birth = {
  readonly format: number;
  readonly identity: string;
  readonly partitions: number;
  readonly topology?: string;
};

/**
 * What a deployment was made with, as its own topic says: the first record made it, for life. Later ones only say of which
 * topology its state is. Of two processes that make it at once the one that comes first in the topic does; the other
 * reads that. Throws `data-dir-incompatible` where format, partition count or topology differ.
 */
export async function readDeployment(of: {
  deployment: string;
  partitions: number;
  topology: string | undefined;
  reader: Reader;
  appender: Appender;
  extents: Extents;
  stampMs: number;
}): Promise<{ identity: string }> {
  const { deployment, partitions, topology } = of;
  const place = { topic: birthOf(deployment), partition: 0 };
  let births = await readBirths(of, place);
  if (births.length === 0 || (topology !== undefined && births.every((birth) => !birth.topology))) {
    const identity = births[0]?.identity ?? randomUUID();
    await appendBirth(of, { format: FORMAT, identity, partitions, ...(topology && { topology }) });
    births = await readBirths(of, place);
  }
  const [born] = births;
  const known = births.findLast((birth) => birth.topology !== undefined)?.topology;
  if (!born || born.format !== FORMAT) {
    throw incompatible(deployment, `it has format ${born?.format}, this version reads ${FORMAT}`);
  }
  if (born.partitions !== partitions) {
    throw incompatible(
      deployment,
      `it has ${born.partitions} partitions, not ${partitions}; the count is fixed for life`,
    );
  }
  if (topology !== undefined && known !== undefined && known !== topology) {
    throw incompatible(
      deployment,
      `its state is of topology ${known}, this version's is ${topology}: processors or reference data changed`,
      'Stop all processors and run `npx landbridge rebuild`, which folds anew what hangs on that. Or use',
    );
  }
  return { identity: born.identity };
}

/** Says of which topology the deployment's state is from now on. */
export async function noteTopology(
  of: {
    deployment: string;
    reader: Reader;
    appender: Appender;
    extents: Extents;
    stampMs: number;
  },
  topology: string,
): Promise<void> {
  const births = await readBirths(of, { topic: birthOf(of.deployment), partition: 0 });
  const last = births.findLast((birth) => birth.topology !== undefined) ?? births[0];
  if (last && last.topology !== topology) await appendBirth(of, { ...last, topology });
}

async function appendBirth(
  { deployment, appender, stampMs }: { deployment: string; appender: Appender; stampMs: number },
  birth: Birth,
): Promise<void> {
  const record = new BatchBuilder(birthOf(deployment), 0);
  record.push(Buffer.from('deployment'), Buffer.from(JSON.stringify(birth)));
  await appender.append([record.seal()], stampMs);
}

async function readBirths(
  { reader, extents }: { reader: Reader; extents: Extents },
  place: { topic: string; partition: number },
): Promise<Birth[]> {
  await extents.refresh([place]);
  const births: Birth[] = [];
  for (let from = extents.of(place)?.start ?? 0; ; ) {
    const run = await reader.readRecords(place, from);
    if (!run) return births;
    const { records, next } = run;
    for (let i = 0; i < records.count; i++) {
      const text = records.bytes.toString('utf8', records.values[i], records.starts[i + 1]);
      births.push(JSON.parse(text) as Birth);
    }
    from = next;
  }
}

function incompatible(deployment: string, why: string, next = 'Use'): PipelineError {
  return new PipelineError(
    'data-dir-incompatible',
    `Opening deployment ${deployment}: ${why}. ${next} the version that wrote it, or choose another deployment, which folds all that the log still holds.`,
  );
}
