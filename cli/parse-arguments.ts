import { type ParseArgsConfig, parseArgs } from 'node:util';
import type { Command, Option, Value } from './command.ts';
import { didYouMean } from './did-you-mean.ts';

/** A wrong command line: what is wrong, and the help to read. */
export class UsageError extends Error {
  override name = 'UsageError';
}

export type Parsed = {
  command: Command;
  positionals: readonly string[];
  values: Readonly<Record<string, Value>>;
  /** Whether help on the command was asked for: then nothing else was checked. */
  help: boolean;
};

/** Reads what was typed after `landbridge` against the declarations. Rejects with `UsageError`. */
export function parseArguments(catalog: readonly Command[], typed: readonly string[]): Parsed {
  const [name = 'help', second] = typed;
  const named = (wanted: string) => catalog.find((known) => known.name === wanted);
  // Two words may be a command of their own, as `topics apply` is beside `topics`.
  const two = named(`${name} ${second}`);
  const command = two ?? named(BY_OPTION[name] ?? name);
  if (command === undefined) {
    const meant = didYouMean(
      name,
      catalog.map((known) => known.name),
    );
    throw new UsageError(
      `There is no command ${name}.${meant} \`landbridge help\` lists the commands.`,
    );
  }
  const rest = typed.slice(two === undefined ? 1 : 2);
  const { values, positionals } = parsed(command, rest);
  if (values['help'] === true) return { command, positionals: [], values: {}, help: true };
  checkOneForm(command, values);
  const [min, max] = command.positionals;
  if (positionals.length < min) {
    throw usage(command, `${command.name} needs ${command.usage}.`);
  }
  if (positionals.length > max) {
    const surplus = positionals[max] ?? '';
    const meant = didYouMean(
      surplus,
      max === 0 ? secondWords(catalog, command) : [],
      `${command.name} `,
    );
    throw usage(command, `${command.name} takes no argument ${surplus}.${meant}`);
  }
  const filled = Object.entries(command.options).map(([option, declared]) => [
    option,
    valueFor(command, option, declared, values[option]),
  ]);
  const known = Object.fromEntries(filled);
  command.check?.(known);
  return { command, positionals, values: known, help: false };
}

/** Of `topics`: apply and diff, which are commands of their own behind it. */
function secondWords(catalog: readonly Command[], { name }: Command): string[] {
  return catalog.flatMap((known) => {
    const isBehind = known.name.startsWith(`${name} `);
    return isBehind ? [known.name.slice(name.length + 1)] : [];
  });
}

/** Options that choose the form of the output, in whatever command has them. */
const FORMS = ['csv', 'json', 'html', 'geojson', 'parquet'];

/** An output has one form: one of two would be left out without a word. */
function checkOneForm(command: Command, values: Readonly<Record<string, unknown>>): void {
  const [one, other] = FORMS.filter((form) => values[form] !== undefined);
  if (other === undefined) return;
  throw usage(command, `--${one} and --${other} are two forms of the output: choose one of them.`);
}

/** What other programs are asked for by an option. */
const BY_OPTION: Readonly<Record<string, string>> = {
  '--help': 'help',
  '-h': 'help',
  '--version': 'version',
};

const UNKNOWN_OPTION = /^Unknown option '--([^']+)'/;

function parsed(
  command: Command,
  args: string[],
): { values: Readonly<Record<string, unknown>>; positionals: string[] } {
  const declared = Object.entries(command.options).map(([name, option]) => [
    name,
    { type: option.type === 'flag' ? 'boolean' : 'string', multiple: option.type === 'list' },
  ]);
  const help = { type: 'boolean', short: 'h' } as const;
  const options: NonNullable<ParseArgsConfig['options']> = {
    ...Object.fromEntries(declared),
    help,
  };
  try {
    return parseArgs({ args, options, allowPositionals: true, strict: true });
  } catch (error) {
    // The parser's second sentence explains how to pass a positional that begins with a dash: nobody here needs it.
    const [reason = ''] = String((error as Error).message).split(/\.? To specify|\. /);
    const [, typed = ''] = UNKNOWN_OPTION.exec(reason) ?? [];
    const meant = didYouMean(typed, Object.keys(options), '--');
    throw usage(command, `${reason.replace(/\.$/, '')}.${meant}`);
  }
}

function valueFor(command: Command, name: string, option: Option, value: unknown) {
  if (option.type === 'flag') return value === true;
  if (option.type === 'list') {
    const list = Array.isArray(value) ? value.map(String) : [];
    for (const item of list) checkChoice(command, name, option, item);
    return list;
  }
  const text = typeof value === 'string' ? value : option.default;
  if (text === undefined) return undefined;
  // A variable that is not set: `--watch "$INBOX"` must not mean the folder that one is in.
  if (text.trim() === '') throw usage(command, `--${name} is empty: say a value, or leave it out.`);
  checkChoice(command, name, option, text);
  return text;
}

function checkChoice(command: Command, name: string, option: Option, value: string): void {
  if (option.choices === undefined || option.choices.includes(value)) return;
  const meant = didYouMean(value, option.choices);
  throw usage(command, `--${name} ${value}: it may be ${option.choices.join(', ')}.${meant}`);
}

function usage(command: Command, sentence: string): UsageError {
  return new UsageError(`${sentence} See \`landbridge help ${command.name}\`.`);
}
