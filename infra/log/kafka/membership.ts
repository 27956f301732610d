/// <reference path="./kafkajs.d.ts" />
import type Cluster from 'kafkajs/src/cluster/index.js';
import type { Broker } from 'kafkajs/src/cluster/index.js';
import protocol from 'kafkajs/src/consumer/assignerProtocol.js';
import { PipelineError } from '../../errors.ts';
import { assign, type Claim, standbysOf } from './assignor.ts';
import { CODES, codeOf, isTransient } from './kafka-error.ts';
import type { KafkaConnection } from './kafkajs.ts';
import { Link } from './link.ts';
import { MemberNote } from './member-note.ts';
import { type Outage, OutageWatch } from './outage.ts';

const { MemberAssignment, MemberMetadata } = protocol;
/** All members must have it in common, so it changes when the claims in its metadata do. */
export const ASSIGNOR = 'landbridge-2';
const PROTOCOL_VERSION = 1;
const GROUP_COORDINATOR = 0;
/**
 * The least that brokers allow unless told otherwise. Nothing of ours keeps the thread for a third of it, and who is taken
 * for gone by mistake loses time, never a record.
 */
const SESSION_TIMEOUT_MS = 6_000;
const HEARTBEAT_MS = 1_500;
const REBALANCE_TIMEOUT_MS = 20_000;
const RETRY_MS = 200;
/** A join waits for the others, up to the rebalance time-out: who does not get in by then never will. */
const JOINS_MAX = 50;

export type MembershipOptions = {
  readonly connection: KafkaConnection;
  readonly groupId: string;
  /** Topics as the brokers know them: partition p of all of them goes to one member. */
  readonly topics: readonly string[];
  readonly partitions: number;
  /** A member that is silent for so long has gone: its partitions go to others. */
  readonly sessionTimeoutMs?: number;
  readonly heartbeatMs?: number;
  /** How long the others wait for a member to join again. */
  readonly rebalanceTimeoutMs?: number;
  /**
   * A file in a folder of this process alone, which notes who it is in the group. Who starts there after a crash tells the
   * group that the former member has gone, and takes its place at once.
   */
  readonly noteFile?: string;
  /** By partition, how far this process has its state: who has most of it gets what is free. Default nothing. */
  cached?(): readonly number[];
  /** Keeps a copy of the state of these partitions, and of no others: their owners are other members. */
  onStandby?(partitions: readonly number[]): void;
  /** Begins to work on partitions. Membership goes on meanwhile, whatever it takes. */
  onAssigned(partitions: readonly number[]): Promise<void>;
  /** Ends work on partitions: another member may have begun, and will have fenced us then. */
  onRevoked(partitions: readonly number[]): Promise<void>;
  /** The group cannot be joined, or a call-back failed: everything is revoked, and nothing comes after it. */
  onFailed(error: unknown): void;
  /** Hears when the group could not be reached for ten seconds, and when it can be again. */
  onOutage?(outage: Outage): void;
};

export type Membership = {
  /** What this process works on now. */
  owned(): readonly number[];
  /** Asks the group whether a partition is ours still: for whoever was fenced and must know whether to go on. */
  stillOwns(partition: number): Promise<boolean>;
  /** Ends all work, then leaves, so that others need not wait for the time-out. */
  leave(): Promise<void>;
};

/**
 * Joins a group and keeps its place in it. Only membership is the group's business: nothing is read for it, and what one
 * reads from is said by the task's own state. A partition that one keeps over a rebalance is not interrupted. Who was
 * taken for gone loses everything first, even what it gets back: another may have worked on it in between. Resolves with
 * the first assignment; rejects where the group refuses us.
 */
export async function joinGroup(options: MembershipOptions): Promise<Membership> {
  const member = new Member(options);
  await member.start();
  return member;
}

class Member implements Membership {
  readonly #options: MembershipOptions;
  readonly #link: Link;
  readonly #work: Work;
  readonly #note: MemberNote;
  readonly #outage: OutageWatch;
  #memberId = '';
  #generation = -1;
  #assigned: readonly number[] = [];
  #running: Promise<void> | undefined;
  #isEnding = false;
  #isLeaving = false;

