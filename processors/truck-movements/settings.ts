import { HOUR_MS, MINUTE_MS } from '@landbridge/schemas';

// Thresholds of truck movements, each a default. A change asks for a new version of the processor.

/** Slower than this a truck stands. */
export const STANDING_BELOW_KMH = 5;
/** A stop keeps within this circle. */
export const STOP_WITHIN_M = 150;
/** A stand longer than this is a stop. */
export const STOP_MS = 10 * MINUTE_MS;
/** A stop longer than this ends the trip. */
export const TRIP_ENDING_STOP_MS = 30 * MINUTE_MS;
/** A stand on the carriageway longer than this is no jam any more, but a truck that was parked there. */
export const JAM_MAX_MS = 2 * HOUR_MS;
/** A trip that no position was heard of for longer ended with the last one. */
export const TRIP_SILENCE_MS = 2 * HOUR_MS;
/** Nothing is known of a truck silent for longer: less than the lateness of positions, so that a forgotten truck and a silent one look alike. */
export const TRUCK_SILENCE_MS = 70 * HOUR_MS;
/** A trip does not last longer; one that seems to is cut. */
export const TRIP_MAX_MS = 24 * HOUR_MS;
/** A passage whose end shows later than this after its entry stays open: a row may not reach back further. */
export const PASSAGE_MAX_MS = 6 * 24 * HOUR_MS;
/** A truck that was not heard of for so long and is elsewhere by more carries nothing that we know of. */
export const BOXES_LOST_M = 1000;
/** The last position inside a place counts as leaving it, unless the next came later than this. */
export const BOUNDARY_GAP_MS = 2 * MINUTE_MS;
/** Faster than this a truck inside a geofence is passing through. */
export const ARRIVED_BELOW_KMH = 30;
/** Queue geofences lie on the way out too: so soon after leaving the terminal nobody queues for it. */
export const OWN_QUEUE_MS = 5 * MINUTE_MS;

/** Faster than this no truck moves: such a position is a fault of the fix. */
export const SPEED_MAX_KMH = 150;
/** Error of one fix that does not make it a fault. */
export const FIX_SLACK_M = 200;

/** Furthest distance of a fix from the road it is on. */
export const NEAR_ROAD_M = 45;
/** Standard error of a fix across the road. */
export const FIX_ERROR_M = 20;
/** Slower than this the course of a fix says nothing. */
export const COURSE_FROM_KMH = 8;
/** Most a truck's course differs from its road's. */
export const COURSE_MAX_DEG = 55;
/** Standard error of the course. */
export const COURSE_ERROR_DEG = 25;
/** How far noise may move a standing truck back. */
export const BACKWARD_M = 60;
/** Two roads whose costs differ by less are equally likely: the next fix decides. */
export const DECISIVE_COST = 0.7;
/** So many metres of detour cost as much as one standard error squared. */
export const DETOUR_M = 150;
/** Cost of turning round at a node. */
export const TURNING_COST = 4;
/** Longest gap between two fixes that is bridged along the roads. */
export const BRIDGE_MAX_MS = 10 * MINUTE_MS;
/** So many fixes off the matched road end the match. */
export const LOST_MAX = 2;
/** How far a truck may be down a branch that turns out to be the wrong one. */
export const WRONG_BRANCH_M = 400;
/** Part of a segment too short to be a traversal of it. */
export const TRAVERSAL_MIN_M = 50;

/** A traversal whose end shows later than this after its entry is not stated: the span of its topic. */
export const TRAVERSAL_MAX_MS = 6 * HOUR_MS;

/** Gate transactions of one truck closer than this belong together. */
export const ONE_GATE_PASS_MS = 5 * MINUTE_MS;
/** How far a gate's clock and a truck's may be apart, and how long a gate takes. */
export const GATE_SLACK_MS = 30 * MINUTE_MS;
/** Boxes a truck can carry; a list beyond it is a fault. */
export const BOXES_MAX = 8;
/** Gate transactions that a trip names. */
export const GATES_NAMED_MAX = 8;
