import type {
  Clock,
  GroupLag,
  KafkaConfig,
  Log,
  Logger,
  RestoreProgress,
  StandbyLag,
  StoreConfig,
} from '@landbridge/infra';
import type { Tasks, TasksOptions } from '@landbridge/processors';
import { openEmbedded } from './embedded.ts';
import { openOnKafka } from './on-kafka.ts';

/** Where a pipeline's records live, and who shares the work on them: all that differs between embedded and Kafka. */
export type Runtime = {
  readonly log: Log;
  /** What the tasks are opened with. */
  readonly ownership: Pick<TasksOptions, 'owned' | 'stillOwned'>;
  /** Takes part in folding: the tasks get partitions, now and whenever the shares change. Answers the way to leave. */
  join(tasks: Tasks): Promise<() => Promise<void>>;
  /** Throws what made taking part impossible. */
  throwIfFailed(): void;
  readonly sharing: Sharing;
};

export type Sharing = {
  /** How often partitions came or went. */
  rebalances: number;
  /** How far all tasks of the deployment are behind, whichever process has them, as far as that is known here. */
  groupLags: readonly GroupLag[];
  /** How far each task's state is restored, by task. */
  readonly restores: ReadonlyMap<number, RestoreProgress>;
  /** What could not be done for long, since Kafka does not answer. */
  readonly outages: ReadonlySet<string>;
  /** How far each copy of a state is behind that others own. */
  standbys(): readonly StandbyLag[];
};

export type RuntimePlace = {
  readonly dataDir: string;
  readonly partitions: number;
  readonly store: StoreConfig | undefined;
  /** Hash of processors and reference data, for a deployment that others share. */
  readonly topology: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Comes when the process is told to stop: nobody waits for what a start needs any more. */
  readonly stopping: AbortSignal;
  /** Comes when the pipeline closes: nobody waits for what passes any more. */
  readonly closing: AbortSignal;
};

export async function openRuntime(
  kafka: KafkaConfig | undefined,
  place: RuntimePlace,
): Promise<Runtime> {
  return kafka === undefined ? await openEmbedded(place) : await openOnKafka(kafka, place);
}
