import { expect, test } from 'vitest';
import { roomBreaches } from './rooms.ts';
import { readTree } from './tree.ts';

test('rooms import only what they may, by name, through the front door', () => {
  expect(roomBreaches(readTree())).toEqual([]);
});

/** Both quote styles, so that a rule that looks for one of them cannot pass by the other. */
function planted(path: string, specifier: string): string[] {
  return [`import { x } from '${specifier}';`, `import { x } from "${specifier}";`].flatMap(
    (text) => roomBreaches([{ path, text }]),
  );
}

test.each([
  ['sinks/runtime/sink.ts', '@landbridge/processors', 'stages meet on topics'],
  ['producers/dcsa/dcsa.ts', '@landbridge/sinks', 'stages meet on topics'],
  ['infra/log/log.ts', '@landbridge/producers', 'infra may import schemas'],
  ['schemas/topic.ts', '@landbridge/infra', 'schemas may import no room'],
  ['processors/processor.ts', '@landbridge/cli', 'processors may import schemas, infra'],
  ['processors/yard-dwells/yard-dwells.ts', '../../schemas/topic.ts', 'stays in its room'],
  ['cli/main.ts', '../producers/index.ts', 'stays in its room'],
  ['cli/main.ts', '@landbridge/producers/dcsa/dcsa.ts', 'entered by its index.ts'],
  ['cli/main.ts', '@landbridge/infra/testing', 'only tests import'],
  ['sinks/runtime/sink.ts', '@landbridge/sinks', 'its own room by path'],
])('%s may not import %s', (path, specifier, why) => {
  const found = planted(path, specifier);
  expect(found).toHaveLength(2);
  expect(found[0]).toContain(why);
});

test.each([
  ['sinks/runtime/sink.ts', '@landbridge/infra'],
  ['sinks/runtime/sink.test.ts', '@landbridge/infra/testing'],
  ['producers/testing/index.ts', '@landbridge/schemas/testing'],
  ['cli/main.ts', '@landbridge/processors'],
  ['test/conformance/topics.test.ts', '@landbridge/cli'],
  ['cli/commands/services.ts', '@landbridge/infra/services'],
  ['processors/yard-dwells/yard-dwells.ts', '../processor.ts'],
  ['infra/log/log.ts', 'node:fs'],
])('%s may import %s', (path, specifier) => {
  expect(planted(path, specifier)).toEqual([]);
});
