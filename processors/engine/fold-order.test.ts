import { expect, test } from 'vitest';
import { processors } from '../catalog.ts';
import { foldOrder, longestChain } from './fold-order.ts';

test('every processor comes once, behind those whose rows it reads, however they are listed', () => {
  for (const listed of [processors, processors.toReversed()]) {
    const order = foldOrder(listed).map((index) => listed[index]);
    expect(new Set(order).size).toBe(listed.length);
    const written = new Set<string>();
    const derived = new Set(
      listed.flatMap(({ outputs }) => outputs.map(({ topic }) => topic.name)),
    );
    for (const processor of order) {
      for (const { topic } of processor?.inputs ?? []) {
        if (derived.has(topic.name)) expect(written, `${processor?.name}`).toContain(topic.name);
      }
      for (const { topic } of processor?.outputs ?? []) written.add(topic.name);
    }
  }
});

test('the longest chain goes from a fact to the last row that follows from it', () => {
  const named = (...names: string[]) => processors.filter(({ name }) => names.includes(name));
  expect(longestChain([])).toBe(0);
  expect(longestChain(named('yard-dwells'))).toBe(1);
  expect(longestChain(named('gate-boxes', 'container-moves', 'yard-dwells', 'quay-moves'))).toBe(3);
});
