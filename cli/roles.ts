import { PipelineError, type Warehouse } from '@landbridge/infra';
import type { Sinks } from '@landbridge/sinks';

/** What a process does of a deployment; any of them can take facts in, for that needs no place of its own. */
export const ROLES = ['all', 'sources', 'processors', 'sinks'] as const;
export type Role = (typeof ROLES)[number];

export function folds(role: Role): boolean {
  return role === 'all' || role === 'processors';
}

export function lands(role: Role): boolean {
  return role === 'all' || role === 'sinks';
}

export function takesIn(role: Role): boolean {
  return role === 'all' || role === 'sources';
}

/** In place of the warehouse, in a process that lands nothing: whoever asks it is told where to ask. */
export function noWarehouse(role: Role): Warehouse {
  const refuse = () =>
    Promise.reject(
      new PipelineError(
        'not-found',
        `Asking the tables: this process has the role ${role} and no tables. Ask one that has the role sinks or all: --data-dir DIR.`,
      ),
    );
  return {
    execute: refuse,
    insert: refuse,
    query: refuse,
    text: refuse,
    parquet: refuse,
    queryFree: refuse,
    close: async () => undefined,
  };
}

export function noSinks(): Sinks {
  return {
    idle: async () => undefined,
    stop: async () => undefined,
    counters: { rounds: 0, replayed: 0, retries: 0, stopped: new Map(), tables: new Map() },
  };
}
