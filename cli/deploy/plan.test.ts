import { registerSchemas, type TopicAdmin, type TopicSpec } from '@landbridge/infra';
import { memoryRegistry } from '@landbridge/infra/testing';
import { containerEvents, truckPositions } from '@landbridge/schemas';
import { expect, test } from 'vitest';
import { carryOut, type Deployment, differencesOf, planOf } from './plan.ts';
import { showDifferences } from './show-differences.ts';

/** A cluster without a network. */
function memoryAdmin(brokers: number) {
  const topics = new Map<string, TopicSpec>();
  const admin: TopicAdmin = {
    brokerCount: async () => brokers,
    async describe(names) {
      return new Map([...topics].filter(([name]) => names.includes(name)));
    },
    async create(specs) {
      for (const spec of specs) topics.set(spec.name, spec);
    },
    async configure(name, configs) {
      const topic = topics.get(name);
      if (topic) topics.set(name, { ...topic, configs: { ...topic.configs, ...configs } });
    },
    async remove(names) {
      for (const name of names) topics.delete(name);
    },
    memberCount: async () => 0,
    close: async () => undefined,
  };
  return { admin, topics };
}

function aDeployment(set: Partial<Deployment> = {}) {
  const { admin, topics } = memoryAdmin(2);
  const deployment: Deployment = {
    admin,
    registry: memoryRegistry(),
    topics: [containerEvents, truckPositions],
    name: 'beilun',
    partitions: undefined,
    replication: undefined,
    ...set,
  };
  return { deployment, made: topics };
}

test('an empty cluster gets four partitions, and as many copies as it has brokers', async () => {
  const { deployment, made } = aDeployment();
  await carryOut(await planOf(deployment), deployment);
  expect([...made.keys()].filter((name) => !name.startsWith('beilun.'))).toEqual([
    'container.events',
    'container.events.received',
    'truck.positions',
  ]);
  expect(made.get('truck.positions')).toMatchObject({ partitions: 4, replication: 2 });
  expect(differencesOf(await planOf(deployment))).toEqual([]);
});

test('a topic that joins later has as many partitions as the others', async () => {
  const { deployment, made } = aDeployment({ topics: [containerEvents], partitions: 7 });
  await carryOut(await planOf(deployment), deployment);
  const later = { ...deployment, topics: [containerEvents, truckPositions], partitions: undefined };
  await carryOut(await planOf(later), later);
  expect(made.get('truck.positions')?.partitions).toBe(7);
});

test('what differs is put right and told, by topic', async () => {
  const { deployment, made } = aDeployment();
  await carryOut(await planOf(deployment), deployment);
  await deployment.admin.configure('truck.positions', { 'retention.ms': '1', 'segment.ms': '9' });
  await deployment.registry.setCompatibility('container.events-value', 'NONE');
  const plan = await planOf(deployment);
  expect(differencesOf(plan)).toEqual([
    {
      topic: 'container.events',
      change: 'rule',
      what: 'container.events-value',
      from: 'NONE',
      to: 'BACKWARD_TRANSITIVE',
    },
    {
      topic: 'truck.positions',
      change: 'set',
      what: 'retention.ms',
      from: '1',
      to: String(truckPositions.retentionMs),
    },
  ]);
  expect(showDifferences(differencesOf(plan)).join('\n')).toContain(
    `retention.ms = ${truckPositions.retentionMs} (now 1)`,
  );
  await carryOut(plan, deployment);
  expect(differencesOf(await planOf(deployment))).toEqual([]);
  expect(made.get('truck.positions')?.configs['segment.ms']).toBe('9');
});

test('a schema that the registry would not take is refused', async () => {
  const registry = memoryRegistry();
  for (const schema of containerEvents.schemas) registry.refused.add(schema);
  const { deployment } = aDeployment({ registry, topics: [truckPositions, containerEvents] });
  const refused = differencesOf(await planOf(deployment)).filter((d) => d.change === 'refused');
  expect(refused.map(({ what }) => what)).toEqual([
    'container.events-value version 1',
    'container.events.received-value version 1',
  ]);
  expect(showDifferences(refused)[0]).toMatch(/^Refused: container.events-value version 1: /);
});

test('only what changed is registered again', async () => {
  const registry = memoryRegistry();
  const { deployment } = aDeployment({ registry });
  await registerSchemas(truckPositions, registry);
  const before = registry.calls.length;
  const plan = await planOf(deployment);
  const asked = registry.calls.slice(before);
  expect(asked.every((call) => !/^(?:register|setCompatibility)$/.test(call))).toBe(true);
  await carryOut(plan, deployment);
  const registered = registry.calls.slice(before).filter((call) => call === 'register');
  expect(registered).toHaveLength(2);
});

test('nothing to do is one sentence', () => {
  expect(showDifferences([])).toEqual(['Topics, settings and schemas are as declared.']);
});
