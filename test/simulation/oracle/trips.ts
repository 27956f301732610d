/** A published trip, as far as its sums read it. */
export type PublishedTrip = {
  readonly id: string;
  readonly startAt: number;
  readonly endAt: number | null;
  readonly queueMs: number;
  readonly stopMs: number;
};
/** A published part of a trip. */
export type PublishedPart = {
  readonly trip: string;
  readonly travelMs: number;
  readonly referenceMs: number;
  readonly trafficDelayMs: number | null;
};
/** What trip.delays should say. */
export type ExpectedTripDelay = {
  readonly id: string;
  readonly tripMs: number;
  readonly delayMs: number;
  readonly trafficDelayMs: number;
  readonly residualMs: number;
  readonly traversals: number;
};

/** The plain sums over the parts of each trip that is over. */
export function expectedTripDelays(
  trips: readonly PublishedTrip[],
  parts: readonly PublishedPart[],
): ExpectedTripDelay[] {
  const byTrip = Map.groupBy(parts, ({ trip }) => trip);
  return trips.flatMap(({ id, startAt, endAt, queueMs, stopMs }) => {
    if (endAt === null) return [];
    const own = byTrip.get(id) ?? [];
    const delayMs = endAt - startAt - sum(own, ({ referenceMs }) => referenceMs);
    const trafficDelayMs = sum(own, (part) => part.trafficDelayMs ?? 0);
    const residualMs = delayMs - trafficDelayMs - queueMs - stopMs;
    return [
      { id, tripMs: endAt - startAt, delayMs, trafficDelayMs, residualMs, traversals: own.length },
    ];
  });
}

/** A settled incident. */
export type SettledIncident = {
  readonly incidentId: string;
  readonly segment: string;
  readonly validFrom: number;
  readonly validUntil: number | null;
};
/** A published traversal, as far as incidents touch it. */
export type TouchedTraversal = {
  readonly id: string;
  readonly segment: string;
  readonly eventTime: number;
  readonly leftAt: number;
};

/** Each incident against each traversal of its segment: where they overlap, and for how long. */
export function expectedExposures(
  incidents: readonly SettledIncident[],
  traversals: readonly TouchedTraversal[],
): { readonly id: string; readonly exposedMs: number }[] {
  return incidents.flatMap(({ incidentId, segment, validFrom, validUntil }) =>
    traversals.flatMap((traversal) => {
      const until = Math.min(traversal.leftAt, validUntil ?? Number.POSITIVE_INFINITY);
      const exposedMs = until - Math.max(traversal.eventTime, validFrom);
      const touched = traversal.segment === segment && exposedMs > 0;
      return touched ? [{ id: `${incidentId}/${traversal.id}`, exposedMs }] : [];
    }),
  );
}

function sum<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
