import { hinterlandLatency } from './hinterland-latency.ts';
import type { Report } from './report.ts';
import { throughput } from './throughput.ts';
import { trafficDelay } from './traffic-delay.ts';
import { turnTime } from './turn-time.ts';
import { yardDwell } from './yard-dwell.ts';

/** Every report, one line each. */
export const reports: readonly Report[] = [
  yardDwell,
  turnTime,
  hinterlandLatency,
  trafficDelay,
  throughput,
];
