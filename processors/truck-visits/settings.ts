import { HOUR_MS, MINUTE_MS } from '@landbridge/schemas';

// Thresholds of truck visits, each a default. A change asks for a new version of the processor.

/** Gate transactions of one truck closer than this belong to one visit. */
export const ONE_VISIT_GAP_MS = 5 * MINUTE_MS;
/** How far the clocks of a gate and of a truck may be apart. */
export const CLOCK_SLACK_MS = 15 * MINUTE_MS;
/** Two stays closer than this are one: positions inside a yard come and go. */
export const ONE_STAY_GAP_MS = 10 * MINUTE_MS;
/** A queue left earlier than this before the gate-in was not for it. */
export const QUEUE_TO_GATE_MS = 30 * MINUTE_MS;
/** Longest queue that counts. */
export const QUEUE_MAX_MS = 12 * HOUR_MS;
/** A gate-out later than this after a gate-in is not of the same visit. */
export const VISIT_MAX_MS = 24 * HOUR_MS;
/** Terminals and depots of one day remembered for each truck: more than there is time for. */
export const PLACES_MAX = 16;
/** Boxes and transactions that a visit names. */
export const NAMED_MAX = 16;
/** A slot further off than this from the gate is not the one that a truck came on. */
export const SLOT_REACH_MS = 6 * HOUR_MS;
/** Slots remembered for each truck: more than it has in a day, all of which may be told the day before. */
export const SLOTS_MAX = 32;
