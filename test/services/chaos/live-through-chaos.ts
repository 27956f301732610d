import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock as clock, type FrameIds, freshName, systemPause } from '@landbridge/infra';
import {
  type OwnKafka,
  type OwnRegistry,
  startOwnKafka,
  startOwnRegistry,
} from '@landbridge/infra/services';
import { type Random, seededRandom } from '@landbridge/infra/testing';
import { openTasks } from '@landbridge/processors';
import { Feed } from './feed.ts';
import { Fleet, type Told } from './fleet.ts';
import { shownByJava } from './java-consumer.ts';
import { type Deed, planOf } from './plan.ts';
import { decodedBy, oracleOf, type Verdict, verdictOn } from './verdict.ts';
import {
  context,
  letters,
  makeTopics,
  onCluster,
  openIds,
  openLogOf,
  outputs,
  PARTITIONS,
  settled,
  topology,
  type World,
} from './world.ts';

export type Chaos = {
  readonly seed: number;
  /** How many workers are killed; the other deeds follow from it. */
  readonly kills: number;
  say(line: string): void;
};

export type Outcome = {
  /** How often each deed was done. */
  readonly done: ReadonlyMap<Deed, number>;
  readonly told: Told;
  readonly complaints: readonly string[];
  readonly entries: number;
  readonly verdicts: readonly Verdict[];
  readonly poison: number;
  readonly letters: number;
  /** Records that were written and never committed, as Java counts them, markers aside. */
  readonly aborted: number;
};

/** A member that is silent for so long has gone. */
const SESSION_MS = 4_000;
/** Longer than that, and than others need to take over and commit. */
const FROZEN_MS = 7_000;
const DOWN_MS_MAX = 3_000;
const BETWEEN_MS_MAX = 1_000;
const PATIENCE_MS = 90_000;
const SHORT_SESSIONS = { 'group.min.session.timeout.ms': '1000' };

/**
 * Lets workers share the two hops of a ledger while they are killed, frozen and woken, cut off and rebalanced, and while
 * their broker or their registry is killed; then asks Kafka's own consumer what was committed.
 */
export async function liveThroughChaos({ seed, kills, say }: Chaos): Promise<Outcome> {
  const under = mkdtempSync(join(tmpdir(), 'landbridge-chaos-'));
  await using started = new AsyncDisposableStack();
  started.defer(() => rmSync(under, { recursive: true, force: true, maxRetries: 3 }));
  const kafka = await startOwnKafka(() => SHORT_SESSIONS);
  started.defer(() => kafka.stop());
  const registry = await startOwnRegistry();
  started.defer(() => registry.stop());
  const deployment = `chaos-${freshName().slice(0, 8)}`;
  const world = { brokers: kafka.brokers, registry: registry.url, deployment };
  await makeTopics(world);
  const random = seededRandom(seed);
  await using fleet = new Fleet({ world, sessionTimeoutMs: SESSION_MS, under, random });
  const feeder = join(under, 'feeder');
  const log = await openLogOf(world, feeder, new AbortController().signal);
  const feed = new Feed({ world, log, random: seededRandom(seed + 1) });
  const done = await disturb({ kafka, registry, fleet, feed, random, kills, say });
  await feed.end();
  await fleet.resize(0);
  say('All has been told, and all workers have left. Folding what is left over.');
  const tasks = await openTasks({ log, topology, context, clock });
  await tasks.idle();
  await tasks.stop();
  await log.close();
  say("Asking Kafka's own consumer.");
  const judged = await judge({ kafka, world, feed, ids: await openIds(world, feeder) });
  const { told, complaints } = fleet;
  return { done, told, complaints, entries: feed.entries.length, poison: feed.poison, ...judged };
}

type Stage = {
  readonly kafka: OwnKafka;
  readonly registry: OwnRegistry;
  readonly fleet: Fleet;
  readonly feed: Feed;
};

async function disturb(
  of: Stage & { random: Random; kills: number; say(line: string): void },
): Promise<Map<Deed, number>> {
  const { fleet, random, say } = of;
  const done = new Map<Deed, number>();
  // A fate for somebody who does nothing yet would prove little.
  const goesOn = async (after: Deed): Promise<void> => {
    if (await fleet.works(PARTITIONS, PATIENCE_MS)) return;
    fleet.complaints.push(`After ${after} nothing works on: ${fleet.describe()}`);
  };
  const startedMs = clock.nowMs();
  for (const deed of planOf(random, of.kills)) {
    say(`${((clock.nowMs() - startedMs) / 1_000).toFixed(1)} s: ${deed}`);
    await carryOut(deed, { ...of, goesOn });
    done.set(deed, (done.get(deed) ?? 0) + 1);
    await systemPause(random.next() * BETWEEN_MS_MAX);
    if (fleet.complaints.length === 0) await goesOn(deed);
    if (fleet.complaints.length > 0) break;
  }
  return done;
}

async function carryOut(
  deed: Deed,
  of: Stage & { random: Random; goesOn(after: Deed): Promise<void> },
): Promise<void> {
  const { kafka, registry, fleet, feed, random, goesOn } = of;
  switch (deed) {
    case 'kill':
      return await fleet.kill();
    case 'zombie':
      return await fleet.freeze(FROZEN_MS);
    case 'lost-answer':
      await fleet.loseAnswer();
      return;
    case 'poison':
      return await feed.poisonAll();
    case 'broker':
      await kafka.kill();
      await systemPause(random.next() * DOWN_MS_MAX);
      return await kafka.restart();
    case 'registry':
      // Those who know its ids go on, and start again; what only it could explain waits.
      await registry.kill();
      await fleet.kill('same machine');
      await goesOn(deed);
      await feed.poisonAll();
      return await registry.restart();
    case '1 worker':
      return await fleet.resize(1);
    case '2 workers':
      return await fleet.resize(2);
    case '3 workers':
      return await fleet.resize(3);
  }
}

async function judge(of: { kafka: OwnKafka; world: World; feed: Feed; ids: FrameIds }) {
  const { kafka, world, feed, ids } = of;
  const { brokers, classPath } = kafka;
  const topics = [settled, ...outputs.values(), letters];
  const names = topics.map(({ name }) => onCluster(world, name).replaceAll('.', '[.]')).join('|');
  const show = (isolation: 'read_committed' | 'read_uncommitted') =>
    shownByJava({ classPath, brokers, topics: names, isolation });
  const [committed, all] = [await show('read_committed'), await show('read_uncommitted')];
  const shown = decodedBy(topics, { shown: committed, ids });
  const oracle = oracleOf(feed.entries);
  const verdicts = [...oracle].map(([topic, expected]) =>
    verdictOn(topic, { shown: shown.get(topic) ?? [], expected }),
  );
  const aborted = all.length - committed.length;
  return { verdicts, aborted, letters: shown.get(letters.name)?.length ?? 0 };
}
