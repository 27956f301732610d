import type { Reference } from '@landbridge/infra';
import type { Fact } from '@landbridge/schemas';
import { sources } from '../catalog.ts';
import type { SimulatedDelivery } from '../simulated-port/feeds.ts';

/** What deliveries come to once everything has arrived. */
export type Settled = {
  /** The facts that stand in the end, by topic: of each the newest statement, without those that were withdrawn. */
  readonly facts: ReadonlyMap<string, readonly Omit<Fact, 'ingestedAt'>[]>;
  /** How many source events were refused, by code. */
  readonly refused: ReadonlyMap<string, number>;
};

/** Decodes deliveries by the sources they name, and settles what they say: a dozen lines that are right by reading. */
export function settledFacts(
  deliveries: Iterable<SimulatedDelivery>,
  reference: Reference,
): Settled {
  const newest = new Map<string, { topic: string; fact: Fact; statedAt: number }>();
  const refused = new Map<string, number>();
  for (const { source, feed, bytes } of deliveries) {
    const decoder = sources.find(({ name }) => name === source);
    if (decoder === undefined) throw new Error(`There is no source ${source} in the catalog.`);
    const context = { reference, feed, zone: null, plateColour: 2, topic: null, firstLine: 1 };
    for (const decoded of decoder.decode(bytes, context)) {
      if (decoded.kind === 'reject') {
        refused.set(decoded.code, (refused.get(decoded.code) ?? 0) + 1);
        continue;
      }
      const { topic, statedAt } = decoded;
      const fact: Fact = { ...decoded.fact, revision: 0, ingestedAt: 0 };
      const key = `${topic.name} ${fact.id}`;
      const known = newest.get(key);
      if (known !== undefined && known.statedAt >= statedAt) continue;
      newest.set(key, { topic: topic.name, fact, statedAt });
    }
  }
  const standing = [...newest.values()].filter(({ fact }) => !fact.retracted);
  const byTopic = Map.groupBy(standing, ({ topic }) => topic);
  const facts = new Map([...byTopic].map(([topic, each]) => [topic, each.map(({ fact }) => fact)]));
  return { facts, refused };
}
