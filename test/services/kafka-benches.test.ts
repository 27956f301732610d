import { recordingTerminal, start } from '@landbridge/cli';
import { afterEach, expect, inject, test, vi } from 'vitest';

afterEach(() => vi.unstubAllEnvs());

const FIGURES = {
  eventsPerSecond: expect.any(Number),
  cpuSecondsPerMillion: expect.any(Number),
  peakRssMb: expect.any(Number),
};

/** What a benchmark prints that uses the suite's broker. */
async function figuresOf(name: string, scale: number): Promise<Record<string, unknown>> {
  vi.stubEnv('KAFKA_BROKERS', inject('kafka'));
  const terminal = recordingTerminal();
  const status = await start(['bench', name, '--scale', String(scale)], {
    ...terminal,
    watched: false,
  });
  expect({ status, said: terminal.stderr() }).toEqual({ status: 0, said: '' });
  const figures: Record<string, unknown> = JSON.parse(terminal.stdout());
  expect(figures).toMatchObject({ name, ...FIGURES });
  return figures;
}

// The sums are those of a naive fold of the same input.
test('the join on Kafka has a row for each traversal', async () => {
  const figures = await figuresOf('kafka-join', 0.002);
  const check = { rows: 4_000, sum: 263_245_378, attributed: 3_832 };
  expect(figures).toMatchObject({ events: 9_000, check });
});

test('the fold on Kafka counts each event once', async () => {
  const figures = await figuresOf('kafka-fold', 0.002);
  const check = { rows: 3_930, dwellSum: 38_989_475, eventsSum: 7_533_072 };
  expect(figures).toMatchObject({ events: 4_000, duplicates: 70, check });
});

test('the latency on Kafka is of all events behind the warm-up', async () => {
  const figures = await figuresOf('kafka-latency', 0.02);
  expect(figures).toMatchObject({ events: 3_000, counted: 2_000 });
  expect(figures['p50Ms']).toBeGreaterThan(0);
  expect(figures['p99Ms']).toBeGreaterThanOrEqual(Number(figures['p50Ms']));
});

test('whoever follows a killed owner commits, the sooner the more of its state it has', async () => {
  const figures = await figuresOf('kafka-restore', 0.002);
  expect(figures).toMatchObject({ events: 15_000, restoredMbWithCache: 0 });
  expect(figures['stateMb']).toBeGreaterThan(0);
  // Whoever has to find out waits for the session to end; who starts on the same machine knows.
  expect(figures['secondsToStandby']).toBeGreaterThan(figures['secondsToSameMachine'] as number);
  expect(figures['secondsToNewMachine']).toBeGreaterThan(figures['secondsToSameMachine'] as number);
});
