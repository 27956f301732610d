import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { freePorts } from './free-ports.ts';

const run = promisify(execFile);

/** An engine that does not answer in this time is taken for none. */
const ENGINE_MS_MAX = 3_000;
/** Same versions as in `compose.yaml`. */
const KAFKA_IMAGE = 'apache/kafka:4.3.1';
const REGISTRY_IMAGE = 'apicurio/apicurio-registry:3.0.9';
const CLICKHOUSE_IMAGE = 'clickhouse/clickhouse-server:26.7';
/** The image lets nobody in from outside the container who has no password. */
const CLICKHOUSE_LOGIN = 'landbridge';

export type Contained = { readonly address: string; stop(): Promise<void> };

/** Whether a container engine answers, and the library that speaks to it is installed. */
export async function hasEngine(): Promise<boolean> {
  try {
    await run('docker', ['version', '--format', '{{.Server.Version}}'], { timeout: ENGINE_MS_MAX });
    import.meta.resolve('testcontainers');
    return true;
  } catch {
    return false;
  }
}

/** A broker in a container; its port outside is chosen before it starts, since it has to tell it to clients. */
export async function startKafkaContainer(): Promise<Contained> {
  const { GenericContainer, Wait } = await import('testcontainers');
  const [port = 0] = await freePorts(1);
  const container = await new GenericContainer(KAFKA_IMAGE)
    .withExposedPorts({ container: 9092, host: port })
    .withEnvironment({
      KAFKA_NODE_ID: '1',
      KAFKA_PROCESS_ROLES: 'broker,controller',
      KAFKA_CONTROLLER_QUORUM_VOTERS: '1@localhost:9093',
      KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
      KAFKA_LISTENERS: 'PLAINTEXT://:9092,CONTROLLER://:9093',
      KAFKA_ADVERTISED_LISTENERS: `PLAINTEXT://127.0.0.1:${port}`,
      KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
      KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
      KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
      KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1',
      KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '1',
      KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
    })
    .withWaitStrategy(Wait.forLogMessage('Kafka Server started'))
    .start();
  return { address: `127.0.0.1:${port}`, stop: async () => void (await container.stop()) };
}

/** A registry in a container. It forgets with its container, as the broker beside it does. */
export async function startRegistryContainer(): Promise<Contained> {
  const { GenericContainer, Wait } = await import('testcontainers');
  const container = await new GenericContainer(REGISTRY_IMAGE)
    .withExposedPorts(8080)
    .withWaitStrategy(Wait.forHttp('/health/ready', 8080))
    .start();
  const address = `http://${container.getHost()}:${container.getMappedPort(8080)}/apis/ccompat/v7`;
  return { address, stop: async () => void (await container.stop()) };
}

/** A ClickHouse server in a container, its address with who may come in. */
export async function startClickHouseContainer(): Promise<Contained> {
  const { GenericContainer, Wait } = await import('testcontainers');
  const container = await new GenericContainer(CLICKHOUSE_IMAGE)
    .withExposedPorts(8123)
    .withEnvironment({ CLICKHOUSE_USER: CLICKHOUSE_LOGIN, CLICKHOUSE_PASSWORD: CLICKHOUSE_LOGIN })
    .withWaitStrategy(Wait.forHttp('/ping', 8123))
    .start();
  const at = `${container.getHost()}:${container.getMappedPort(8123)}`;
  const address = `http://${CLICKHOUSE_LOGIN}:${CLICKHOUSE_LOGIN}@${at}`;
  return { address, stop: async () => void (await container.stop()) };
}
