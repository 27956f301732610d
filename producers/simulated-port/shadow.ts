import { HOUR_MS } from '@landbridge/schemas';
import { shareOf } from './random.ts';

/**
 * Out of reach of the radio network a terminal keeps its positions and sends them later, marked as back-filled. Which
 * truck-hours these are belongs to the world, so that the marks are the same however late the positions come.
 */
const SHADOW_SHARE = 0.03;

/** Chance of a truck's hour, 0 to 1: its positions are kept back where it lies below the rate of `backfill`. */
export function shadowOf(truckSalt: number, atMs: number): number {
  return shareOf(truckSalt, Math.floor(atMs / HOUR_MS), 3);
}

/** Whether the positions of a truck's hour are marked as back-filled. */
export function isShadowed(shadow: number): boolean {
  return shadow < SHADOW_SHARE;
}
