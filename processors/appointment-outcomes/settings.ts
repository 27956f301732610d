import { DAY_MS, HOUR_MS, MINUTE_MS } from '@landbridge/schemas';

// Thresholds of appointments, each a default. A change asks for a new version of the processor.

/** A truck may come so much before or after its slot and still be on time. */
export const TOLERANCE_MS = 30 * MINUTE_MS;
/** A truck that no gate has seen so long after its slot is a no-show. */
export const NO_SHOW_MS = 4 * HOUR_MS;
/** A slot given up later than this before it begins was given up late. */
export const CANCEL_IN_TIME_MS = DAY_MS;
