import { join } from 'node:path';
import {
  type Log,
  loadReference,
  openChdbWarehouse,
  openEmbeddedLog,
  type Reference,
  systemClock,
  type Warehouse,
} from '@landbridge/infra';
import {
  type Context,
  openTasks,
  processors,
  type Tasks,
  topologyOf,
} from '@landbridge/processors';
import { type Ingestion, openIngestion } from '@landbridge/producers';
import { topics } from '@landbridge/schemas';
import { openSinks, type Sinks } from '@landbridge/sinks';
import { folderSettings, type WantedSettings } from './folder-settings.ts';

/** An open data folder at work: what is in the log is folded and landed as it comes. One a process, one a folder. */
export type Pipeline = AsyncDisposable & {
  readonly dataDir: string;
  readonly log: Log;
  readonly warehouse: Warehouse;
  readonly reference: Reference;
  /** Where the reference data was read from; undefined for Ningbo's own. */
  readonly referenceFolder: string | undefined;
  readonly ingestion: Ingestion;
  readonly tasks: Tasks;
  readonly sinks: Sinks;
  /** Resolves when all that is in the log now is folded and can be queried. Rejects where a stage has stopped. */
  settled(): Promise<void>;
};

export type PipelineOptions = WantedSettings & { readonly dataDir: string };

/**
 * Opens a folder, making it where there is none, and goes on where the last process stopped, however it ended. What
 * was opened is closed again when a later part fails. Rejects with `data-dir-in-use` while another process owns it.
 */
export async function openPipeline(options: PipelineOptions): Promise<Pipeline> {
  const { dataDir } = options;
  const settings = folderSettings(dataDir, options);
  const clock = systemClock;
  const reference = loadReference(settings.reference ?? undefined);
  const topology = topologyOf({ processors, topics, referenceHash: reference.hash });
  const context: Context = { reference };
  await using opened = new AsyncDisposableStack();
  const log = await openEmbeddedLog({
    folder: join(dataDir, 'log'),
    clock,
    partitions: settings.partitions,
    topology: topology.hash,
    retentionOf: (name) => retentions.get(name) ?? 0,
  });
  opened.defer(() => log.close());
  const warehouse = await openChdbWarehouse({ folder: join(dataDir, 'warehouse') });
  opened.defer(() => warehouse.close());
  const sinks = await openSinks({ log, warehouse, clock, reference });
  opened.defer(() => sinks.stop());
  const tasks = await openTasks({ log, topology, context, clock });
  opened.defer(() => tasks.stop());
  const ingestion = openIngestion({ log, reference, clock });
  opened.defer(tasks.onVerdict((verdict, record) => ingestion.verdict({ ...record, verdict })));
  const owned = opened.move();
  return {
    dataDir,
    log,
    warehouse,
    reference,
    referenceFolder: settings.reference ?? undefined,
    ingestion,
    tasks,
    sinks,
    async settled() {
      await tasks.idle();
      await sinks.idle();
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

const retentions = new Map(
  topics.flatMap((topic) =>
    [topic, ...(topic.received ? [topic.received] : [])].map(
      ({ name, retentionMs }) => [name, retentionMs] as const,
    ),
  ),
);
