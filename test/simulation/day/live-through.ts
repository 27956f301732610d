import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openPipeline, type Pipeline } from '@landbridge/cli';
import { type Clock, nextTurn } from '@landbridge/infra';
import { openIngestion } from '@landbridge/producers';
import { landedRows, landedTables } from './landed.ts';
import { breathsOf, type Telling } from './small-day.ts';

/** A process that lives through a small day in a folder, from where the one before it was killed. */
export type Life = Telling & {
  readonly folder: string;
  readonly partitions: number;
  /** Whether the rows are written down, not only their hashes. */
  readonly withRows: boolean;
};

const CURSOR = 'told';

/** Tells the day to a pipeline, waits until the last row has landed, and writes down what is in the tables. */
export async function liveThrough(life: Life): Promise<void> {
  await using pipeline = await openPipeline({
    dataDir: join(life.folder, 'data'),
    partitions: String(life.partitions),
    reference: undefined,
    cwd: life.folder,
  });
  process.stdout.write('open\n');
  await tell(life, pipeline);
  process.stdout.write('told\n');
  await pipeline.settled();
  const tables = await landedTables(pipeline.warehouse);
  writeFileSync(join(life.folder, 'tables.json'), JSON.stringify(tables));
  if (!life.withRows) return;
  const rows = await landedRows(pipeline.warehouse);
  writeFileSync(join(life.folder, 'rows.json'), JSON.stringify(rows));
}

async function tell(life: Life, { log, reference, tasks }: Pipeline): Promise<void> {
  let nowMs = 0;
  const clock: Clock = { nowMs: () => nowMs };
  const ingestion = openIngestion({ log, reference, clock });
  const told = toldBefore(life.folder);
  for (const breath of breathsOf(life, reference)) {
    nowMs = breath.nowMs;
    if (breath.next <= told) continue;
    await ingestion.takeAll(breath.deliveries);
    // A source acknowledges after the log has it. Whoever dies in between tells it again.
    acknowledge(life.folder, breath.next);
    if (breath.endsFeed) await tasks.idle();
    await nextTurn();
  }
}

function toldBefore(folder: string): number {
  try {
    return Number(readFileSync(join(folder, CURSOR), 'utf8'));
  } catch {
    return 0;
  }
}

function acknowledge(folder: string, next: number): void {
  const file = join(folder, CURSOR);
  writeFileSync(`${file}.new`, String(next));
  renameSync(`${file}.new`, file);
}
