import type { Bench } from '../bench-contract.ts';

/** Every benchmark, one line each. */
export const benches: readonly Bench[] = [];
