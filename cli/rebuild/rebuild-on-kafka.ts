import { rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  changelogOf,
  connectionOf,
  framedLog,
  type KafkaConfig,
  type Log,
  openKafkaLog,
  openTopicAdmin,
  PipelineError,
  patientLog,
  type SharedLog,
  systemPause,
  type TopicAdmin,
  type TopicSpec,
  topicSpecs,
  withReceived,
} from '@landbridge/infra';
import {
  outputsOf,
  type RebuildOptions,
  type RebuildReport,
  type RebuildRequest,
  rebuild,
  rebuiltTopic,
} from '@landbridge/processors';
import { topics } from '@landbridge/schemas';
import { frameIdsOf } from '../runtime/on-kafka.ts';
import type { RuntimePlace } from '../runtime/runtime.ts';

/** A rebuild's options besides the log, which it opens for itself. */
type Folding = Omit<RebuildOptions, 'log'>;

const HEARD_WITHIN_MS = 60_000;

/**
 * Rebuilds a deployment on Kafka, all of its partitions in this process: with a log of its own, whose state is restored
 * from the changelog, and topics that are there as long as it takes. Sources and sinks may run meanwhile. Rejects with
 * `data-dir-in-use` while processors run; one that is started in between fences the rebuild, finds what it has begun
 * and ends, and the rebuild goes on when it is asked for again.
 */
export async function rebuildOnKafka(
  kafka: KafkaConfig,
  place: RuntimePlace,
  of: {
    readonly folding: Folding;
    readonly request: RebuildRequest;
    readonly log: Log | undefined;
  },
): Promise<RebuildReport> {
  const { folding, request } = of;
  const outputs = outputsOf(folding.topology.processors).map(({ name }) => name);
  const own = outputs.map(rebuiltTopic);
  const admin = await openTopicAdmin(kafka);
  try {
    await assertAlone(admin, kafka.deployment);
    await admin.create(await missing(admin, await specsOf(admin, kafka.deployment, own)));
    const report = await withOwnLog(kafka, place, own, async (opened) => {
      const log = patientLog(framedLog(opened, await frameIdsOf(kafka, place)), {
        signal: place.stopping,
        onWait: (error) => place.logger.warn({ error }, 'Waiting until records can be read again.'),
      });
      const rebuilt = await rebuild({ ...folding, log }, request);
      await opened.noteTopology(place.topology);
      if (of.log !== undefined) await untilHeard(of.log, opened, outputs);
      return rebuilt;
    });
    await admin.remove(own);
    return report;
  } finally {
    await admin.close();
  }
}

async function withOwnLog<T>(
  kafka: KafkaConfig,
  { dataDir, partitions, store, clock }: RuntimePlace,
  own: readonly string[],
  work: (log: SharedLog) => Promise<T>,
): Promise<T> {
  // Beside the state of this process, which may be open: it is of use to nobody afterwards.
  const folder = join(dataDir, 'rebuild');
  const log = await openKafkaLog({
    ...{ connection: connectionOf(kafka), deployment: kafka.deployment, partitions, clock, folder },
    transactionTimeoutMs: kafka.transactionTimeoutMs,
    ...(store && { mapSizeBytes: store.mapSizeBytes }),
    topics: [...withReceived(topics).map(({ name }) => name), ...own],
  });
  try {
    return await work(log);
  } finally {
    await log.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A log hears of what another has written a moment later, and of nothing once it has lost its brokers. */
async function untilHeard(log: Log, written: Log, names: readonly string[]): Promise<void> {
  const isBehind = (name: string, p: number): boolean =>
    log.extent(name, p).end < written.extent(name, p).end;
  const places = names.flatMap((name) =>
    Array.from({ length: log.partitions }, (_, p) => [name, p] as const),
  );
  const heard = new AbortController();
  const look = () => {
    if (!places.some((place) => isBehind(...place))) heard.abort();
  };
  const off = log.onAppend(look);
  look();
  await systemPause(HEARD_WITHIN_MS, heard.signal);
  off();
  if (heard.signal.aborted) return;
  throw new PipelineError(
    'log-unavailable',
    'The rows are rebuilt and written, but they could not be read back within a minute. See whether the brokers answer, then ' +
      'give the same command again: it finds the rows as they are to be.',
    { retriable: true },
  );
}

async function assertAlone(admin: TopicAdmin, deployment: string): Promise<void> {
  const members = await admin.memberCount(deployment);
  if (members === 0) return;
  throw new PipelineError(
    'data-dir-in-use',
    `Rebuilding the deployment ${deployment}: ${members} ${members === 1 ? 'process works' : 'processes work'} on its partitions. ` +
      'Stop those of the roles processors and all first; one that was killed counts until its session ends. Sources and sinks may run on.',
  );
}

/** Cut and copied as the topics that are rebuilt. */
async function specsOf(
  admin: TopicAdmin,
  deployment: string,
  names: readonly string[],
): Promise<TopicSpec[]> {
  const changelog = changelogOf(deployment);
  const { partitions = 1, replication = 1 } =
    (await admin.describe([changelog])).get(changelog) ?? {};
  return topicSpecs({ topics, deployment, partitions, replication })
    .map((spec) => ({ ...spec, name: rebuiltTopic(spec.name) }))
    .filter(({ name }) => names.includes(name));
}

async function missing(admin: TopicAdmin, specs: readonly TopicSpec[]): Promise<TopicSpec[]> {
  const found = await admin.describe(specs.map(({ name }) => name));
  return specs.filter(({ name }) => !found.has(name));
}
