import { askReport } from '../commands/report.ts';
import type { Pipeline } from '../pipeline.ts';
import { hinterlandLatency } from '../reports/hinterland-latency.ts';
import type { Report } from '../reports/report.ts';
import { reportLines } from '../reports/show-report.ts';
import { throughput } from '../reports/throughput.ts';
import { trafficDelay } from '../reports/traffic-delay.ts';
import { turnTime } from '../reports/turn-time.ts';
import { yardDwell } from '../reports/yard-dwell.ts';

/** The five reports in short: how each is told apart, which times of it and how many rows are shown. */
const SHORT: readonly {
  report: Report;
  by: readonly string[];
  times?: readonly string[];
  top: number;
}[] = [
  { report: yardDwell, by: ['class'], top: 5 },
  { report: turnTime, by: ['group'], times: ['queue', 'turn'], top: 6 },
  { report: hinterlandLatency, by: ['cluster'], times: ['latency', 'trafficDelay'], top: 8 },
  { report: trafficDelay, by: ['road'], top: 5 },
  { report: throughput, by: ['group'], top: 12 },
];

/** The metrics of some days as lines for a person, and how far they reach. */
export async function metricLines(
  pipeline: Pick<Pipeline, 'warehouse'>,
  days: { from: string; to: string },
): Promise<string[]> {
  const lines: string[] = [];
  for (const { report, by, times, top } of SHORT) {
    const typed = { ...days, 'as-of': undefined };
    const answer = await askReport(pipeline, { report, by, typed });
    const measures = report.measures.filter(({ name }) => times?.includes(name) ?? true);
    const table = reportLines({ ...report, measures }, by, answer, top);
    lines.push(`${report.name}, by ${by.join(' and ')}`, ...table.map((line) => `  ${line}`), '');
  }
  return lines;
}
