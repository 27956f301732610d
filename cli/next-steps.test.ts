import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { catalog } from './catalog.ts';
import { nextSteps, shellLine } from './next-steps.ts';
import { parseArguments } from './parse-arguments.ts';

const steps = nextSteps({ day: '2026-03-11', row: "ABCU1234560/tos:1'x" });

test('every step is a command line that the catalog accepts', () => {
  for (const { typed } of steps) {
    expect(parseArguments(catalog, typed).command.name).toBe(typed[0]);
  }
});

test('a shell reads back the words of every line that is printed', () => {
  for (const { typed } of steps) {
    const line = shellLine(typed).replace('npx landbridge', 'printf "%s\\n"');
    expect(execFileSync('sh', ['-c', line], { encoding: 'utf8' }).trimEnd().split('\n')).toEqual(
      typed,
    );
  }
});

test('without a row there is nothing to explain', () => {
  const words = nextSteps({ day: '2026-03-11', row: undefined }).map(({ typed }) => typed[0]);
  expect(words).not.toContain('explain');
});

test('where the data folder was named, every step that works on it names it', () => {
  const named = nextSteps({ day: '2026-03-11', row: 'x', dataDir: "the port's" });
  for (const { typed } of named) {
    const { command, values } = parseArguments(catalog, typed);
    expect(values['data-dir']).toBe(command.where === 'anywhere' ? undefined : "the port's");
  }
  expect(shellLine(named[0]?.typed ?? [])).toContain(`--data-dir 'the port'\\''s'`);
});
