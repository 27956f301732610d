import type { Reference, Segment } from '@landbridge/infra';
import { heap } from './heap.ts';

/** A way through the road network: its segments in driving order. */
export type Route = { readonly segments: readonly Segment[]; readonly freeFlowMs: number };

/** Milliseconds a laden truck takes over a segment that is free. */
export function freeFlowMsOf(segment: Segment): number {
  return (segment.lengthM / segment.freeFlowKmh) * 3_600;
}

/**
 * Fastest ways on empty roads between nodes, each tree searched once (Dijkstra). Trucks do not evade congestion: their
 * drivers know their way, and a simulation whose delays vanish by detours would show nothing.
 */
export function routesOf(reference: Reference): (from: string, to: string) => Route {
  const leaving = new Map<string, Segment[]>();
  for (const segment of reference.segments) {
    const there = leaving.get(segment.fromNode);
    if (there === undefined) leaving.set(segment.fromNode, [segment]);
    else there.push(segment);
  }
  const trees = new Map<string, Map<string, { ms: number; by: Segment | null }>>();
  const routes = new Map<string, Map<string, Route>>();

  const treeOf = (from: string) => {
    const known = trees.get(from);
    if (known !== undefined) return known;
    const reached = new Map<string, { ms: number; by: Segment | null }>([
      [from, { ms: 0, by: null }],
    ]);
    const open = heap<string>();
    open.put(0, from);
    for (let node = open.take(); node !== undefined; node = open.take()) {
      const sofar = reached.get(node)?.ms ?? 0;
      for (const segment of leaving.get(node) ?? []) {
        const ms = sofar + freeFlowMsOf(segment);
        const before = reached.get(segment.toNode);
        if (before !== undefined && before.ms <= ms) continue;
        reached.set(segment.toNode, { ms, by: segment });
        open.put(ms, segment.toNode);
      }
    }
    trees.set(from, reached);
    return reached;
  };

  const find = (from: string, to: string): Route => {
    const tree = treeOf(from);
    const segments: Segment[] = [];
    for (let node = to; node !== from; ) {
      const by = tree.get(node)?.by;
      if (by === undefined || by === null)
        throw new Error(`There is no road from ${from} to ${to}.`);
      segments.push(by);
      node = by.fromNode;
    }
    return { segments: segments.reverse(), freeFlowMs: tree.get(to)?.ms ?? 0 };
  };

  return (from, to) => {
    let known = routes.get(from);
    if (known === undefined) {
      known = new Map();
      routes.set(from, known);
    }
    let route = known.get(to);
    if (route === undefined) {
      route = find(from, to);
      known.set(to, route);
    }
    return route;
  };
}