  constructor(options: MembershipOptions) {
    this.#options = options;
    this.#link = new Link({ connection: options.connection, topics: [] });
    this.#work = new Work(options, (error) => this.#fail(error));
    this.#note = new MemberNote({ file: options.noteFile, groupId: options.groupId });
    this.#outage = new OutageWatch('Keeping the place in the group', (outage) =>
      options.onOutage?.(outage),
    );
  }

  async start(): Promise<void> {
    const { partitions, onStandby } = this.#options;
    // Where nobody is left who knows that the last owner has gone, joining takes seconds: any state may be wanted then.
    onStandby?.(Array.from({ length: partitions }, (_, partition) => partition));
    const former = this.#note.read();
    try {
      await this.#link.use(`Joining ${this.#options.groupId}`, async (cluster) => {
        if (former !== undefined) await this.#excuse(former, cluster);
        await this.#joinFirst(cluster);
      });
    } catch (error) {
      await this.#link.close();
      throw error instanceof PipelineError ? error : refused(this.#options.groupId, error);
    }
    this.#running = this.#run();
  }

  owned(): readonly number[] {
    return this.#work.held();
  }

  async stillOwns(partition: number): Promise<boolean> {
    try {
      await this.#link.once((cluster) => this.#beat(cluster));
      return !this.#isEnding && this.#assigned.includes(partition);
    } catch {
      return false;
    }
  }

  async leave(): Promise<void> {
    if (this.#isEnding) return;
    // What takes its time to end is ended as a member still.
    this.#isEnding = true;
    await this.#work.change([]);
    this.#isLeaving = true;
    const { connection, groupId } = this.#options;
    const memberId = this.#memberId;
    // Over a connection of its own: the other one may be waiting for the others to join.
    const link = new Link({ connection, topics: [], patienceMs: RETRY_MS });
    try {
      await link.once(async (cluster) =>
        (await coordinatorOf(cluster, groupId)).leaveGroup({ groupId, memberId }),
      );
    } catch {
      // The group finds out by our silence.
    }
    this.#note.remove();
    await link.close();
    await this.#link.close();
    await this.#running;
  }

  /** Who used this folder before is gone for certain: the group need not wait for it to be silent long enough. */
  async #excuse(memberId: string, cluster: Cluster): Promise<void> {
    const { groupId } = this.#options;
    try {
      await (await coordinatorOf(cluster, groupId)).leaveGroup({ groupId, memberId });
    } catch {
      // The group knows it already, or finds out by its silence.
    }
  }

  async #run(): Promise<void> {
    while (!this.#isLeaving) {
      try {
        await this.#link.pause(this.#options.heartbeatMs ?? HEARTBEAT_MS);
        if (this.#isLeaving) return;
        await this.#link.once((cluster) => this.#beat(cluster));
        this.#outage.worked();
      } catch (error) {
        await this.#recover(error);
      }
    }
  }

  /** Joins again after a heartbeat that failed, as often as it takes. */
  async #recover(cause: unknown): Promise<void> {
    for (let error = cause; !this.#isLeaving; ) {
      const code = codeOf(error);
      if (isGone(code)) this.#lose();
      else if (code !== CODES.rebalance && !isTransient(error)) return this.#fail(error);
      else if (code !== CODES.rebalance) {
        this.#outage.failed(error);
        await this.#link.pause(RETRY_MS);
      }
      if (this.#isLeaving) return;
      try {
        await this.#link.once((cluster) => this.#join(cluster));
        return this.#outage.worked();
      } catch (next) {
        error = next;
      }
    }
  }

  /** Others may join while we do: then the group begins again, and we with it. */
  async #joinFirst(cluster: Cluster): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.#join(cluster);
      } catch (error) {
        const code = codeOf(error);
        if (tries === JOINS_MAX || !(isGone(code) || code === CODES.rebalance)) throw error;
        if (isGone(code)) this.#forget();
      }
    }
  }

  async #join(cluster: Cluster): Promise<void> {
    const { groupId, topics, partitions } = this.#options;
    const coordinator = await coordinatorOf(cluster, groupId);
    const cached = this.#options.cached?.() ?? [];
    const userData = Buffer.from(JSON.stringify({ held: this.#assigned, cached }));
    const metadata = MemberMetadata.encode({
      version: PROTOCOL_VERSION,
      topics: [...topics],
      userData,
    });
    const joined = await coordinator.joinGroup({
      groupId,
      memberId: this.#memberId,
      sessionTimeout: this.#options.sessionTimeoutMs ?? SESSION_TIMEOUT_MS,
      rebalanceTimeout: this.#options.rebalanceTimeoutMs ?? REBALANCE_TIMEOUT_MS,
      groupProtocols: [{ name: ASSIGNOR, metadata }],
    });
    this.#memberId = joined.memberId;
    this.#generation = joined.generationId;
    this.#note.write(joined.memberId);
    const isLeader = joined.leaderId === joined.memberId;
    const { memberAssignment } = await coordinator.syncGroup({
      groupId,
      generationId: joined.generationId,
      memberId: joined.memberId,
      groupAssignment: isLeader ? assignmentsOf(joined.members, { topics, partitions }) : [],
    });
    const { assignment = {}, userData: standby } = MemberAssignment.decode(memberAssignment) ?? {};
    this.#assigned = assignment[topics[0] ?? ''] ?? [];
    if (this.#isEnding) return;
    this.#options.onStandby?.(standby ? (JSON.parse(standby.toString()) as number[]) : []);
    void this.#work.change(this.#assigned);
  }

  async #beat(cluster: Cluster): Promise<void> {
    const { groupId } = this.#options;
    const coordinator = await coordinatorOf(cluster, groupId);
    await coordinator.heartbeat({
      groupId,
      memberId: this.#memberId,
      groupGenerationId: this.#generation,
    });
  }

  #forget(): void {
    this.#memberId = '';
    this.#generation = -1;
    this.#assigned = [];
  }

  #lose(): void {
    this.#forget();
    void this.#work.lose();
  }

  #fail(error: unknown): void {
    if (this.#isEnding) return;
    void this.leave();
    this.#options.onFailed(error);
  }
}

