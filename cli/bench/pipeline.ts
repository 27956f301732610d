import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { loadReference, nextTurn } from '@landbridge/infra';
import { type SimulatedDelivery, simulatedPort } from '@landbridge/producers';
import type { Bench } from '../bench-contract.ts';
import { openPipeline, type Pipeline } from '../pipeline.ts';
import { rowsLanded } from '../progress.ts';
import { type DistantIngestion, openDistantIngestion } from '../simulation/distant-ingestion.ts';
import { collectGarbage, inTemporaryFolder, measure, ratesOf, rounded } from './measure.ts';
import { recordPort } from './recorded-port.ts';

const DAY = '2026-03-11';
/** Bytes of deliveries that one write makes durable. */
const TOGETHER_BYTES_MAX = 1 << 20;

/**
 * The whole way: the simulated day as bytes of the wire, made before the clock starts, until all can be queried. The
 * port lives: what arrived before its day is taken in first and measured by itself (docs/decisions/0036).
 */
export const pipelineBench: Bench = {
  name: 'pipeline',
  about:
    'a simulated day from the bytes of its messages until the last row can be queried; by itself, the history before it',
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
      const order = { referenceFolder: pipeline.referenceFolder, fromMs: Number.NEGATIVE_INFINITY };
      await using ingestion = openDistantIngestion(pipeline.log, order);
      const through = (fromMs: number, untilMs: number) =>
        putThrough({ pipeline, ingestion }, recorded.arriving(fromMs, untilMs));
      const history = await through(Number.NEGATIVE_INFINITY, port.fromMs);
      const day = await through(port.fromMs, Number.POSITIVE_INFINITY);
      return {
        name: 'pipeline',
        ...ratesOf(day, day.events),
        ...day,
        deliveries: recorded.count,
        inputMb: Math.round(recorded.bytes / 1e6),
        logMb: Math.round(bytesUnder(join(dataDir, 'log')) / 1e6),
        history: { ...ratesOf(history, history.events), ...history },
      };
    }),
};

/** Takes deliveries in, lets them be folded and landed, and says what that took. */
async function putThrough(
  { pipeline, ingestion }: { pipeline: Pipeline; ingestion: DistantIngestion },
  deliveries: Iterable<SimulatedDelivery>,
) {
  const before = countsOf(pipeline, ingestion);
  const arriving = deliveries[Symbol.iterator]();
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
  const folded = await measure(() => pipeline.tasks.idle());
  const landed = await measure(() => pipeline.sinks.idle());
  const stages = [taken, folded, landed];
  const sum = (field: keyof typeof taken) =>
    rounded(stages.reduce((all, span) => all + span[field], 0));
  const after = countsOf(pipeline, ingestion);
  return {
    events: after.events - before.events,
    seconds: sum('seconds'),
    cpuSeconds: sum('cpuSeconds'),
    /** Of this thread: engine, log and sinks; the rest is ingestion's, the warehouse's and what collects garbage. */
    mainCpuSeconds: sum('mainCpuSeconds'),
    secondsUntilTakenIn: taken.seconds,
    secondsMoreUntilFolded: folded.seconds,
    secondsMoreUntilLanded: landed.seconds,
    folded: after.folded - before.folded,
    refolded: after.refolded - before.refolded,
    commits: after.commits - before.commits,
    rowsLanded: after.rowsLanded - before.rowsLanded,
  };
}

function countsOf(pipeline: Pipeline, { counts }: DistantIngestion) {
  const { folded, refolded, commits } = pipeline.tasks.counters();
  const events = counts.accepted + counts.duplicates + counts.deadLettered;
  return { events, folded, refolded, commits, rowsLanded: rowsLanded(pipeline) };
}

/** What the files of a folder take on the disk: LMDB's file has holes. */
function bytesUnder(folder: string): number {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return files.reduce((sum, file) => sum + statSync(join(folder, file)).blocks * 512, 0);
}
