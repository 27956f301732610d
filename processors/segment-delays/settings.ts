import type { ReferenceKind } from './reference-time.ts';

// Thresholds of traffic delays, each a default. A change asks for a new version of the processor.

/** How many intervals of its feed a reading stays valid. */
export const READING_VALID_INTERVALS = 2;
/** What delay is measured against. */
export const REFERENCE_KIND: ReferenceKind = 'FREE_FLOW';
/** A mean speed above this is a fault of the feed, however many vehicles it says are behind it. */
export const SPEED_FAULT_KMH = 200;
