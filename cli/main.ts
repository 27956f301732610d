#!/usr/bin/env -S node --min-semi-space-size=32 --max-semi-space-size=32 --external-memory-accounted-in-global-limit
// What a commit makes lives until it ends: a larger nursery than V8's own keeps most of that from being copied and aged,
// which took a quarter of the processor time. And buffers come and go by the megabyte: counted by themselves they make
// V8 collect the whole heap every 64 MB, counted with the heap they do not (docs/decisions/0028).
import { checkPlatform, thisMachine } from './platform.ts';

const refusal = checkPlatform(thisMachine());
if (refusal !== undefined) {
  process.stderr.write(`${refusal}\n`);
  process.exitCode = 1;
} else {
  // Read when the pool makes its first thread. Long queries of the warehouse hold a thread each, and with the four of
  // the default the log's writes wait behind them.
  process.env['UV_THREADPOOL_SIZE'] ??= '16';
  const { takeStandardInput } = await import('./standard-input.ts');
  const stdin = takeStandardInput();
  const { main } = await import('./start.ts');
  process.exitCode = await main(process.argv.slice(2), stdin);
}
