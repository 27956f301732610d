import { manualClock } from '@landbridge/infra/testing';
import { expect, test } from 'vitest';
import { orStopped, repainter, settledWithProgress } from './progress.ts';
import { recordingTerminal } from './recording-terminal.ts';

test('progress is painted at once, then at most every so often', () => {
  const clock = manualClock(1_000);
  const terminal = recordingTerminal();
  let records = 0;
  const repaint = repainter(terminal, () => `${records} records`, clock);
  for (let ms = 0; ms < 1_000; ms += 10) {
    records += 1;
    repaint();
    clock.advance(10);
  }
  expect(terminal.progressed()).toEqual([
    '1 records',
    '21 records',
    '41 records',
    '61 records',
    '81 records',
  ]);
});

test('waiting ends when the person stops it, and leaves no listener on the log', async () => {
  const stop = new AbortController();
  let listeners = 0;
  const pipeline = {
    settled: () => Promise.withResolvers<void>().promise,
    log: {
      onAppend: () => {
        listeners += 1;
        return () => {
          listeners -= 1;
        };
      },
    },
  } as unknown as Parameters<typeof settledWithProgress>[0];
  const terminal = recordingTerminal({ signal: stop.signal });
  const waiting = settledWithProgress(pipeline, terminal, 'Landing');
  stop.abort(new Error('stopped'));
  await expect(waiting).rejects.toThrow('stopped');
  expect(listeners).toBe(0);
});

test('what is there already is answered; a signal that came before is not overlooked', async () => {
  expect(await orStopped(Promise.resolve(7), new AbortController().signal)).toBe(7);
  const never = Promise.withResolvers<void>().promise;
  await expect(orStopped(never, AbortSignal.abort(new Error('early')))).rejects.toThrow('early');
});
