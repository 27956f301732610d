import { randomInt } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as path } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { BrokerWorld } from './broker-world.ts';
import { Link } from './link.ts';
import { MemberNote } from './member-note.ts';
import { ASSIGNOR, joinGroup, type Membership } from './membership.ts';

const TOPICS = ['a.b', 'a.c'];
const PARTITIONS = 4;
const PATIENCE = { timeout: 30_000 };

type Watched = Membership & {
  /** What happened to this member's work, in order. */
  readonly story: string[];
  /** What it stands by for. */
  standby(): readonly number[];
};

/** What the group promises on a real broker. */
export function membershipContract(world: BrokerWorld): void {
  const join = joinFor(world);
  const newGroup = async (): Promise<string> => {
    const deployment = `group-${randomInt(2 ** 40)}`;
    await world.makeTopics(deployment, PARTITIONS);
    return deployment;
  };

  test('one member has everything; a second gets its share, and what the first keeps goes on', async () => {
    const group = await newGroup();
    const first = await join(group);
    await expect.poll(() => first.owned()).toEqual([0, 1, 2, 3]);
    const second = await join(group);
    await expect.poll(() => ownedBy([first, second]), PATIENCE).toEqual([2, 2]);
    expect([...first.owned(), ...second.owned()].sort()).toEqual([0, 1, 2, 3]);
    expect(first.story).toEqual(['+0,1,2,3', `-${second.owned()}`]);
    await second.leave();
    await expect.poll(() => first.owned(), PATIENCE).toEqual([0, 1, 2, 3]);
    expect(first.story).toHaveLength(3);
    await first.leave();
    expect(first.story.at(-1)).toBe('-0,1,2,3');
    expect(first.owned()).toEqual([]);
  });

  test('from one to three and back to two, every partition has one owner in the end', async () => {
    const group = await newGroup();
    const members = [await join(group)];
    members.push(...(await Promise.all([join(group), join(group)])));
    await expect.poll(() => ownedBy(members).sort(), PATIENCE).toEqual([1, 1, 2]);
    await members.pop()?.leave();
    await expect.poll(() => ownedBy(members), PATIENCE).toEqual([2, 2]);
    expect(members.flatMap((member) => member.owned()).sort()).toEqual([0, 1, 2, 3]);
    await Promise.all(members.map((member) => member.leave()));
  });

  test('work that ends slowly does not hold membership up', async () => {
    const group = await newGroup();
    let end = () => {};
    const slow = new Promise<void>((resolve) => {
      end = resolve;
    });
    const first = await join(group, { onRevoked: () => slow });
    const second = await join(group);
    await expect.poll(() => second.owned().length, PATIENCE).toBe(2);
    expect(await second.stillOwns(second.owned()[0] ?? -1)).toBe(true);
    expect(await first.stillOwns(second.owned()[0] ?? -1)).toBe(false);
    end();
    await expect.poll(() => first.owned().length, PATIENCE).toBe(2);
    await Promise.all([first.leave(), second.leave()]);
  });

  test('a member that was taken for gone ends everything before it begins again', async () => {
    const group = await newGroup();
    const member = await join(group);
    await expect.poll(() => member.owned()).toHaveLength(PARTITIONS);
    await expel(world, group);
    await expect.poll(() => member.story, PATIENCE).toEqual(['+0,1,2,3', '-0,1,2,3', '+0,1,2,3']);
    await member.leave();
  });

  test('a session time-out that the broker does not allow is refused at once', async () => {
    const group = await newGroup();
    await expect(join(group, { sessionTimeoutMs: 10 })).rejects.toMatchObject({
      code: 'config-invalid',
    });
  });

  joiningTogether(world, { join, newGroup });
  afterDeath(world, { join, newGroup });
}

const ownedBy = (members: readonly Watched[]) => members.map((member) => member.owned().length);

type Joining = {
  readonly join: ReturnType<typeof joinFor>;
  readonly newGroup: () => Promise<string>;
};

function joiningTogether(world: BrokerWorld, { join, newGroup }: Joining): void {
  test('who joins while the group begins again joins again', async () => {
    const group = await newGroup();
    const link = new Link({ connection: world.connection(), topics: [] });
    await link.use('Being another member', async (cluster) => {
      const coordinator = await cluster.findGroupCoordinator({
        groupId: group,
        coordinatorType: 0,
      });
      const asMember = (memberId: string) =>
        coordinator.joinGroup({
          ...{ groupId: group, memberId, sessionTimeout: 30_000, rebalanceTimeout: 30_000 },
          groupProtocols: [{ name: ASSIGNOR, metadata: Buffer.alloc(0) }],
        });
      const { memberId } = await asMember('');
      const joining = join(group);
      const size = async () => {
        const { groups } = await coordinator.describeGroups({ groupIds: [group] });
        return groups[0]?.members.length;
      };
      await expect.poll(size, PATIENCE).toBe(2);
      // It leads, and goes instead of telling the others what is theirs.
      await asMember(memberId);
      await coordinator.leaveGroup({ groupId: group, memberId });
      const member = await joining;
      await expect.poll(() => member.owned(), PATIENCE).toEqual([0, 1, 2, 3]);
      await member.leave();
    });
    await link.close();
  });
}

