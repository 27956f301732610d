import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assign, type Claim, standbysOf } from './assignor.ts';

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

test('what is free goes to whoever has most of its state, within the shares', () => {
  const claims = [
    { memberId: 'a', held: held(0), cached: [9, 0, 4, 0, 0, 0] },
    { memberId: 'b', held: held(), cached: [8, 0, 0, 7, 3, 0] },
    { memberId: 'c', held: held(), cached: [0, 1, 5, 8] },
  ];
  const assigned = Object.fromEntries(assign(claims, 6));
  expect(assigned).toEqual({ a: [0, 5], b: [3, 4], c: [1, 2] });
});

test('who comes back gets what it has the state of', () => {
  const claims = [
    { memberId: 'a', held: held(0, 1, 2, 3), cached: [9, 9, 9, 9] },
    { memberId: 'b', held: held(), cached: [8, 0, 8, 0] },
  ];
  expect(Object.fromEntries(assign(claims, 4))).toEqual({ a: [1, 3], b: [0, 2] });
});

test('each partition is stood by for by one other member, whoever has most of its state', () => {
  const claims = [
    { memberId: 'a', held: held(0, 1), cached: [9, 9, 0, 0] },
    { memberId: 'b', held: held(2), cached: [0, 0, 9, 0] },
    { memberId: 'c', held: held(3), cached: [7, 0, 0, 9] },
  ];
  const standing = standbysOf(claims, assign(claims, 4));
  expect(standing.get('c')).toContain(0);
  expect([...standing.values()].flat().sort()).toEqual([0, 1, 2, 3]);
});

test('who is alone stands by for nothing', () => {
  const claims = [{ memberId: 'a', held: held(), cached: [5] }];
  expect(standbysOf(claims, assign(claims, 3))).toEqual(new Map([['a', []]]));
});

test('whoever dies, with a member standing by at the end nothing it had is without a copy', () => {
  const claims: Claim[] = ['a', 'b', 'c'].map((memberId) => ({
    memberId,
    held: held(),
    cached: [],
  }));
  const owned = assign(claims, 6);
  const standing = standbysOf(claims, owned);
  const [dead, ...left] = claims.map(({ memberId }) => {
    const ours = new Set([...(owned.get(memberId) ?? []), ...(standing.get(memberId) ?? [])]);
    const cached = Array.from({ length: 6 }, (_, p) => (ours.has(p) ? 100 : 0));
    return { memberId, held: owned.get(memberId) ?? [], cached };
  });
  for (const [memberId, partitions] of assign(left, 6)) {
    const had = left.find((claim) => claim.memberId === memberId);
    expect(partitions.filter((p) => had?.cached[p] === 0)).toEqual([]);
  }
  expect(dead?.held).toHaveLength(2);
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
      const standing = standbysOf(given, assigned);
      expect([...standing.values()].flat()).toHaveLength(given.length > 1 ? partitions : 0);
      for (const [memberId, others] of standing) {
        expect(others.filter((p) => assigned.get(memberId)?.includes(p))).toEqual([]);
      }
      expect(standbysOf(given.toReversed(), assigned)).toEqual(standing);
    }),
  );
});
