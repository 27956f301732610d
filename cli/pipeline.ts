import { join } from 'node:path';
import {
  createLogger,
  type KafkaConfig,
  type Log,
  type LogFigures,
  type Logger,
  measuredLog,
  openWarehouse,
  type Reference,
  type ServerPlace,
  type StoreConfig,
  systemClock,
  type Warehouse,
} from '@landbridge/infra';
import {
  openTasks,
  processors,
  type RebuildOptions,
  type RebuildReport,
  type RebuildRequest,
  rebuild,
  type Tasks,
  topologyOf,
} from '@landbridge/processors';
import { type Ingestion, openIngestion } from '@landbridge/producers';
import { topics } from '@landbridge/schemas';
import { openSinks, type Sinks } from '@landbridge/sinks';
import {
  bindToLog,
  folderSettings,
  loadReferenceOf,
  storeSettings,
  type WantedSettings,
} from './folder-settings.ts';
import { type RebuildBeside, rebuildBeside } from './rebuild/rebuild-beside.ts';
import { rebuildOnKafka } from './rebuild/rebuild-on-kafka.ts';
import { folds, lands, noSinks, noWarehouse, type Role } from './roles.ts';
import { partitionsOf } from './runtime/on-kafka.ts';
import { openRuntime, type Sharing } from './runtime/runtime.ts';
import { assertOfLog } from './warehouse-binding.ts';

/** An open data folder at work: what is in the log is folded and landed as it comes. One a process, one a folder. */
export type Pipeline = AsyncDisposable & {
  readonly dataDir: string;
  readonly role: Role;
  readonly log: Log;
  /** Refuses every question where the role lands nothing. */
  readonly warehouse: Warehouse;
  readonly reference: Reference;
  /** Where the reference data was read from; undefined for Ningbo's own. */
  readonly referenceFolder: string | undefined;
  readonly ingestion: Ingestion;
  readonly tasks: Tasks;
  readonly sinks: Sinks;
  /** What was folded anew before the tasks were opened; undefined where nobody asked for it. */
  readonly rebuilt: RebuildReport | undefined;
  /** Folds processors anew while the pipeline runs on: their tasks rest meanwhile; on Kafka no process may have any. */
  readonly rebuild: RebuildBeside['rebuild'];
  /**
   * Resolves when all that is in the log now is folded and can be queried; on Kafka what this process has of it: its
   * share of the partitions, its tables. Rejects where a stage has stopped.
   */
  settled(): Promise<void>;
  figures(): LogFigures & Sharing;
};

export type PipelineOptions = WantedSettings & {
  readonly dataDir: string;
  /** Whether the folder is run with the wanted reference data from now on, not only this once; default: it is. */
  readonly keepsReference?: boolean;
  /** Where the log is, and who it is shared with; undefined: embedded in the folder, with nobody. */
  readonly kafka?: KafkaConfig | undefined;
  readonly role?: Role;
  /** Bounds of what lies on the disk, and how safe it is; default: those that an empty environment gives. */
  readonly store?: StoreConfig | undefined;
  /** The ClickHouse server that the tables lie in; undefined: they lie in the folder. */
  readonly clickhouse?: ServerPlace | undefined;
  /** Secret of the pseudonyms; undefined: one that is made with the tables. */
  readonly pseudonymKey?: string | undefined;
  readonly logger?: Logger;
  /** Ends waiting for what a start needs, such as a schema registry that does not answer yet. */
  readonly signal?: AbortSignal;
  /** Folds anew what changed and what is asked for before anything else. */
  readonly rebuild?: Rebuild | undefined;
};

type Rebuild = RebuildRequest & Pick<RebuildOptions, 'onProgress' | 'signal'>;

/**
 * Opens a folder, making it where there is none, and goes on where the last process stopped, however it ended. What
 * was opened is closed again when a later part fails. Rejects with `data-dir-in-use` while another process owns it.
 */
export async function openPipeline(options: PipelineOptions): Promise<Pipeline> {
  const { dataDir, kafka, role = 'all', logger = createLogger(), keepsReference = true } = options;
  const deployed = kafka && (await partitionsOf(kafka));
  const settings = folderSettings(dataDir, { ...options, deployed });
  const clock = systemClock;
  const reference = loadReferenceOf(dataDir, options);
  const topology = topologyOf({ processors, topics, referenceHash: reference.hash });
  // Only what can be used is stored: the next start could not do without it.
  storeSettings(dataDir, settings, { keepsReference });
  const closing = new AbortController();
  await using opened = new AsyncDisposableStack();
  const place = {
    ...{ dataDir, partitions: settings.partitions, store: options.store },
    ...{ topology: topology.hash, clock, logger },
    stopping: options.signal ?? AbortSignal.abort(),
    closing: closing.signal,
  };
  const context = { reference };
  const anew = { topology, context, clock };
  const onKafka =
    kafka &&
    ((asked: Rebuild, log?: Log) =>
      rebuildOnKafka(kafka, place, { folding: { ...anew, ...asked }, request: asked, log }));
  const before = options.rebuild && (await onKafka?.(options.rebuild));
  const runtime = await openRuntime(kafka, place);
  const { log, figures } = measuredLog(runtime.log, clock);
  opened.defer(() => log.close());
  bindToLog(dataDir, log.identity);
  const folding = { log, ...anew };
  const rebuilt =
    before ??
    (options.rebuild && (await rebuild({ ...folding, ...options.rebuild }, options.rebuild)));
  const warehouse = lands(role)
    ? await openWarehouse({
        server: options.clickhouse,
        folder: join(dataDir, 'warehouse'),
        pseudonymSecret: options.pseudonymKey,
      })
    : noWarehouse(role);
  opened.defer(() => warehouse.close());
  if (lands(role) && options.clickhouse)
    await assertOfLog(warehouse, options.clickhouse, log.identity);
  const sinks = lands(role) ? await openSinks({ log, warehouse, clock, reference }) : noSinks();
  opened.defer(() => sinks.stop());
  const ownership = folds(role) ? runtime.ownership : { owned: [] };
  const tasks = await openTasks({ ...folding, ...ownership });
  opened.defer(() => tasks.stop());
  opened.defer(() => closing.abort());
  if (folds(role)) opened.defer(await runtime.join(tasks));
  // Whoever watches a folder waits for a Kafka that is away, and must hear that the person stops.
  const ingestion = openIngestion({
    ...{ log, reference, clock },
    ...(options.signal && { signal: options.signal }),
  });
  // Where others write too, nobody knows beforehand where a record will stand, and so whose a verdict is.
  if (log.contiguous) {
    opened.defer(tasks.onVerdict((verdict, record) => ingestion.verdict({ ...record, verdict })));
  }
  const beside = rebuildBeside(tasks, folding);
  const owned = opened.move();
  return {
    ...{ dataDir, role, log, warehouse, reference, ingestion, tasks, sinks },
    referenceFolder: settings.reference ?? undefined,
    rebuilt,
    rebuild: onKafka
      ? (request, rest) => onKafka({ ...request, ...rest }, log)
      : (request, rest) => beside.rebuild(request, rest),
    async settled() {
      await beside.whileWorking(() => tasks.passed());
      runtime.throwIfFailed();
      await sinks.idle();
    },
    figures: () => ({ ...figures(), ...runtime.sharing }),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
