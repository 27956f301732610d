import {
  ChunkPool,
  type Clock,
  type Log,
  type Pause,
  PipelineError,
  type Reference,
  systemPause,
  type Warehouse,
} from '@landbridge/infra';
import { tables as catalog } from '../catalog.ts';
import type { Table } from '../table.ts';
import { SINK_LIMITS, type SinkLimits } from './limits.ts';
import { prepareWarehouse } from './prepare-warehouse.ts';
import type { SinkCounters } from './sink-counters.ts';
import { SinkLoop } from './sink-loop.ts';

export type SinkOptions = {
  log: Log;
  warehouse: Warehouse;
  clock: Clock;
  /** Lands as `ref_` tables. */
  reference?: Reference;
  tables?: readonly Table[];
  limits?: Partial<SinkLimits>;
  pause?: Pause;
};

export interface Sinks {
  /**
   * Resolves when everything that is in the log now can be queried. Rejects with the reason where a table has stopped;
   * nothing is lost then, a start with the cause removed goes on where it stopped.
   */
  idle(): Promise<void>;
  /** Ends after the round that is under way. */
  stop(): Promise<void>;
  readonly counters: SinkCounters;
}

/**
 * Lands the topics in their tables: each record once, whatever crashes. First brings the warehouse up to date and
 * replays what a crash left open.
 */
export async function openSinks(options: SinkOptions): Promise<Sinks> {
  const { log, warehouse, clock, reference, tables = catalog, pause = systemPause } = options;
  const { unfit } = await prepareWarehouse({ warehouse, clock, tables, reference });
  const limits = { ...SINK_LIMITS, ...options.limits };
  if (limits.roundBytes > 512 * 1024 * 1024) {
    throw new PipelineError(
      'config-invalid',
      `Opening the sinks: a round of ${limits.roundBytes} bytes is too much to hold twice. Use at most 512 MiB.`,
    );
  }
  const pool = new ChunkPool(limits.roundBytes * 2);
  const loop = new SinkLoop({ log, warehouse, clock, pause, tables, limits, pool });
  for (const [name, error] of unfit) loop.stopTable(name, error);
  await loop.recover();
  loop.start();
  return loop;
}
