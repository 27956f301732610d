import { expect, test } from 'vitest';
import { type Command, defineCommand } from './command.ts';
import { helpOn, helpOnAll } from './help.ts';
import { parseArguments, UsageError } from './parse-arguments.ts';

const report = defineCommand({
  name: 'report',
  about: 'Says how the port did.',
  usage: 'NAME',
  positionals: [1, 1],
  details: ['Days are calendar days in Shanghai.'],
  options: {
    from: { type: 'text', value: 'DAY', about: 'first day' },
    by: { type: 'list', value: 'FIELD', about: 'what to tell apart', choices: ['hour', 'class'] },
    format: { type: 'text', about: 'form', choices: ['table', 'csv'], default: 'table' },
    json: { type: 'flag', about: 'machine-readable output' },
  },
  examples: ['landbridge report yard-dwell'],
  run: () => Promise.resolve(0),
});
const help = defineCommand({
  name: 'help',
  about: 'Helps.',
  usage: '[COMMAND]',
  positionals: [0, 1],
  options: {},
  examples: ['landbridge help report'],
  run: () => Promise.resolve(0),
});
const catalog = [report, help];

function refusal(...typed: string[]): string {
  try {
    parseArguments(catalog, typed);
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  throw new Error('was accepted');
}

test('refuses an empty value, as of a variable that is not set', () => {
  expect(refusal('report', 'x', '--from', '')).toContain('--from is empty');
  expect(refusal('report', 'x', '--from= ')).toContain('--from is empty');
});

test('lets a command refuse options that do not go together', () => {
  const check = ({ json }: { json: boolean }) => {
    if (json) throw new UsageError('not so');
  };
  const { name, about, usage, positionals, examples } = report;
  const options = { json: { type: 'flag', about: '' } } as const;
  const run = () => Promise.resolve(0);
  const spec = { name, about, usage, positionals, examples, options, check, run };
  const checked = defineCommand(spec);
  expect(() => parseArguments([checked], ['report', 'x', '--json'])).toThrow('not so');
  expect(parseArguments([checked], ['report', 'x']).values).toEqual({ json: false });
});

test('fills in what was not typed: false, an empty list, the default', () => {
  expect(parseArguments(catalog, ['report', 'turn-time']).values).toEqual({
    from: undefined,
    by: [],
    format: 'table',
    json: false,
  });
});

test('takes options before and after arguments, with = and with a blank', () => {
  const typed = [
    'report',
    '--json',
    'turn-time',
    '--from=2026-03-11',
    '--by',
    'hour',
    '--by=class',
  ];
  const { positionals, values } = parseArguments(catalog, typed);
  expect(positionals).toEqual(['turn-time']);
  expect(values).toEqual({
    from: '2026-03-11',
    by: ['hour', 'class'],
    format: 'table',
    json: true,
  });
});

test('a wrong line says what is wrong and where the help is', () => {
  expect(refusal('turn')).toBe('There is no command turn. `landbridge help` lists the commands.');
  expect(refusal('reprot')).toBe(
    'There is no command reprot. Did you mean report? `landbridge help` lists the commands.',
  );
  expect(refusal('report')).toBe('report needs NAME. See `landbridge help report`.');
  expect(refusal('report', 'a', 'b')).toContain('takes no argument b');
  expect(refusal('report', 'a', '--form')).toBe(
    "Unknown option '--form'. Did you mean --from? See `landbridge help report`.",
  );
  expect(refusal('report', 'a', '--by', 'day')).toContain('--by day: it may be hour, class.');
  expect(refusal('report', 'a', '--colour')).toBe(
    "Unknown option '--colour'. See `landbridge help report`.",
  );
  expect(refusal('report', 'a', '--by', 'huor')).toContain('hour, class. Did you mean hour?');
  expect(refusal('report', 'a', '--format=xml')).toContain('--format xml: it may be table, csv.');
  expect(refusal('report', 'a', '--json=yes')).toContain('--json');
  expect(refusal('report', 'a', '--from')).toContain('--from');
});

test('nothing typed and --help are asking for help', () => {
  expect(parseArguments(catalog, []).command.name).toBe('help');
  expect(parseArguments(catalog, ['--help']).command.name).toBe('help');
  expect(parseArguments(catalog, ['report', '-h'])).toMatchObject({ command: report, help: true });
});

test('the help is made from the declarations', () => {
  expect(helpOnAll(catalog)).toContain('  report  Says how the port did.\n  help    Helps.');
  const text = helpOn(report);
  expect(text).toContain('Usage: landbridge report NAME [--OPTION…]');
  expect(text).toContain('Days are calendar days in Shanghai.');
  expect(text).toContain('  --from DAY      first day\n');
  expect(text).toContain('what to tell apart: hour, class; may be given again');
  expect(text).toContain('form: table, csv (default table)');
  expect(text).toContain('  landbridge report yard-dwell');
});

test('two words that are a command go before one', () => {
  const all: Command = { ...report, name: 'report all', positionals: [0, 0], usage: '' };
  const parsed = (...typed: string[]) => parseArguments([...catalog, all], typed);
  const { command, positionals } = parsed('report', 'all', '--by', 'hour');
  expect([command.name, positionals]).toEqual(['report all', []]);
  expect(parsed('report', 'turn-time').command.name).toBe('report');
  expect(parsed('report', 'all', '--help')).toMatchObject({ command: all, help: true });
  expect(() => parsed('report', 'all', 'more')).toThrow('report all takes no argument more');
  // Where the first word takes a name of its own, one too many is no slip for the second.
  expect(() => parsed('report', 'turn-time', 'al')).toThrow('takes no argument al. See');
  const bare: Command = { ...report, positionals: [0, 0], usage: '' };
  expect(() => parseArguments([bare, all], ['report', 'al'])).toThrow('Did you mean report all?');
});
