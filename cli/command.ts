import type { RebuildRequest } from '@landbridge/processors';
import type { Pipeline } from './pipeline.ts';
import type { Role } from './roles.ts';
import type { Terminal } from './terminal.ts';

/** An option of a command, `--name`. */
export type Option = {
  readonly type: 'flag' | 'text' | 'list';
  readonly about: string;
  /** Stands for the value in the help: `--from DAY`. */
  readonly value?: string;
  readonly choices?: readonly string[];
  readonly default?: string;
};

export type Options = Readonly<Record<string, Option>>;

type ValueOf<O extends Option> = {
  flag: boolean;
  list: readonly string[];
  text: O extends { default: string } ? string : string | undefined;
}[O['type']];

export type Value = boolean | string | readonly string[] | undefined;

/** What was typed: a flag is false where it was not, a list is empty. */
export type Values<O extends Options> = { readonly [Name in keyof O]: ValueOf<O[Name]> };

type Spec<O extends Options> = {
  name: string;
  /** One sentence for the list of commands. */
  about: string;
  /** Positional arguments as the help shows them: `FILE…`; empty where there are none. */
  usage: string;
  /** Fewest and most positional arguments. */
  positionals: readonly [min: number, max: number];
  /** What a person should know besides the options, as paragraphs. */
  details?: readonly string[];
  options: O;
  examples: readonly string[];
  /** Refuses options that do not go together with a `UsageError`, before anything is opened. */
  check?(values: Values<O>): void;
  /** Whether the data folder is made where there is none; on Kafka it keeps nothing that cannot be made again. */
  makesFolder?: boolean | 'on-kafka';
  /** What the process does of a deployment on Kafka while it runs this; default `sinks`, to answer from the tables. */
  role?: Role;
};

/** What a command that works on the data folder gets: the pipeline of the process that owns it. */
export type Call<V = Readonly<Record<string, Value>>> = {
  readonly positionals: readonly string[];
  readonly values: V;
  readonly terminal: Terminal;
};

/**
 * - `anywhere`: needs no data folder.
 * - `owner`: runs in the process that owns the folder, wherever it was typed; same output either way.
 * - `sole`: becomes that process, and is refused while there is one.
 */
export type Command = Spec<Options> &
  (
    | { where: 'anywhere'; run(call: Call): Promise<number> }
    | {
        where: 'owner' | 'sole';
        /** What is folded anew before anything else runs on the folder; undefined: nothing, and a change is refused. */
        rebuilds: Rebuilds | undefined;
        /** Begins what is there before the pipeline is, whose opening may wait for others. */
        early: ((call: Call) => Promise<Early | undefined>) | undefined;
        run(call: Call, pipeline: Pipeline): Promise<number>;
      }
  );

/** Something of a command that outlasts the pipeline at both ends. */
export type Early = AsyncDisposable & {
  /** Hears of the pipeline when it is open, and of nothing before it is closed. */
  show(pipeline: Pipeline | undefined): void;
};

type Rebuilds = (values: Readonly<Record<string, Value>>) => RebuildRequest;

/** Keeps the types of the options; commands are declared through these. */
export function defineCommand<const O extends Options>(
  spec: Spec<O> & { run(call: Call<Values<O>>): Promise<number> },
): Command {
  const check = spec.check as Command['check'];
  return {
    ...spec,
    where: 'anywhere',
    ...(check === undefined ? {} : { check }),
    run: spec.run as (call: Call) => Promise<number>,
  };
}

export function defineFolderCommand<const O extends Options>(
  spec: Spec<O> & {
    where: 'owner' | 'sole';
    rebuilds?: (values: Values<O>) => RebuildRequest;
    early?: (call: Call<Values<O>>) => Promise<Early | undefined>;
    run(call: Call<Values<O>>, pipeline: Pipeline): Promise<number>;
  },
): Command {
  return {
    ...spec,
    options: { ...spec.options, ...FOLDER_OPTIONS },
    rebuilds: spec.rebuilds as Rebuilds | undefined,
    early: spec.early as ((call: Call) => Promise<Early | undefined>) | undefined,
    run: spec.run as (call: Call, pipeline: Pipeline) => Promise<number>,
  };
}

/** Options of every command that works on a data folder. */
export const FOLDER_OPTIONS = {
  'data-dir': {
    type: 'text',
    value: 'DIR',
    about:
      'folder with the log, the state and the tables (default: .landbridge; on Kafka .landbridge-kafka)',
  },
  reference: {
    type: 'text',
    value: 'DIR',
    about:
      'reference data to use in place of Ningbo: facilities, plants, vehicles, roads; `ningbo` is that again',
  },
  partitions: {
    type: 'text',
    value: 'N',
    about: 'partitions of a folder that is made now; an existing one keeps its own',
  },
} as const satisfies Options;
