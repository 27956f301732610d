import { join } from 'node:path';
import {
  changelogOf,
  connectionOf,
  type FrameIds,
  framedLog,
  type GroupLag,
  joinTaskGroup,
  type KafkaConfig,
  type Logger,
  type Membership,
  type Outage,
  openFrameIds,
  openKafkaLog,
  openSchemaRegistry,
  openTopicAdmin,
  PipelineError,
  patientLog,
  type RestoreProgress,
  withReceived,
} from '@landbridge/infra';
import type { Tasks } from '@landbridge/processors';
import { topics } from '@landbridge/schemas';
import { retentionOf } from './retention.ts';
import type { Runtime, RuntimePlace } from './runtime.ts';

/** How many partitions a deployment has. Rejects with `not-found` where its topics were not made. */
export async function partitionsOf(kafka: KafkaConfig): Promise<number> {
  const changelog = changelogOf(kafka.deployment);
  const admin = await openTopicAdmin(kafka);
  try {
    const found = (await admin.describe([changelog])).get(changelog);
    if (found !== undefined) return found.partitions;
  } finally {
    await admin.close();
  }
  throw new PipelineError(
    'not-found',
    `Opening the deployment ${kafka.deployment}: Kafka has no topic ${changelog}. Run \`npx landbridge topics apply\` first.`,
  );
}

/** The registry's ids of our schemas, as far as they are known here; waits for a registry that does not answer yet. */
export function frameIdsOf(kafka: KafkaConfig, place: RuntimePlace): Promise<FrameIds> {
  const { dataDir, logger, stopping: signal } = place;
  return openFrameIds({
    ...{ registry: openSchemaRegistry(kafka.registry), topics: withReceived(topics), logger },
    ...{ file: join(dataDir, 'schema-ids.json'), waiting: { signal } },
  });
}

/**
 * The log on Kafka. Its tasks are shared among all processes that join: a partition is worked on from when it is assigned
 * until it is revoked, and who was fenced meanwhile goes on only if the group says that it is his still.
 */
export async function openOnKafka(kafka: KafkaConfig, place: RuntimePlace): Promise<Runtime> {
  const { dataDir, partitions, store, topology, clock, logger, closing: signal } = place;
  const { deployment, transactionTimeoutMs } = kafka;
  const connection = connectionOf(kafka);
  const names = withReceived(topics).map(({ name }) => name);
  const ids = await frameIdsOf(kafka, place);
  const folder = join(dataDir, 'state');
  const restores = new Map<number, RestoreProgress>();
  const outages = new Set<string>();
  const sharing = { rebalances: 0, groupLags: [] as readonly GroupLag[], restores, outages };
  const onOutage = sayingOutages(logger, outages);
  const opened = await openKafkaLog({
    ...{ connection, deployment, partitions, topology, clock, retentionOf, topics: names },
    ...{ folder, transactionTimeoutMs, onOutage, stopping: signal },
    ...(store && { mapSizeBytes: store.mapSizeBytes }),
    onRestore: (progress) => restores.set(progress.task, progress),
    onGroupLag: (lags) => {
      sharing.groupLags = lags;
    },
    onLag: (lag) =>
      logger.error(
        { ...lag },
        'A consumer lags by half of what Kafka keeps: add processes, or raise the retention.',
      ),
  });
  const log = patientLog(framedLog(opened, ids), {
    signal,
    onWait: (error) => logger.warn({ error }, 'Waiting until records can be read again.'),
  });
  let membership: Membership | undefined;
  let failure: { readonly error: unknown } | undefined;
  const fail = (error: unknown): void => {
    failure ??= { error };
  };
  return {
    log,
    ownership: {
      owned: [],
      stillOwned: async (partition) => (await membership?.stillOwns(partition)) ?? false,
    },
    async join(tasks: Tasks) {
      const member = await joinTaskGroup({
        ...{ connection, groupId: deployment, topics: names, partitions, onFailed: fail, onOutage },
        noteFile: join(folder, 'group-member.json'),
        cached: () => opened.cached(),
        onStandby: (others) => opened.standBy(others),
        async onAssigned(assigned) {
          sharing.rebalances++;
          // Not awaited: what is revoked while its state is restored need not wait for that.
          tasks.own(assigned).catch(fail);
        },
        async onRevoked(revoked) {
          sharing.rebalances++;
          await tasks.disown(revoked);
          for (const partition of revoked) restores.delete(partition);
        },
      });
      membership = member;
      return () => member.leave();
    },
    throwIfFailed() {
      if (failure !== undefined) throw failure.error;
    },
    sharing: Object.assign(sharing, { standbys: () => opened.standbys() }),
  };
}

/** Says what Kafka does not let us do, and notes it until it does: nothing else would tell of a process that is idle. */
function sayingOutages(logger: Logger, outages: Set<string>): (outage: Outage) => void {
  return ({ doing, error }) => {
    if (error === undefined) {
      outages.delete(doing);
      logger.warn({ doing }, 'Kafka answers again.');
      return;
    }
    outages.add(doing);
    logger.error(
      { doing, error },
      'Kafka does not answer. Is it running, and are its addresses and our login right? Nothing acknowledged is lost, and work goes on when it answers.',
    );
  };
}
