import { join } from 'node:path';
import { systemClock } from '@landbridge/infra';
import { simulatedPort } from '@landbridge/producers';
import type { Bench } from '../bench-contract.ts';
import { openPipeline, type Pipeline } from '../pipeline.ts';
import { reports } from '../reports/catalog.ts';
import { readCompleteness } from '../reports/completeness.ts';
import type { Report } from '../reports/report.ts';
import { runReport } from '../reports/run-report.ts';
import { simulate } from '../simulation/simulate.ts';
import { inTemporaryFolder, measure, ratesOf } from './measure.ts';

const FIRST_DAY = '2026-03-01';
const DAYS = 30;
/** Size of the port: a month of its roads is eight million readings at any size. */
const PORT_SCALE = 0.1;
const TIMES = 3;

/** How long whoever asks has to wait, with a month behind: every report over all of its days, as it is by default. */
export const reportsBench: Bench = {
  name: 'reports',
  about: `every report over ${DAYS} simulated days of a tenth of the port, milliseconds, median of ${TIMES}`,
  run: ({ terminal, scale }) =>
    inTemporaryFolder(async (folder) => {
      await using pipeline = await openPipeline({
        dataDir: join(folder, 'data'),
        reference: undefined,
        partitions: undefined,
        cwd: folder,
      });
      const options = { day: FIRST_DAY, days: Math.ceil(DAYS * scale), seed: 1, scale: PORT_SCALE };
      const { reference } = pipeline;
      const { fromMs, historyFromMs } = simulatedPort({ reference, ...options });
      let events = 0;
      const taken = await measure(async () => {
        const told = await simulate(pipeline, { options, historyFromMs }, terminal);
        events = told.accepted + told.deadLettered;
      });
      const medianMs: Record<string, number> = {};
      for (const report of reports) {
        terminal.progress(`Asking for ${report.name}`);
        medianMs[report.name] = await medianOf(report, { pipeline, fromMs });
      }
      terminal.progress('');
      const slowestMs = Math.max(...Object.values(medianMs));
      return { name: 'reports', ...ratesOf(taken, events), events, slowestMs, medianMs };
    }),
};

async function medianOf(
  report: Report,
  { pipeline: { warehouse }, fromMs }: { pipeline: Pipeline; fromMs: number },
): Promise<number> {
  const took: number[] = [];
  for (let time = 0; time < TIMES; time += 1) {
    const startedMs = systemClock.nowMs();
    const { latestMs = fromMs } = await readCompleteness(warehouse);
    const month = { fromMs, toMs: latestMs, asOfMs: latestMs };
    await runReport(warehouse, report, month, report.defaultBy);
    took.push(systemClock.nowMs() - startedMs);
  }
  return took.toSorted((one, other) => one - other)[Math.floor(TIMES / 2)] ?? 0;
}
