import { mkdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { Session } from 'chdb';
import { assert, PipelineError } from '../../errors.ts';
import { rowsOf } from '../compact-rows.ts';
import { checkOutputFormat } from '../free-query/free-query.ts';
import { FREE_QUERY_LIMITS, type FreeQueryLimits, guestSettings } from '../free-query/limits.ts';
import { runFreeQuery } from '../free-query/run-free-query.ts';
import { insertSql, TEXT_SETTINGS, tokenSettings } from '../insert-sql.ts';
import { keyOfSecret, pseudonymFunctions, pseudonymKey } from '../pseudonym-key.ts';
import { literal } from '../sql.ts';
import type { RawInsert, Warehouse } from '../warehouse.ts';
import { Connection } from './connection.ts';
import { engineArguments } from './engine-config.ts';
import { InsertFiles } from './insert-files.ts';

export type ChdbOptions = {
  /** The engine's data lies here; one process owns it. */
  folder: string;
  /** What the key of the pseudonyms is made from; by default one is made once and kept in the folder. */
  pseudonymSecret?: string | undefined;
  /** Connections for reading; a long query keeps only one of them busy. */
  readers?: number;
  freeQueryLimits?: Partial<FreeQueryLimits>;
};

/** Inserts of one round run side by side on as many. */
const WRITERS = 2;
const READERS = 2;
// No id changes its partition without a retraction in the old one, so FINAL need not look across partitions.
const READ_SETTINGS =
  'SET do_not_merge_across_partitions_select_final = 1, output_format_json_quote_64bit_integers = 1, output_format_json_quote_denormals = 1, max_execution_time = 600, max_threads = 2';

/**
 * Opens the embedded engine: a few writers and readers, one connection for free queries. Rejects with
 * `data-dir-in-use` where another process owns the folder and `platform-unsupported` where the engine has no build.
 */
export async function openChdbWarehouse(options: ChdbOptions): Promise<Warehouse> {
  mkdirSync(options.folder, { recursive: true, mode: 0o700 });
  const folder = realpathSync(options.folder);
  const key =
    options.pseudonymSecret === undefined
      ? pseudonymKey(join(folder, 'pseudonym-key'))
      : keyOfSecret(options.pseudonymSecret);
  const { statements, redact } = pseudonymFunctions(key);
  const connect = await connector(folder);
  const connections: Connection[] = [];
  const opened = async (settings: readonly string[]) => {
    const connection = new Connection(connect(), redact);
    connections.push(connection);
    for (const setting of settings) await connection.run('Preparing the warehouse', setting);
    return connection;
  };
  const several = async (count: number, settings: readonly string[]) => {
    const alike: Connection[] = [];
    for (let i = 0; i < count; i++) alike.push(await opened(settings));
    return alike;
  };
  try {
    // Only now is the folder ours: what lies in it from before the last crash may go.
    const first = await opened(statements);
    const writers = [first, ...(await several(WRITERS - 1, []))];
    const readers = await several(options.readers ?? READERS, [READ_SETTINGS]);
    const limits = { ...FREE_QUERY_LIMITS, ...options.freeQueryLimits };
    const guest = await opened([guestSql(limits), 'SET readonly = 1']);
    return new ChdbWarehouse({ writers, readers, guest, files: new InsertFiles(folder) });
  } catch (error) {
    for (const connection of connections) await connection.close();
    throw error;
  }
}

type Connections = {
  writers: readonly Connection[];
  readers: readonly Connection[];
  guest: Connection;
  files: InsertFiles;
};

class ChdbWarehouse implements Warehouse {
  readonly #writers: readonly Connection[];
  readonly #readers: readonly Connection[];
  readonly #guest: Connection;
  readonly #files: InsertFiles;
  #closed = false;
  #freeQueries = 0;

  constructor({ writers, readers, guest, files }: Connections) {
    this.#writers = writers;
    this.#readers = readers;
    this.#guest = guest;
    this.#files = files;
  }

  async execute(statement: string): Promise<void> {
    await idlest(this.#writers).run(`Running ${firstWords(statement)}`, statement);
  }

  async insert(insert: RawInsert): Promise<void> {
    const tables = [insert.table, ...(insert.copies ?? [])];
    if (insert.format === 'JSONEachRow') {
      const body = Buffer.concat(insert.body);
      for (const table of tables) await this.#insertText(table, insert, body);
      return;
    }
    const path = await this.#files.write(insert.token, insert.body);
    try {
      for (const table of tables) await this.#insertFile(table, insert, path);
    } finally {
      await this.#files.remove(path);
    }
  }

  async query<Row>(sql: string): Promise<Row[]> {
    const { text } = await idlest(this.#readers).run('Querying the warehouse', sql, 'JSONCompact');
    return rowsOf(text);
  }

  async text(sql: string, format: string): Promise<string> {
    checkOutputFormat(format);
    return (await idlest(this.#readers).run('Querying the warehouse', sql, format)).text;
  }

  async parquet(sql: string): Promise<Uint8Array> {
    return (await idlest(this.#readers).run('Writing Parquet', sql, 'Parquet')).bytes;
  }

  queryFree(sql: string, format: string, signal?: AbortSignal): Promise<string> {
    return runFreeQuery(sql, format, {
      query: (own) => this.query(own),
      run: (checked, as) => this.#runFree(checked, as, signal),
    });
  }

  /** A number in a comment behind the statement is what another connection finds it by, to stop it. */
  async #runFree(statement: string, format: string, signal?: AbortSignal): Promise<string> {
    const name = `/* free query ${++this.#freeQueries} */`;
    const kill = `KILL QUERY WHERE endsWith(query, ${literal(name)}) ASYNC`;
    const stop = () => void this.execute(kill).catch(() => undefined);
    signal?.addEventListener('abort', stop);
    try {
      const named = `${statement}\n${name}`;
      return (await this.#guest.run('Running your query', named, format, signal)).text;
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    for (const connection of [...this.#writers, ...this.#readers, this.#guest])
      await connection.close();
    this.#files.close();
  }

  async #insertFile(table: string, insert: RawInsert, path: string): Promise<void> {
    const { rowsRead } = await idlest(this.#writers).run(
      `Inserting ${insert.rows ?? ''} rows into ${table}`,
      insertSql(table, insert, `FROM INFILE ${literal(path)}`),
    );
    // The engine believes the count in the file: fewer rows would be lost without a word.
    assert(
      insert.rows === undefined || insert.rows === rowsRead,
      `the engine read ${rowsRead} of the ${insert.rows} rows for ${table}`,
    );
  }

  #insertText(table: string, insert: RawInsert, body: Buffer): Promise<void> {
    return idlest(this.#writers).insertText(`Inserting into ${table}`, {
      table,
      columns: insert.columns,
      body,
      settings: {
        ...tokenSettings(insert.token),
        ...TEXT_SETTINGS,
      },
    });
  }
}

/** The connection with the fewest statements that run or wait. */
function idlest([first, ...rest]: readonly Connection[]): Connection {
  assert(first !== undefined, 'there are connections of every kind');
  return rest.reduce((idle, next) => (next.waiting < idle.waiting ? next : idle), first);
}

function guestSql(limits: FreeQueryLimits): string {
  const settings = Object.entries(guestSettings(limits));
  return `SET ${settings.map(([name, value]) => `${name} = ${value}`).join(', ')}`;
}

function firstWords(statement: string): string {
  return statement.trim().split(/\s+/).slice(0, 6).join(' ');
}

async function connector(folder: string): Promise<() => Session> {
  const { Session: Opened } = await import('chdb').catch((error: unknown) => {
    throw new PipelineError(
      'platform-unsupported',
      'Loading the embedded engine: there is no build for this machine. Use Linux with glibc, or macOS.',
      { cause: error },
    );
  });
  const data = join(folder, 'engine');
  const connectionArgs = engineArguments(folder);
  return () => {
    try {
      return new Opened(data, { connectionArgs });
    } catch (error) {
      throw openError(folder, error);
    }
  };
}

/** The engine says why on stderr only; its lock file says who has it. */
function openError(folder: string, error: unknown): PipelineError {
  const owner = ownerOf(join(folder, 'engine', 'status'));
  if (owner !== undefined) {
    return new PipelineError(
      'data-dir-in-use',
      `Opening the warehouse in ${folder}: process ${owner} owns it. Ask that process, or stop it first.`,
      { cause: error },
    );
  }
  const message = error instanceof Error ? error.message : String(error);
  return new PipelineError(
    'warehouse-unavailable',
    `Opening the warehouse in ${folder}: ${message}. The engine wrote the reason above.`,
    { cause: error },
  );
}

function ownerOf(statusFile: string): number | undefined {
  try {
    const pid = Number(/PID: (\d+)/.exec(readFileSync(statusFile, 'utf8'))?.[1]);
    process.kill(pid, 0);
    return pid;
  } catch {
    return undefined;
  }
}
