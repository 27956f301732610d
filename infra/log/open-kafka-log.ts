import type { KafkaLogOptions, SharedLog } from './kafka/kafka-log.ts';
import type { Membership, MembershipOptions } from './kafka/membership.ts';

export type { RestoreProgress } from './kafka/catch-up.ts';
export type { GroupLag } from './kafka/group-lag.ts';
export type { KafkaLogOptions, SharedLog } from './kafka/kafka-log.ts';
export type { KafkaConnection } from './kafka/kafkajs.ts';
export type { ConsumerLag } from './kafka/lag-alarm.ts';
export type { Membership, MembershipOptions } from './kafka/membership.ts';
export type { Outage } from './kafka/outage.ts';
export type { StandbyLag } from './kafka/standby.ts';

/** Opens a deployment's log on Kafka; `kafka/kafka-log.ts` says what it promises. Loaded when it is needed. */
export async function openKafkaLog(options: KafkaLogOptions): Promise<SharedLog> {
  const { openLog } = await import('./kafka/kafka-log.ts');
  return await openLog(options);
}

/** Joins the group of processes that share a deployment's tasks; `kafka/membership.ts` says what that promises. */
export async function joinTaskGroup(options: MembershipOptions): Promise<Membership> {
  const { joinGroup } = await import('./kafka/membership.ts');
  return await joinGroup(options);
}
