/** What comes first in time comes out first; of one instant, what was put in first. */
export type Heap<Item> = {
  readonly size: number;
  put(atMs: number, item: Item): void;
  /** Time of the first item; infinity where there is none. */
  firstAt(): number;
  take(): Item | undefined;
};

export function heap<Item>(): Heap<Item> {
  const nodes: { atMs: number; order: number; item: Item }[] = [];
  let order = 0;
  const before = (one: number, other: number): boolean => {
    const [a, b] = [nodes[one], nodes[other]];
    if (a === undefined || b === undefined) return false;
    return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
  };
  const swap = (one: number, other: number): void => {
    const [a, b] = [nodes[one], nodes[other]];
    if (a === undefined || b === undefined) return;
    nodes[one] = b;
    nodes[other] = a;
  };
  const sink = (): void => {
    for (let at = 0; ; ) {
      const left = 2 * at + 1;
      const least = before(left + 1, left) ? left + 1 : left;
      if (!before(least, at)) return;
      swap(least, at);
      at = least;
    }
  };
  return {
    get size() {
      return nodes.length;
    },
    put(atMs, item) {
      nodes.push({ atMs, order, item });
      order += 1;
      for (let at = nodes.length - 1; at > 0; ) {
        const parent = (at - 1) >> 1;
        if (!before(at, parent)) return;
        swap(at, parent);
        at = parent;
      }
    },
    firstAt: () => nodes[0]?.atMs ?? Number.POSITIVE_INFINITY,
    take() {
      const first = nodes[0];
      const last = nodes.pop();
      if (first === undefined || last === undefined) return undefined;
      if (nodes.length > 0) {
        nodes[0] = last;
        sink();
      }
      return first.item;
    },
  };
}
