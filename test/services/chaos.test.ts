import { expect, onTestFailed, test } from 'vitest';
import { liveThroughChaos } from './chaos/live-through-chaos.ts';

const seed = Number(process.env['SEED'] ?? 4);
/** A bound on what hangs: a shared machine may take ten times as long as an idle one. */
const TIMEOUT_MS = 900_000;

// The short form of `npm run chaos`.
test('killed workers, zombies, a killed broker, a killed registry and lost answers lose nothing and double nothing', {
  timeout: TIMEOUT_MS,
}, async () => {
  const story: string[] = [];
  onTestFailed(() => {
    process.stdout.write(`seed: ${seed}\n${story.join('\n')}\n`);
  });
  const say = (line: string): void => void story.push(line);
  const outcome = await liveThroughChaos({ seed, kills: 6, say });
  expect(outcome.complaints, `SEED=${seed}`).toEqual([]);
  for (const { rows, ...verdict } of outcome.verdicts) {
    expect(verdict, `SEED=${seed}`).toMatchObject({ lost: [], strange: [], doubled: [] });
    expect(rows).toBeGreaterThan(20);
  }
  expect(outcome.letters, `SEED=${seed}`).toBe(outcome.poison);
  expect(Object.fromEntries(outcome.done)).toMatchObject({
    kill: 6,
    zombie: 2,
    broker: 1,
    registry: 1,
  });
  // Else nothing was put at risk.
  expect(outcome.aborted, 'records that were written and never committed').toBeGreaterThan(0);
  expect(outcome.told.fenced, 'commits of zombies').toBeGreaterThan(0);
  expect(outcome.told['answer-lost'], 'answers that were lost').toBeGreaterThan(0);
});
