import {
  type KafkaConfig,
  openSchemaRegistry,
  openTopicAdmin,
  PipelineError,
  readConfig,
} from '@landbridge/infra';
import { topics } from '@landbridge/schemas';
import type { Options } from '../command.ts';
import { UsageError } from '../parse-arguments.ts';
import type { Deployment } from './plan.ts';

/** Options of the commands that compare a deployment with what is there. */
export const DEPLOYMENT_OPTIONS = {
  partitions: {
    type: 'text',
    value: 'N',
    about: 'partitions of every topic, for good (default: as they are; 4 where there are none)',
  },
  replication: {
    type: 'text',
    value: 'N',
    about: 'copies of the topics that are made (default: 3, or one a broker)',
  },
  json: { type: 'flag', about: 'an array of {topic, change, what, from, to}' },
} as const satisfies Options;

const COUNT_MAX = 10_000;

/** Kafka's part of the configuration. Rejects with `config-invalid` where no Kafka is configured. */
export function kafkaConfig(): KafkaConfig {
  const { kafka } = readConfig();
  if (kafka !== undefined) return kafka;
  throw new PipelineError(
    'config-invalid',
    'No Kafka is configured. Set LANDBRIDGE_KAFKA_BROKERS and LANDBRIDGE_REGISTRY_URL; `npx landbridge services` starts ' +
      'both for trying out, and says how to set them.',
  );
}

/** Lends the deployment that is configured, with what was typed. */
export async function withDeployment<T>(
  typed: { readonly partitions: string | undefined; readonly replication: string | undefined },
  use: (deployment: Deployment) => Promise<T>,
): Promise<T> {
  const partitions = countOf('partitions', typed.partitions);
  const replication = countOf('replication', typed.replication);
  const config = kafkaConfig();
  const registry = openSchemaRegistry(config.registry);
  const admin = await openTopicAdmin(config);
  try {
    return await use({
      admin,
      registry,
      topics,
      name: config.deployment,
      partitions,
      replication,
    });
  } finally {
    await admin.close();
  }
}

function countOf(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const count = /^[1-9]\d{0,4}$/.test(text) ? Number(text) : Number.POSITIVE_INFINITY;
  if (count <= COUNT_MAX) return count;
  throw new UsageError(`--${option} ${text}: it is a number from 1 to ${COUNT_MAX}.`);
}
