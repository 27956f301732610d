import { expect, test } from 'vitest';
import { testsAmong } from './tests.ts';

const file = (path: string, text = '') => ({ path, text });

test('tests are known by name or place', () => {
  const paths = ['a/x.test.ts', 'infra/log/log-contract.ts', 'a/testing/at.ts', 'test/tidy/x.ts'];
  expect([...testsAmong([...paths, 'a/x.ts', 'README.md'].map((path) => file(path)))]).toEqual(
    paths,
  );
});

test('what only tests use is for tests, whether they import or start it', () => {
  const tests = testsAmong([
    file('sinks/runtime/kill.test.ts', `import './scenario.ts'; spawn(join(here, "child.ts"));`),
    file('sinks/runtime/scenario.ts', `import './deeper.ts';`),
    file('sinks/runtime/child.ts'),
    file('sinks/runtime/deeper.ts'),
  ]);
  expect(tests.size).toBe(4);
});

test('what anything else uses too is not, nor is what nobody uses', () => {
  const tests = testsAmong([
    file('sinks/runtime/sink.test.ts', `import { open } from './sink.ts';`),
    file('sinks/index.ts', `export { open } from './runtime/sink.ts';`),
    file('sinks/runtime/sink.ts'),
    file('sinks/runtime/script.ts', '// ./script.ts'),
  ]);
  expect([...tests]).toEqual(['sinks/runtime/sink.test.ts']);
});
