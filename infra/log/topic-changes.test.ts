import { containerEvents, truckPositions } from '@landbridge/schemas';
import { expect, test } from 'vitest';
import { type TopicSpec, topicSpecs } from './topic-admin.ts';
import { topicChanges } from './topic-changes.ts';

const DEPLOYMENT = {
  topics: [containerEvents, truckPositions],
  deployment: 'beilun',
  partitions: 6,
  replication: 3,
};
const specs = topicSpecs(DEPLOYMENT);

function spec(name: string): TopicSpec {
  const found = specs.find((one) => one.name === name);
  if (found === undefined) throw new Error(`There is no ${name}.`);
  return found;
}

test('a deployment has its topics, the ones that sources write, and a changelog of its own', () => {
  expect(specs.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      'container.events',
      'container.events.received',
      'truck.positions',
      'beilun.changelog',
    ]),
  );
  expect(spec('beilun.changelog')).toMatchObject({
    partitions: 6,
    replication: 3,
    configs: { 'cleanup.policy': 'compact', 'min.insync.replicas': '2' },
  });
});

test('records are kept for the time the topic declares, counted from when Kafka took them in', () => {
  expect(spec('truck.positions').configs).toMatchObject({
    'cleanup.policy': 'delete',
    'retention.ms': String(truckPositions.retentionMs),
    'message.timestamp.type': 'LogAppendTime',
  });
});

test('a topic that is not there is made', () => {
  expect(topicChanges(spec('truck.positions'), undefined)).toEqual([
    { kind: 'create', spec: spec('truck.positions') },
  ]);
});

test('a topic that is as declared needs nothing, whatever else it has set', () => {
  const found = { ...spec('truck.positions') };
  const configs = { ...found.configs, 'segment.bytes': '1048576' };
  expect(topicChanges(spec('truck.positions'), { ...found, configs })).toEqual([]);
});

test('settings that differ are set, with what they were', () => {
  const found = { ...spec('truck.positions') };
  const { 'max.message.bytes': _, ...rest } = found.configs;
  const changes = topicChanges(spec('truck.positions'), {
    ...found,
    configs: { ...rest, 'retention.ms': '60000' },
  });
  expect(changes).toEqual([
    {
      kind: 'configure',
      topic: 'truck.positions',
      setting: 'max.message.bytes',
      from: undefined,
      to: '4194304',
    },
    {
      kind: 'configure',
      topic: 'truck.positions',
      setting: 'retention.ms',
      from: '60000',
      to: String(truckPositions.retentionMs),
    },
  ]);
});

test('a topic of one copy never waits for a second, although new topics have three', () => {
  const [single] = topicSpecs({ ...DEPLOYMENT, replication: 1 });
  expect(single?.configs['min.insync.replicas']).toBe('1');
  expect(topicChanges(spec('container.events'), single)).toEqual([]);
});

test('another number of partitions is refused, and nothing else is touched', () => {
  const found = { ...spec('truck.positions'), partitions: 5, configs: {} };
  expect(topicChanges(spec('truck.positions'), found)).toEqual([
    { kind: 'refused', topic: 'truck.positions', why: expect.stringContaining('5 partitions') },
  ]);
});
