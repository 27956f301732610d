import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { loadReference, nextTurn } from '@landbridge/infra';
import { type SimulatedDelivery, simulatedPort } from '@landbridge/producers';
import type { Bench, BenchResult } from '../bench-contract.ts';
import { openPipeline, type Pipeline } from '../pipeline.ts';
import { rowsLanded } from '../progress.ts';
import { openDistantIngestion } from '../simulation/distant-ingestion.ts';
import { collectGarbage, inTemporaryFolder, measure, ratesOf, rounded } from './measure.ts';
import { type RecordedPort, recordPort } from './recorded-port.ts';

const DAY = '2026-03-11';
/** Bytes of deliveries that one write makes durable. */
const TOGETHER_BYTES_MAX = 1 << 20;

/** The whole way: the simulated day as bytes of the wire, made before the clock starts, until all can be queried. */
export const pipelineBench: Bench = {
  name: 'pipeline',
  about: 'a simulated day from the bytes of its messages until the last row can be queried',
  run: ({ scale }) =>
    inTemporaryFolder(async (folder) => {
      const port = simulatedPort({ reference: loadReference(), day: DAY, seed: 1, scale });
      using recorded = recordPort(port, join(folder, 'deliveries'));
      collectGarbage();
      const dataDir = join(folder, 'data');
      await using pipeline = await openPipeline({
        dataDir,
        reference: undefined,
        partitions: undefined,
        cwd: folder,
      });
      const result = await runDay(pipeline, recorded);
      return { ...result, logMb: Math.round(bytesUnder(join(dataDir, 'log')) / 1e6) };
    }),
};

async function runDay(pipeline: Pipeline, recorded: RecordedPort): Promise<BenchResult> {
  const { log, referenceFolder, tasks, sinks } = pipeline;
  const order = { referenceFolder, fromMs: Number.NEGATIVE_INFINITY };
  await using ingestion = openDistantIngestion(log, order);
  const arriving = recorded.deliveries[Symbol.iterator]();
  let exhausted = false;
  /** Those that one write makes durable. */
  function* together(): Generator<SimulatedDelivery> {
    for (let bytes = 0; bytes < TOGETHER_BYTES_MAX; ) {
      const { value, done } = arriving.next();
      exhausted = done === true;
      if (done === true) return;
      bytes += value.bytes.length;
      yield value;
    }
  }
  const taken = await measure(async () => {
    while (!exhausted) {
      await ingestion.take([...together()]);
      await nextTurn();
    }
    await ingestion.flush();
  });
  const folded = await measure(() => tasks.idle());
  const landed = await measure(() => sinks.idle());
  const stages = [taken, folded, landed];
  const sum = (field: keyof typeof taken) => stages.reduce((all, span) => all + span[field], 0);
  const { accepted, duplicates, deadLettered } = ingestion.counts;
  const events = accepted + duplicates + deadLettered;
  const rates = ratesOf({ seconds: sum('seconds'), cpuSeconds: sum('cpuSeconds') }, events);
  return {
    name: 'pipeline',
    ...rates,
    events,
    deliveries: recorded.count,
    inputMb: Math.round(recorded.bytes / 1e6),
    seconds: rounded(sum('seconds')),
    cpuSeconds: rounded(sum('cpuSeconds')),
    /** Of this thread: engine, log and sinks; the rest is ingestion's, the warehouse's and what collects garbage. */
    mainCpuSeconds: rounded(sum('mainCpuSeconds')),
    secondsUntilTakenIn: taken.seconds,
    secondsMoreUntilFolded: folded.seconds,
    secondsMoreUntilLanded: landed.seconds,
    folded: tasks.counters().folded,
    refolded: tasks.counters().refolded,
    commits: tasks.counters().commits,
    rowsLanded: rowsLanded(pipeline),
  };
}

/** What the files of a folder take on the disk: LMDB's file has holes. */
function bytesUnder(folder: string): number {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return files.reduce((sum, file) => sum + statSync(join(folder, file)).blocks * 512, 0);
}
