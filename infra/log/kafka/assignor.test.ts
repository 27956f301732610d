import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assign } from './assignor.ts';

const held = (...partitions: number[]) => partitions;

test('gives every partition to one member, shares equal but for one', () => {
  const claims = ['a', 'b', 'c'].map((memberId) => ({ memberId, held: held(), cached: [] }));
  const assigned = assign(claims, 8);
  expect([...assigned.values()].map(({ length }) => length).sort()).toEqual([2, 3, 3]);
  expect([...assigned.values()].flat().sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
});

test('a member that joins takes its share and nothing else moves', () => {
  const claims = [
    { memberId: 'a', held: held(0, 2), cached: [] },
    { memberId: 'b', held: held(1, 3), cached: [] },
    { memberId: 'c', held: held(), cached: [] },
  ];
  const assigned = assign(claims, 4);
  expect(assigned.get('c')).toHaveLength(1);
  for (const memberId of ['a', 'b']) {
    const before = claims.find((claim) => claim.memberId === memberId)?.held;
    expect(before).toEqual(expect.arrayContaining(assigned.get(memberId) ?? []));
  }
});

test('what a member leaves behind goes to the others, who keep what they have', () => {
  const claims = [
    { memberId: 'a', held: held(0), cached: [] },
    { memberId: 'b', held: held(2), cached: [] },
  ];
  const assigned = assign(claims, 3);
  expect(assigned.get('a')).toContain(0);
  expect(assigned.get('b')).toContain(2);
});

test('a partition that two members claim goes to one of them', () => {
  const claims = [
    { memberId: 'b', held: held(0, 1), cached: [] },
    { memberId: 'a', held: held(0, 1), cached: [] },
  ];
  expect([...assign(claims, 2).values()].flat().sort()).toEqual([0, 1]);
});

test('more members than partitions: some have none', () => {
  const claims = ['a', 'b', 'c'].map((memberId) => ({ memberId, held: held(), cached: [] }));
  expect([...assign(claims, 2).values()].flat().sort()).toEqual([0, 1]);
});

test('whatever is claimed, shares are equal, complete and the same in any order', () => {
  const claim = fc.record({
    memberId: fc.string({ minLength: 1, maxLength: 4 }),
    held: fc.uniqueArray(fc.nat(20)),
    cached: fc.array(fc.nat(5)),
  });
  const claims = fc.uniqueArray(claim, { minLength: 1, maxLength: 6, selector: (c) => c.memberId });
  fc.assert(
    fc.property(claims, fc.nat(16), (given, partitions) => {
      const assigned = assign(given, partitions);
      const sizes = [...assigned.values()].map(({ length }) => length);
      expect([...assigned.values()].flat().sort((a, b) => a - b)).toEqual([
        ...Array(partitions).keys(),
      ]);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      expect(assign(given.toReversed(), partitions)).toEqual(assigned);
    }),
  );
});
