/** A member of the group and the partitions it held when it joined. */
export type Claim = { readonly memberId: string; readonly held: readonly number[] };

/**
 * Which partitions each member gets: all equally many, give or take one, and what a member held it keeps as far as its
 * share goes, since a task that moves has its state to restore. Of two that claim one partition the first keeps it.
 * Depends on the claims alone, in no order.
 */
export function assign(claims: readonly Claim[], partitions: number): Map<string, number[]> {
  const owners = new Map<number, string>();
  const members = claims.toSorted((a, b) => (a.memberId < b.memberId ? -1 : 1));
  for (const { memberId, held } of members) {
    for (const partition of held) {
      if (partition < partitions && !owners.has(partition)) owners.set(partition, memberId);
    }
  }
  const kept = new Map(members.map(({ memberId }) => [memberId, [] as number[]]));
  for (const [partition, memberId] of [...owners].sort(([a], [b]) => a - b)) {
    kept.get(memberId)?.push(partition);
  }
  // Who holds most gets the larger shares: so as little as possible moves.
  const bySize = [...kept.values()].sort((a, b) => b.length - a.length);
  const [share, larger] = [Math.floor(partitions / members.length), partitions % members.length];
  const shares = bySize.map((held, i) => ({ held, size: share + (i < larger ? 1 : 0) }));
  for (const { held, size } of shares) held.splice(size);
  const taken = new Set(bySize.flat());
  const free = Array.from({ length: partitions }, (_, p) => p).filter((p) => !taken.has(p));
  for (const { held, size } of shares) held.push(...free.splice(0, size - held.length));
  return kept;
}
