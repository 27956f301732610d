import kafkajs, { type Admin } from 'kafkajs';
import { PipelineError } from '../../errors.ts';
import { systemPause } from '../../pause.ts';
import type { FoundTopic, TopicAdmin, TopicSpec } from '../topic-admin.ts';
import { isLoginRefused, isTransient, loginRefused, unavailable } from './kafka-error.ts';
import './kafkajs.ts';
import type { KafkaConnection } from './kafkajs.ts';
import { saslOf } from './login.ts';

const { ConfigResourceTypes, ConfigSource, Kafka, logLevel } = kafkajs;

const CONNECTION_TIMEOUT_MS = 10_000;
const CREATE_TIMEOUT_MS = 30_000;
const LOOK_AGAIN_MS = 50;
/** A broker that is not there is told soon: somebody is looking. */
const RETRY = { retries: 2, initialRetryTime: 100, multiplier: 2, maxRetryTime: 1_000 };
/** Topics in one request: brokers bound its size. */
const TOPICS_MAX = 50;

/**
 * Connects to the brokers as an administrator. Rejects with `log-unavailable` where none answers, `config-invalid` where
 * they refuse who we are, and each call with `topics-refused` where they do not take a topic or a setting.
 */
export async function openKafkaTopicAdmin(connection: KafkaConnection): Promise<TopicAdmin> {
  const admin = kafkaOf(connection).admin({ retry: RETRY });
  const doing = `Connecting to Kafka at ${connection.brokers.join(', ')}`;
  try {
    await admin.connect();
  } catch (error) {
    await admin.disconnect().catch(() => undefined);
    throw isLoginRefused(error) ? loginRefused(doing, error) : unavailable(doing, error);
  }
  return {
    brokerCount: () =>
      refusing(
        'Asking for the brokers',
        async () => (await admin.describeCluster()).brokers.length,
      ),
    describe: (names) => refusing('Looking at topics', () => describe(admin, names)),
    create: (specs) => refusing('Making topics', () => create(admin, specs)),
    configure: (name, configs) =>
      refusing(`Setting ${Object.keys(configs).join(', ')} of ${name}`, () =>
        configure(admin, name, configs),
      ),
    remove: (names) => refusing('Removing topics', () => remove(admin, names)),
    memberCount: (group) =>
      refusing(`Asking who works in ${group}`, async () => {
        const { groups } = await admin.describeGroups([group]);
        return groups.reduce((sum, { members }) => sum + members.length, 0);
      }),
    close: () => admin.disconnect(),
  };
}

async function refusing<T>(doing: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof PipelineError) throw error;
    if (isTransient(error)) throw unavailable(doing, error);
    throw new PipelineError('topics-refused', `${doing}: ${reasonsOf(error).join('; ')}.`, {
      cause: error,
    });
  }
}

/** A request for several topics fails with an error for each that is refused. */
function reasonsOf(error: unknown): string[] {
  const errors: unknown = error instanceof Error && 'errors' in error ? error.errors : undefined;
  if (Array.isArray(errors)) return errors.flatMap(reasonsOf);
  if (!(error instanceof Error)) return [String(error)];
  const topic = 'topic' in error ? `${error.topic}: ` : '';
  return [`${topic}${error.message.replace(/\.$/, '')}`];
}

function kafkaOf({ brokers, clientId, tls, sasl }: KafkaConnection) {
  return new Kafka({
    brokers: [...brokers],
    clientId: clientId ?? 'landbridge',
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    logLevel: logLevel.NOTHING,
    ...(tls === undefined ? {} : { ssl: tls }),
    ...(sasl === undefined ? {} : { sasl: saslOf(sasl) }),
  });
}

