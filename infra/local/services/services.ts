import { readServicesConfig } from '../../config.ts';
import {
  hasEngine,
  startClickHouseContainer,
  startKafkaContainer,
  startRegistryContainer,
} from './containers.ts';
import { startOwnKafka } from './kafka-jars.ts';
import { startOwnRegistry } from './registry-jars.ts';

/** A broker to work with; where it came from is of no concern. */
export type Kafka = {
  /** `host:port`, comma-separated. */
  readonly brokers: string;
  stop(): Promise<void>;
};

/** A Confluent-compatible schema registry to work with. */
export type Registry = { readonly url: string; stop(): Promise<void> };

/**
 * A real Kafka: the one that `KAFKA_BROKERS` names; else in a container, where an engine answers; else Apache Kafka's own
 * jars on the machine's Java. Rejects with `service-unavailable`, saying what to install, where none of them can be had.
 */
export async function startKafka(): Promise<Kafka> {
  const { kafkaBrokers } = readServicesConfig();
  if (kafkaBrokers !== undefined) return { brokers: kafkaBrokers, stop: async () => undefined };
  if (!(await hasEngine())) return await startOwnKafka();
  const { address, stop } = await startKafkaContainer();
  return { brokers: address, stop };
}

/** A real registry, found as Kafka is: `SCHEMA_REGISTRY_URL`, a container, or Apicurio's jars. */
export async function startRegistry(): Promise<Registry> {
  const { registryUrl } = readServicesConfig();
  if (registryUrl !== undefined) return { url: registryUrl, stop: async () => undefined };
  if (!(await hasEngine())) return await startOwnRegistry();
  const { address, stop } = await startRegistryContainer();
  return { url: address, stop };
}

/** A ClickHouse server to work with, for one suite alone: its tables are dropped. */
export type ClickHouse = {
  /** Of its HTTP interface. */
  readonly url: string;
  readonly login: { readonly username: string; readonly password: string } | undefined;
  stop(): Promise<void>;
};

/** A real ClickHouse server: `CLICKHOUSE_URL`, or a container; undefined where neither is to be had, since there are no jars of it. */
export async function startClickHouse(): Promise<ClickHouse | undefined> {
  const { clickhouseUrl } = readServicesConfig();
  if (clickhouseUrl !== undefined) return placeOf(clickhouseUrl, async () => undefined);
  if (!(await hasEngine())) return undefined;
  const { address, stop } = await startClickHouseContainer();
  return placeOf(address, stop);
}

function placeOf(address: string, stop: () => Promise<void>): ClickHouse {
  const { protocol, host, username, password } = new URL(address);
  const login = username === '' ? undefined : { username, password };
  return { url: `${protocol}//${host}`, login, stop };
}
