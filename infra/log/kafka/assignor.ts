/** A member of the group, the partitions it held when it joined, and how far its caches of their state reach. */
export type Claim = {
  readonly memberId: string;
  readonly held: readonly number[];
  /** By partition, the offset of its changelog that this member has cached; nought or nothing where it has none. */
  readonly cached: readonly number[];
};

type Share = { readonly memberId: string; readonly held: number[]; readonly size: number };

/**
 * Which partitions each member gets: all equally many, give or take one, and what a member held it keeps as far as its
 * share goes, since a task that moves has its state to restore. What is free goes to whoever has most of its state
 * already, and what must move is what somebody who takes it has most of. Of two that claim one partition the first keeps it. Depends on the claims alone, in no order.
 */
export function assign(claims: readonly Claim[], partitions: number): Map<string, number[]> {
  const owners = new Map<number, string>();
  const members = inOrder(claims);
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
  const bySize = [...kept].sort(([, a], [, b]) => b.length - a.length);
  const [share, larger] = [Math.floor(partitions / members.length), partitions % members.length];
  const shares = bySize.map(
    ([memberId, held], i): Share => ({ memberId, held, size: share + (i < larger ? 1 : 0) }),
  );
  giveUp(shares, claims);
  const taken = new Set(shares.flatMap(({ held }) => held));
  const free = Array.from({ length: partitions }, (_, p) => p).filter((p) => !taken.has(p));
  const cold = placeWarm(free, { shares, claims: members });
  for (const { held, size } of shares) held.push(...cold.splice(0, size - held.length));
  return kept;
}

/**
 * Who keeps a copy of a partition's state besides its owner, so that it is there when the owner is not: one other member
 * for each, whoever has most of it already, and all equally many as far as that goes.
 */
export function standbysOf(
  claims: readonly Claim[],
  owned: ReadonlyMap<string, readonly number[]>,
): Map<string, number[]> {
  const members = inOrder(claims);
  const standing = new Map(members.map(({ memberId }) => [memberId, [] as number[]]));
  const partitions = [...owned].flatMap(([owner, held]) => held.map((p) => ({ p, owner })));
  const share = Math.ceil(partitions.length / members.length);
  const load = ({ memberId }: Claim): number => standing.get(memberId)?.length ?? 0;
  for (const { p, owner } of partitions.sort((a, b) => a.p - b.p)) {
    const others = members.filter(({ memberId }) => memberId !== owner);
    const withRoom = others.filter((member) => load(member) < share);
    const [best] = (withRoom.length > 0 ? withRoom : others).sort(
      (a, b) => cachedOf(b, p) - cachedOf(a, p) || load(a) - load(b),
    );
    if (best) standing.get(best.memberId)?.push(p);
  }
  return standing;
}

/** Takes from those with more than their share what those with less have most of. */
function giveUp(shares: readonly Share[], claims: readonly Claim[]): void {
  const short = new Set(
    shares.filter(({ held, size }) => held.length < size).map(({ memberId }) => memberId),
  );
  const takers = claims.filter(({ memberId }) => short.has(memberId));
  const wanted = (partition: number): number =>
    Math.max(0, ...takers.map((claim) => cachedOf(claim, partition)));
  for (const { held, size } of shares) {
    if (held.length > size) held.sort((a, b) => wanted(a) - wanted(b) || a - b).splice(size);
  }
}

/** Gives partitions to those with room who have something of their state; answers the others. */
function placeWarm(
  free: readonly number[],
  { shares, claims }: { shares: readonly Share[]; claims: readonly Claim[] },
): number[] {
  const share = new Map(shares.map((each) => [each.memberId, each]));
  return free.filter((partition) => {
    const warm = claims.filter((claim) => {
      const { held = [], size = 0 } = share.get(claim.memberId) ?? {};
      return held.length < size && cachedOf(claim, partition) > 0;
    });
    const [best] = warm.sort((a, b) => cachedOf(b, partition) - cachedOf(a, partition));
    if (best) share.get(best.memberId)?.held.push(partition);
    return best === undefined;
  });
}

function cachedOf({ cached }: Claim, partition: number): number {
  return cached[partition] ?? 0;
}

function inOrder(claims: readonly Claim[]): Claim[] {
  return claims.toSorted((a, b) => (a.memberId < b.memberId ? -1 : 1));
}
