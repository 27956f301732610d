import { readFileSync } from 'node:fs';
import type { KafkaConfig } from '../config-kafka.ts';
import { PipelineError } from '../errors.ts';
import type { KafkaConnection } from './kafka/kafkajs.ts';
import type { TopicAdmin } from './topic-admin.ts';

/** Connects as an administrator. The client is loaded here, since most commands do without it. */
export async function openTopicAdmin(config: KafkaConfig): Promise<TopicAdmin> {
  const connection = connectionOf(config);
  const { openKafkaTopicAdmin } = await import('./kafka/topic-admin.ts');
  return await openKafkaTopicAdmin(connection);
}

/** How to reach Kafka as configured, certificates read. Rejects with `config-invalid` where one cannot be read. */
export function connectionOf({ brokers, tls, sasl, deployment }: KafkaConfig): KafkaConnection {
  const files = tls && {
    ...pem('ca', 'LANDBRIDGE_KAFKA_TLS_CA', tls.ca),
    ...pem('cert', 'LANDBRIDGE_KAFKA_TLS_CERT', tls.cert),
    ...pem('key', 'LANDBRIDGE_KAFKA_TLS_KEY', tls.key),
  };
  return {
    brokers,
    clientId: deployment,
    ...(files === undefined ? {} : { tls: Object.keys(files).length === 0 ? true : files }),
    ...(sasl === undefined ? {} : { sasl }),
  };
}

function pem(option: 'ca' | 'cert' | 'key', setting: string, path: string | undefined) {
  if (path === undefined) return {};
  try {
    return { [option]: readFileSync(path, 'utf8') };
  } catch (cause) {
    throw new PipelineError(
      'config-invalid',
      `Reading the certificates for Kafka: ${setting} is "${path}", which cannot be read. Correct it and start again.`,
      { cause },
    );
  }
}
