import { appointmentAdherence } from './appointment-adherence.ts';
import { changes } from './changes.ts';
import { co2e } from './co2e.ts';
import { emptyReturn } from './empty-return.ts';
import { exportLead } from './export-lead.ts';
import { hinterlandLatency } from './hinterland-latency.ts';
import { incidents } from './incidents.ts';
import { openBoxes } from './open-boxes.ts';
import { peakHour } from './peak-hour.ts';
import { pickupReadiness } from './pickup-readiness.ts';
import { quality } from './quality.ts';
import type { Report } from './report.ts';
import { roadReliability } from './road-reliability.ts';
import { slotTrucks } from './slot-trucks.ts';
import { supplyRisk } from './supply-risk.ts';
import { throughput } from './throughput.ts';
import { trafficDelay } from './traffic-delay.ts';
import { truckDelay } from './truck-delay.ts';
import { truckWave } from './truck-wave.ts';
import { turnTime } from './turn-time.ts';
import { yardDwell } from './yard-dwell.ts';

/** Every report, one line each. */
export const reports: readonly Report[] = [
  yardDwell,
  openBoxes,
  turnTime,
  appointmentAdherence,
  throughput,
  pickupReadiness,
  slotTrucks,
  truckWave,
  peakHour,
  trafficDelay,
  roadReliability,
  truckDelay,
  incidents,
  hinterlandLatency,
  supplyRisk,
  exportLead,
  co2e,
  emptyReturn,
  quality,
  changes,
];
