import type { Random } from '@landbridge/infra/testing';

/** What is done to a deployment. */
export type Deed =
  | 'kill'
  | 'zombie'
  | 'lost-answer'
  | 'broker'
  | 'registry'
  | 'poison'
  | '1 worker'
  | '2 workers'
  | '3 workers';

/** Deeds in random order, between which the workers become three, one, three and two. */
export function planOf(random: Random, kills: number): Deed[] {
  const times = (deed: Deed, count: number): Deed[] => Array.from({ length: count }, () => deed);
  const deeds = shuffled(random, [
    ...times('kill', kills),
    ...times('zombie', Math.ceil(kills / 4)),
    ...times('lost-answer', Math.ceil(kills / 4)),
    ...times('broker', Math.ceil(kills / 12)),
    ...times('registry', Math.ceil(kills / 12)),
    ...times('poison', 2),
  ]);
  const third = Math.ceil(deeds.length / 3);
  return [
    '1 worker',
    ...deeds.slice(0, 2),
    '3 workers',
    ...deeds.slice(2, 2 * third),
    '2 workers',
    ...deeds.slice(2 * third),
  ];
}

function shuffled<T>(random: Random, items: readonly T[]): T[] {
  const left = [...items];
  const order: T[] = [];
  while (left.length > 0) order.push(...left.splice(Math.floor(random.next() * left.length), 1));
  return order;
}