function afterDeath(world: BrokerWorld, { join, newGroup }: Joining): void {
  test('members stand by for what others own, and get what they have a copy of', async () => {
    const group = await newGroup();
    const first = await join(group);
    const second = await join(group, { cached: [0, 9, 0, 9] });
    const third = await join(group, { cached: [9, 0, 9, 0] });
    const members = [first, second, third];
    const stoodBy = () => members.flatMap(({ standby }) => standby()).sort();
    await expect.poll(() => ownedBy(members).sort(), PATIENCE).toEqual([1, 1, 2]);
    await expect.poll(stoodBy, PATIENCE).toEqual([0, 1, 2, 3]);
    for (const member of members) {
      const owned = member.owned();
      expect(member.standby().filter((partition) => owned.includes(partition))).toEqual([]);
    }
    await first.leave();
    await expect.poll(() => ownedBy([second, third]), PATIENCE).toEqual([2, 2]);
    expect([second.owned(), third.owned()]).toEqual([
      expect.arrayContaining([1]),
      expect.arrayContaining([0]),
    ]);
    expect([second.standby(), third.standby()]).toEqual([third.owned(), second.owned()]);
    await Promise.all([second.leave(), third.leave()]);
  });

  test('who starts where a member died takes its place without waiting for its session to end', async () => {
    const group = await newGroup();
    const folder = mkdtempSync(path(tmpdir(), 'landbridge-group-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const noteFile = path(folder, 'group-member.json');
    const link = new Link({ connection: world.connection(), topics: [] });
    const memberId = await link.use('Being a member that dies', async (cluster) => {
      const coordinator = await cluster.findGroupCoordinator({
        groupId: group,
        coordinatorType: 0,
      });
      const joined = await coordinator.joinGroup({
        ...{ groupId: group, memberId: '', sessionTimeout: 300_000, rebalanceTimeout: 300_000 },
        groupProtocols: [{ name: ASSIGNOR, metadata: Buffer.alloc(0) }],
      });
      return joined.memberId;
    });
    new MemberNote({ file: noteFile, groupId: group }).write(memberId);
    const member = await join(group, { noteFile });
    await expect.poll(() => member.owned(), PATIENCE).toEqual([0, 1, 2, 3]);
    expect(readFileSync(noteFile, 'utf8')).not.toContain(memberId);
    await member.leave();
    expect(existsSync(noteFile)).toBe(false);
    await link.close();
  });
}

function joinFor(world: BrokerWorld) {
  return async (
    groupId: string,
    of: {
      onRevoked?: () => Promise<void>;
      sessionTimeoutMs?: number;
      cached?: readonly number[];
      noteFile?: string;
    } = {},
  ): Promise<Watched> => {
    const story: string[] = [];
    let standby: readonly number[] = [];
    const { cached = [], noteFile } = of;
    const member = await joinGroup({
      connection: world.connection(),
      topics: TOPICS.map((topic) => `${groupId}.${topic}`),
      partitions: PARTITIONS,
      sessionTimeoutMs: of.sessionTimeoutMs ?? 6_000,
      heartbeatMs: 200,
      groupId,
      cached: () => cached,
      onStandby: (partitions) => {
        standby = partitions;
      },
      ...(noteFile !== undefined && { noteFile }),
      onAssigned: async (partitions) => void story.push(`+${partitions}`),
      onRevoked: async (partitions) => {
        await of.onRevoked?.();
        story.push(`-${partitions}`);
      },
      onFailed: (error) => void story.push(`failed: ${error}`),
    });
    return Object.assign(member, { story, standby: () => standby });
  };
}

/** What a broker does with a member that it has not heard of for too long. */
async function expel(world: BrokerWorld, groupId: string): Promise<void> {
  const link = new Link({ connection: world.connection(), topics: [] });
  await link.use('Expelling', async (cluster) => {
    const coordinator = await cluster.findGroupCoordinator({ groupId, coordinatorType: 0 });
    const { groups } = await coordinator.describeGroups({ groupIds: [groupId] });
    for (const { memberId } of groups.flatMap(({ members }) => members)) {
      await coordinator.leaveGroup({ groupId, memberId });
    }
  });
  await link.close();
}