async function describe(
  admin: Admin,
  names: readonly string[],
): Promise<ReadonlyMap<string, FoundTopic>> {
  // Asked for by name, a topic that does not exist is an error of the whole request.
  const all = new Set(await admin.listTopics());
  const found = new Map<string, FoundTopic>();
  for (const some of chunks(names.filter((name) => all.has(name)))) {
    const { topics } = await admin.fetchTopicMetadata({ topics: [...some] });
    const configs = await configsOf(admin, some);
    for (const { name, partitions } of topics) {
      found.set(name, {
        name,
        partitions: partitions.length,
        replication: Math.min(...partitions.map(({ replicas }) => replicas.length)),
        configs: Object.fromEntries((configs.get(name) ?? []).map((e) => [e.name, e.value])),
      });
    }
  }
  return found;
}

type Entry = { readonly name: string; readonly value: string; readonly isOwn: boolean };

async function configsOf(
  admin: Admin,
  names: readonly string[],
): Promise<ReadonlyMap<string, readonly Entry[]>> {
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: names.map((name) => ({ type: ConfigResourceTypes.TOPIC, name })),
  });
  return new Map(
    resources.map(({ resourceName, configEntries }) => [
      resourceName,
      configEntries.map(({ configName, configValue, configSource }) => ({
        name: configName,
        value: configValue,
        isOwn: configSource === ConfigSource.TOPIC_CONFIG,
      })),
    ]),
  );
}

async function create(admin: Admin, specs: readonly TopicSpec[]): Promise<void> {
  for (const some of chunks(specs)) {
    await admin.createTopics({
      // Its own waiting gives up at a broker that has not heard of the topic yet.
      waitForLeaders: false,
      timeout: CREATE_TIMEOUT_MS,
      topics: some.map(({ name, partitions, replication, configs }) => ({
        topic: name,
        numPartitions: partitions,
        replicationFactor: replication,
        configEntries: entries(configs),
      })),
    });
    await leadersOf(
      admin,
      some.map(({ name }) => name),
    );
  }
}

async function remove(admin: Admin, names: readonly string[]): Promise<void> {
  const all = new Set(await admin.listTopics());
  for (const some of chunks(names.filter((name) => all.has(name)))) {
    await admin.deleteTopics({ topics: [...some], timeout: CREATE_TIMEOUT_MS });
  }
}

/** Brokers hear of a new topic one after the other; until they have, it is as if it were not there. */
async function leadersOf(admin: Admin, names: string[]): Promise<void> {
  for (let waitedMs = 0; ; waitedMs += LOOK_AGAIN_MS) {
    const topics = await known(admin, names);
    const led = topics.filter(({ partitions }) => partitions.every(({ leader }) => leader >= 0));
    if (led.length === names.length) return;
    if (waitedMs >= CREATE_TIMEOUT_MS) {
      const without = names.filter((name) => !led.some((topic) => topic.name === name));
      throw new PipelineError(
        'log-unavailable',
        `Making topics: ${without.join(', ')} had no leader after ${CREATE_TIMEOUT_MS / 1000} s. Are all brokers running?`,
        { retriable: true },
      );
    }
    await systemPause(LOOK_AGAIN_MS);
  }
}

async function known(admin: Admin, names: string[]) {
  try {
    return (await admin.fetchTopicMetadata({ topics: names })).topics;
  } catch (error) {
    if (isTransient(error)) return [];
    throw error;
  }
}

/** The request replaces all settings of a topic's own, so those that stay are sent along. */
async function configure(
  admin: Admin,
  name: string,
  configs: Readonly<Record<string, string>>,
): Promise<void> {
  const before = (await configsOf(admin, [name])).get(name) ?? [];
  const own = Object.fromEntries(before.filter((e) => e.isOwn).map((e) => [e.name, e.value]));
  const configEntries = entries({ ...own, ...configs });
  await admin.alterConfigs({
    validateOnly: false,
    resources: [{ type: ConfigResourceTypes.TOPIC, name, configEntries }],
  });
}

function entries(configs: Readonly<Record<string, string>>): { name: string; value: string }[] {
  return Object.entries(configs).map(([name, value]) => ({ name, value }));
}

function* chunks<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let at = 0; at < all.length; at += TOPICS_MAX) yield all.slice(at, at + TOPICS_MAX);
}
