import { writeSync } from 'node:fs';
import { systemClock } from '../../clock.ts';
import { PipelineError } from '../../errors.ts';
import { BatchBuilder } from '../batch-builder.ts';
import { openEmbeddedLog } from './embedded-log.ts';

/**
 * A process for the crash tests to kill: `crash-child.ts FOLDER`. Round after round it appends facts and commits a task that
 * has read them, and tells on stdout what was acknowledged: `appended ROUND`, `committed ROUND`. Where it may not open
 * the folder it tells `refused CODE MESSAGE`.
 */
export const RECORDS_A_ROUND = 500;
const VALUE_BYTES = 1000;

const folder = process.argv[2];
if (folder !== undefined && import.meta.main) await work(folder);

async function work(folder: string): Promise<void> {
  const log = await openEmbeddedLog({ folder, clock: systemClock }).catch((error: unknown) => {
    if (!(error instanceof PipelineError)) throw error;
    say(`refused ${error.code} ${error.message}`);
    process.exit(1);
  });
  const task = await log.openTask(0);
  const facts = new BatchBuilder('in.facts', 0);
  const rows = new BatchBuilder('out.rows', 0);
  // Goes on where the task stands: facts that were appended before the kill are there to be read.
  for (let round = Number(task.checkpoint() ?? -1) + 1; ; round++) {
    facts.clear();
    rows.clear();
    for (let index = 0; index < RECORDS_A_ROUND; index++) {
      facts.push(Buffer.from(`fact-${round}`), Buffer.alloc(VALUE_BYTES, round));
    }
    const isAppended = log.extent('in.facts', 0).end > round * RECORDS_A_ROUND;
    if (!isAppended) {
      await log.append([facts.seal()]);
      say(`appended ${round}`);
    }
    rows.push(Buffer.from(`row-${round}`), Buffer.alloc(VALUE_BYTES, round));
    await task.commit({
      appends: [rows.seal()],
      puts: Array.from({ length: 50 }, (_, index) => ({
        key: Buffer.from(`state-${index}`),
        value: Buffer.alloc(VALUE_BYTES * 3, round),
      })),
      removes: [],
      checkpoint: Buffer.from(String(round)),
      positions: new Map([['in.facts', (round + 1) * RECORDS_A_ROUND]]),
    });
    say(`committed ${round}`);
  }
}

function say(line: string): void {
  writeSync(1, `${line}\n`);
}
