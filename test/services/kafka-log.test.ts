import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { logContract, type MakeWorld, taskContract } from '@landbridge/infra/contracts';
import { manualClock } from '@landbridge/infra/testing';
import { afterAll } from 'vitest';
import { openWorld } from './kafka-world.ts';

const root = mkdtempSync(join(tmpdir(), 'landbridge-kafka-log-'));
let worlds = 0;

const make: MakeWorld = () => {
  const clock = manualClock(1_000_000);
  const folder = join(root, String(worlds++));
  return { clock, open: ({ partitions = 1 } = {}) => openWorld({ folder, clock, partitions }) };
};

logContract(make);
taskContract(make);

afterAll(() => rmSync(root, { recursive: true }));
