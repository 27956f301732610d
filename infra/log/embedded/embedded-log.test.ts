import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { manualClock } from '../../testing/manual-clock.ts';
import { logContract, type MakeWorld, retentionContract } from '../log-contract.ts';
import { taskContract } from '../task-contract.ts';
import { openEmbeddedLog } from './embedded-log.ts';

const root = mkdtempSync(join(tmpdir(), 'landbridge-log-'));
let worlds = 0;

const make: MakeWorld = () => {
  const clock = manualClock(1_000_000);
  const folder = join(root, String(worlds++));
  return { clock, open: (options) => openEmbeddedLog({ folder, clock, ...options }) };
};

logContract(make);
retentionContract(make);
taskContract(make);

afterAll(() => rmSync(root, { recursive: true }));
