import {
  EngineError,
  type Log,
  type Pause,
  PipelineError,
  PREFIX_COLUMNS,
  type Warehouse,
} from '@landbridge/infra';
import { letterAppends, letterOf } from './letters.ts';
import type { Load } from './load.ts';

export type LandingContext = {
  warehouse: Warehouse;
  log: Log;
  pause: Pause;
  signal: AbortSignal;
  onRetry(error: unknown): void;
};

/** The token an insert goes under, and the tables that are to get the rows. */
export type LandingName = { token: string; into: readonly string[] };

/**
 * Inserts a load's files under its token and publishes its dead letters. Both may be done again after a crash: the
 * token drops rows that are in, and a letter that is published twice is one letter.
 */
export async function land(
  load: Load,
  { token, into }: LandingName,
  context: LandingContext,
): Promise<void> {
  const { table, files } = load;
  const [first, ...copies] = into;
  for (const [schemaId, file] of files) {
    if (file.count === 0 || first === undefined) continue;
    const schema = table.topic.schemas[table.topic.codec.schemaIds.indexOf(schemaId)];
    const insert = {
      table: first,
      copies,
      columns: [...PREFIX_COLUMNS, ...(schema?.fields ?? []).map((field) => field.name)],
      token: `${token}:${schemaId}`,
      format: 'Avro' as const,
      rows: file.count,
      body: file.seal(),
    };
    await retrying(() => context.warehouse.insert(insert), context);
  }
  if (load.refused.length === 0) return;
  const appends = letterAppends(load.refused.map(letterOf), context.log.partitions);
  await retrying(() => context.log.append(appends), context);
}

/** Whether the engine stumbled over the content of the records, so that they are to be looked at one by one. */
export function isAboutRecords(error: unknown): boolean {
  return (
    error instanceof EngineError && (error.engineClass === 'bytes' || error.engineClass === 'row')
  );
}

/** Tries again for as long as the error says that it may help; nothing is dropped meanwhile. */
export async function retrying<T>(
  work: () => Promise<T>,
  { pause, signal, onRetry }: Pick<LandingContext, 'pause' | 'signal' | 'onRetry'>,
): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof PipelineError) || !error.retriable || signal.aborted) throw error;
      onRetry(error);
      await pause(backOffMs(attempt), signal);
    }
  }
}

const BACK_OFF_FIRST_MS = 1000;
const BACK_OFF_MAX_MS = 30_000;

/** One writer waits for one engine, so nothing is gained by chance in the waiting time. */
function backOffMs(attempt: number): number {
  return Math.min(BACK_OFF_MAX_MS, BACK_OFF_FIRST_MS * 2 ** Math.min(attempt, 10));
}
