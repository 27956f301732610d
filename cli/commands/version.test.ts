import { expect, test } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { recordingTerminal } from '../recording-terminal.ts';
import { start } from '../start.ts';

test.each(['version', '--version'])('%s says which version this is', async (typed) => {
  const terminal = recordingTerminal();
  expect(await start([typed], { ...terminal, watched: false })).toBe(0);
  expect(terminal.stdout()).toMatch(`landbridge ${manifest.version}, Node 24.`);
});
