import { expect, test } from 'vitest';
import { recordingTerminal } from '../recording-terminal.ts';
import { rebuildProgress } from './rebuild-progress.ts';

test('says how many records are folded anew', () => {
  const terminal = recordingTerminal({ cwd: '.' });
  rebuildProgress(terminal)({ phase: 'fold', done: 1_200, total: 5_000 });
  expect(terminal.progressed()).toEqual(['Folding anew: 1,200 of 5,000 records']);
});

test('says which topic is compared', () => {
  const terminal = recordingTerminal({ cwd: '.' });
  rebuildProgress(terminal)({ phase: 'compare', topic: 'yard.dwells', done: 70 });
  expect(terminal.progressed()).toEqual(['Comparing yard.dwells: 70 rows']);
});