/** Brings what is worked on to what is assigned, one step after the other, while the assignment goes on changing. */
class Work {
  readonly #options: MembershipOptions;
  readonly #onFailed: (error: unknown) => void;
  readonly #held = new Set<number>();
  #wanted: ReadonlySet<number> = new Set();
  #lost: ReadonlySet<number> = new Set();
  #working: Promise<void> | undefined;

  constructor(options: MembershipOptions, onFailed: (error: unknown) => void) {
    this.#options = options;
    this.#onFailed = onFailed;
  }

  held(): readonly number[] {
    return [...this.#held].sort((a, b) => a - b);
  }

  change(partitions: readonly number[]): Promise<void> {
    this.#wanted = new Set(partitions);
    this.#working ??= this.#reach().finally(() => {
      this.#working = undefined;
    });
    return this.#working;
  }

  lose(): Promise<void> {
    this.#lost = new Set(this.#held);
    return this.change([]);
  }

  async #reach(): Promise<void> {
    try {
      for (;;) {
        const revoked = this.held().filter((p) => this.#lost.has(p) || !this.#wanted.has(p));
        const added = [...this.#wanted].filter((p) => !this.#held.has(p));
        if (revoked.length > 0) {
          this.#lost = this.#lost.difference(new Set(revoked));
          await this.#options.onRevoked(revoked);
          for (const partition of revoked) this.#held.delete(partition);
        } else if (added.length > 0) {
          for (const partition of added) this.#held.add(partition);
          await this.#options.onAssigned(added);
        } else return;
      }
    } catch (error) {
      this.#held.clear();
      this.#wanted = new Set();
      this.#onFailed(error);
    }
  }
}

function coordinatorOf(cluster: Cluster, groupId: string): Promise<Broker> {
  return cluster.findGroupCoordinator({ groupId, coordinatorType: GROUP_COORDINATOR });
}

/** Whether the group has taken us for gone. */
function isGone(code: number | undefined): boolean {
  return code === CODES.unknownMember || code === CODES.illegalGeneration;
}

/** What the leader tells each member. */
function assignmentsOf(
  members: readonly { memberId: string; memberMetadata: Buffer }[],
  of: { topics: readonly string[]; partitions: number },
): { memberId: string; memberAssignment: Buffer }[] {
  const claims = members.map(({ memberId, memberMetadata }): Claim => {
    const { userData } = MemberMetadata.decode(memberMetadata);
    return { memberId, ...(JSON.parse(userData.toString()) as Omit<Claim, 'memberId'>) };
  });
  const owned = assign(claims, of.partitions);
  const standbys = standbysOf(claims, owned);
  return [...owned].map(([memberId, partitions]) => {
    const assignment = Object.fromEntries(of.topics.map((topic) => [topic, partitions]));
    const userData = Buffer.from(JSON.stringify(standbys.get(memberId) ?? []));
    const version = PROTOCOL_VERSION;
    return {
      memberId,
      memberAssignment: MemberAssignment.encode({ version, assignment, userData }),
    };
  });
}

function refused(groupId: string, cause: unknown): PipelineError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new PipelineError(
    'config-invalid',
    `Joining the group ${groupId}: ${why}. Is the name used by something else, or the session time-out beyond what the brokers allow?`,
    { cause },
  );
}
