import { expect, test } from 'vitest';
import type { Pipeline } from '../pipeline.ts';
import { recordingTerminal } from '../recording-terminal.ts';
import { ingestCommand } from './ingest.ts';

test('says how much of standard input was read when the person stops it', async () => {
  const stop = new AbortController();
  const terminal = recordingTerminal({
    signal: stop.signal,
    async *stdin() {
      yield Buffer.from('twelve bytes');
      stop.abort();
      await Promise.withResolvers<never>().promise;
    },
  });
  const ingestion = {
    async ingestFiles(_: unknown, { stdin }: { stdin: AsyncIterable<Buffer> }) {
      for await (const _ of stdin);
      return [];
    },
  };
  const values = { json: false };
  const pipeline = { ingestion } as unknown as Pipeline;
  if (ingestCommand.where === 'anywhere') throw new Error('ingest works on a folder');
  const run = ingestCommand.run({ positionals: ['-'], values, terminal }, pipeline);
  await expect(run).rejects.toThrow('aborted');
  expect(terminal.stderr()).toContain('12 bytes of standard input had been read');
});
