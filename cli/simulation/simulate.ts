import { nextTurn, systemClock } from '@landbridge/infra';
import { count, decimal } from '../format/numbers.ts';
import { shanghaiTime } from '../format/shanghai.ts';
import type { Pipeline } from '../pipeline.ts';
import { repainter, rowsLanded, settledWithProgress } from '../progress.ts';
import type { Terminal } from '../terminal.ts';
import { openDistantIngestion } from './distant-ingestion.ts';
import { openDistantPort } from './distant-port.ts';
import type { PortOptions } from './port-words.ts';

/** What a simulated run was, as figures. */
export type SimulationResult = {
  readonly deliveries: number;
  /** Source events: accepted ones are durable in the log; known ones among them were there already. */
  readonly accepted: number;
  readonly known: number;
  readonly deadLettered: number;
  readonly disturbances: Readonly<Record<string, number>>;
  /** Verdicts of the engine and its work. */
  readonly engine: Readonly<Record<string, number>>;
  readonly rowsLanded: number;
  readonly seconds: number;
  /** False where the person stopped it. */
  readonly complete: boolean;
};

/**
 * Lets the port's deliveries arrive in their order and waits until the last row can be queried. They are taken in by
 * a clock that shows when each arrives in the simulated world: a fact is judged early or late by that, not by today.
 */
export async function simulate(
  pipeline: Pipeline,
  { options, historyFromMs }: { options: PortOptions; historyFromMs: number },
  terminal: Terminal,
): Promise<SimulationResult> {
  const startedMs = systemClock.nowMs();
  const before = { ...pipeline.tasks.counters() };
  const landedBefore = rowsLanded(pipeline);
  let nowMs = historyFromMs;
  const { log, referenceFolder } = pipeline;
  let deliveries = 0;
  const seconds = () => (systemClock.nowMs() - startedMs) / 1000;
  const repaint = repainter(terminal, () =>
    [
      shanghaiTime(nowMs),
      `${count(ingestion.counts.accepted)} events in`,
      `${count(pipeline.tasks.counters().folded - before.folded)} folded`,
      `${count(rowsLanded(pipeline) - landedBefore)} rows landed`,
      `${decimal(seconds(), 0)} s`,
    ].join(' · '),
  );
  await using distant = openDistantPort({ options, referenceFolder });
  const { signal } = terminal;
  const order = { referenceFolder, fromMs: historyFromMs, signal };
  await using ingestion = openDistantIngestion(log, order);
  for (;;) {
    const together = signal.aborted ? undefined : await distant.next();
    if (together === undefined) break;
    await ingestion.take(together);
    deliveries += together.length;
    nowMs = together.reduce((latest, { atMs }) => Math.max(latest, atMs), nowMs);
    repaint();
    await nextTurn();
  }
  await ingestion.flush();
  const complete = !signal.aborted;
  if (complete) await settledWithProgress(pipeline, terminal, 'All is told');
  const engine = difference(pipeline.tasks.counters(), before);
  const counts = ingestion.counts;
  const accepted = counts.accepted + counts.duplicates;
  return {
    deliveries,
    accepted,
    // The engine counts records, and a few events make two.
    known: Math.min(accepted, engine['duplicate'] ?? 0),
    deadLettered: counts.deadLettered,
    disturbances: distant.absorbed ?? {},
    engine,
    rowsLanded: rowsLanded(pipeline) - landedBefore,
    seconds: seconds(),
    complete,
  };
}

function difference(
  after: Readonly<Record<string, number>>,
  before: Readonly<Record<string, number>>,
): Record<string, number> {
  const names = Object.keys(after);
  return Object.fromEntries(names.map((name) => [name, (after[name] ?? 0) - (before[name] ?? 0)]));
}
