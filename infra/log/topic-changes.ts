import { type FoundTopic, IN_SYNC_MIN, inSyncMin, type TopicSpec } from './topic-admin.ts';

/** What keeps a topic from being as it is to be. `refused`: nothing that we would do mends it. */
export type TopicChange =
  | { readonly kind: 'create'; readonly spec: TopicSpec }
  | {
      readonly kind: 'configure';
      readonly topic: string;
      readonly setting: string;
      readonly from: string | undefined;
      readonly to: string;
    }
  | { readonly kind: 'refused'; readonly topic: string; readonly why: string };

/**
 * Compares what is declared, number of partitions included: what belongs to one key, or to one task, is found by it. How
 * many copies there are is left to whoever runs the brokers.
 */
export function topicChanges(spec: TopicSpec, found: FoundTopic | undefined): TopicChange[] {
  if (found === undefined) return [{ kind: 'create', spec }];
  if (found.partitions !== spec.partitions) {
    const why = `it has ${found.partitions} partitions where the deployment has ${spec.partitions}. Their number is fixed for good: make it anew, or take --partitions ${found.partitions} for all of a new deployment`;
    return [{ kind: 'refused', topic: spec.name, why }];
  }
  // Copies cannot be waited for that are not there: so this follows from what the topic has.
  const configs = { ...spec.configs, [IN_SYNC_MIN]: inSyncMin(found.replication) };
  return Object.entries(configs).flatMap(([setting, to]) => {
    const from = found.configs[setting];
    return from === to ? [] : [{ kind: 'configure', topic: spec.name, setting, from, to }];
  });
}
