import {
  changelogOf,
  registerSchemas,
  type SchemaChange,
  type SchemaRegistry,
  schemaChanges,
  type TopicAdmin,
  type TopicChange,
  type TopicSpec,
  topicChanges,
  topicSpecs,
  withReceived,
} from '@landbridge/infra';
import type { Topic } from '@landbridge/schemas';

/** What a deployment on Kafka is to have. */
export type Deployment = {
  readonly admin: TopicAdmin;
  readonly registry: SchemaRegistry;
  readonly topics: readonly Topic[];
  readonly name: string;
  /** Of every topic; undefined: as the topics that are there, or the default. */
  readonly partitions: number | undefined;
  /** Copies of the topics that are made; undefined: three, or as many as there are brokers. */
  readonly replication: number | undefined;
};

/** Differences between what is declared and what Kafka and the registry have. */
export type Plan = {
  readonly topics: readonly TopicChange[];
  readonly schemas: readonly SchemaChange[];
};

const PARTITIONS = 4;
const REPLICATION = 3;

/** Looks, and changes nothing. */
export async function planOf(deployment: Deployment): Promise<Plan> {
  const { admin, registry, topics, name } = deployment;
  const replication = deployment.replication ?? Math.min(REPLICATION, await admin.brokerCount());
  const specsFor = (partitions: number) =>
    topicSpecs({ topics, deployment: name, partitions, replication });
  const found = await admin.describe(specsFor(PARTITIONS).map((spec) => spec.name));
  const known = found.get(changelogOf(name)) ?? found.values().next().value;
  const partitions = deployment.partitions ?? known?.partitions ?? PARTITIONS;
  const schemas = await Promise.all(
    withReceived(topics).map((topic) => schemaChanges(topic, registry)),
  );
  return {
    topics: specsFor(partitions).flatMap((spec) => topicChanges(spec, found.get(spec.name))),
    schemas: schemas.flat(),
  };
}

/** Carries a plan without refusals out: topics first, since a schema without a topic hurts nobody else. */
export async function carryOut(
  { topics, schemas }: Plan,
  { admin, registry, topics: all }: Deployment,
): Promise<void> {
  const specs: TopicSpec[] = topics.flatMap((change) =>
    change.kind === 'create' ? [change.spec] : [],
  );
  if (specs.length > 0) await admin.create(specs);
  const settings = topics.filter((change) => change.kind === 'configure');
  for (const [topic, changes] of Map.groupBy(settings, (change) => change.topic)) {
    const configs = changes.map(({ setting, to }) => [setting, to]);
    await admin.configure(topic, Object.fromEntries(configs));
  }
  const changed = new Set(schemas.map((change) => change.topic));
  // One after the other: two subjects may get the same schema, and shall get the same id.
  for (const topic of withReceived(all)) {
    if (changed.has(topic.name)) await registerSchemas(topic, registry);
  }
}

/** A difference as a line, and as an element of the machine-readable list. */
export type Difference = {
  topic: string;
  change: 'create' | 'set' | 'rule' | 'register' | 'refused';
  /** Which setting, rule or version; null where it is the topic. */
  what: string | null;
  from: string | null;
  to: string | null;
};

export function differencesOf({ topics, schemas }: Plan): Difference[] {
  return [...topics.map(topicDifference), ...schemas.map(schemaDifference)].sort(byTopic);
}

function topicDifference(change: TopicChange): Difference {
  switch (change.kind) {
    case 'create': {
      const { name: topic, partitions, replication } = change.spec;
      const to = `${partitions} ${partitions === 1 ? 'partition' : 'partitions'}, ${replication} ${replication === 1 ? 'copy' : 'copies'}`;
      return { topic, change: 'create', what: null, from: null, to };
    }
    case 'configure': {
      const { topic, setting: what, from = null, to } = change;
      return { topic, change: 'set', what, from, to };
    }
    case 'refused':
      return { topic: change.topic, change: 'refused', what: null, from: null, to: change.why };
  }
}

function schemaDifference(change: SchemaChange): Difference {
  const { topic, subject } = change;
  if (change.kind === 'rule') {
    const from = change.from ?? null;
    return { topic, change: 'rule', what: subject, from, to: 'BACKWARD_TRANSITIVE' };
  }
  const what = `${subject} version ${change.version}`;
  if (change.kind === 'register') return { topic, change: 'register', what, from: null, to: null };
  const to = 'the registry holds a version that it cannot read, and would not take it';
  return { topic, change: 'refused', what, from: null, to };
}

function byTopic(one: Difference, other: Difference): number {
  return one.topic < other.topic ? -1 : Number(one.topic > other.topic);
}
