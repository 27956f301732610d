import { assert, PipelineError } from '../../errors.ts';
import type { Pause } from '../../pause.ts';
import { rowsOf } from '../compact-rows.ts';
import { EngineError } from '../engine-error.ts';
import { checkOutputFormat } from '../free-query/free-query.ts';
import { FREE_QUERY_LIMITS, type FreeQueryLimits, guestSettings } from '../free-query/limits.ts';
import { runFreeQuery } from '../free-query/run-free-query.ts';
import { insertSql } from '../insert-sql.ts';
import { keyOfSecret, pseudonymFunctions } from '../pseudonym-key.ts';
import { identifier } from '../sql.ts';
import type { RawInsert, Warehouse } from '../warehouse.ts';
import { answered } from './answered.ts';
import { ServerConnection, type ServerPlace } from './connection.ts';
import { Lease } from './lease.ts';

export type ServerOptions = ServerPlace & {
  /** What the key of the pseudonyms is made from: whoever lands in this server has the same. */
  readonly pseudonymSecret: string;
  readonly freeQueryLimits?: Partial<FreeQueryLimits>;
  /** The clock's, unless a test says how long a server that hangs is waited for. */
  readonly pause?: Pause;
};

const READ_SETTINGS = {
  // No id changes its partition without a retraction in the old one, so FINAL need not look across partitions.
  do_not_merge_across_partitions_select_final: 1,
  output_format_json_quote_64bit_integers: 1,
  output_format_json_quote_denormals: 1,
  max_execution_time: 600,
};
const UNKNOWN_DATABASE = 81;
/** The version of the embedded engine: settings and functions of ours may be unknown to an older one. */
const VERSION_MIN = [26, 7] as const;

/**
 * Opens a ClickHouse server over HTTP, for landing and asking: its database, and `ops` beside it, are one deployment's.
 * Rejects with `data-dir-in-use` while another process lands in it, with `config-invalid` where its pseudonyms were made with
 * another secret or it is too old, and with `warehouse-unavailable` where it does not answer.
 */
export async function openServerWarehouse(options: ServerOptions): Promise<Warehouse> {
  const functions = pseudonymFunctions(keyOfSecret(options.pseudonymSecret));
  const { redact } = functions;
  await makeDatabase(options, redact);
  const connection = new ServerConnection(options, redact);
  const lease = new Lease(connection, options.database);
  try {
    await checkedVersion(connection);
    await lease.take();
    await makeFunctions(connection, functions);
  } catch (error) {
    await lease.release();
    await connection.close();
    throw error;
  }
  const limits = { ...FREE_QUERY_LIMITS, ...options.freeQueryLimits };
  return new ServerWarehouse({ connection, lease, limits });
}

type Opened = {
  readonly connection: ServerConnection;
  readonly lease: Lease;
  readonly limits: FreeQueryLimits;
};

class ServerWarehouse implements Warehouse {
  readonly #connection: ServerConnection;
  readonly #lease: Lease;
  readonly #limits: FreeQueryLimits;
  #closed = false;

  constructor({ connection, lease, limits }: Opened) {
    this.#connection = connection;
    this.#lease = lease;
    this.#limits = limits;
  }

  async execute(statement: string): Promise<void> {
    await this.#lease.assert();
    await this.#connection.run(`Running ${firstWords(statement)}`, statement);
  }

  async insert(insert: RawInsert): Promise<void> {
    for (const table of [insert.table, ...(insert.copies ?? [])]) {
      await this.#lease.assert();
      const { rowsRead } = await this.#connection.run(
        `Inserting ${insert.rows ?? ''} rows into ${table}`,
        insertSql(table, insert),
        { body: insert.body },
      );
      // The engine believes the count in the file: fewer rows would be lost without a word.
      assert(
        insert.rows === undefined || insert.rows === rowsRead,
        `the engine read ${rowsRead} of the ${insert.rows} rows for ${table}`,
      );
    }
  }

  async query<Row>(sql: string): Promise<Row[]> {
    return rowsOf((await this.#read(sql, 'JSONCompact')).toString());
  }

  async text(sql: string, format: string): Promise<string> {
    checkOutputFormat(format);
    return (await this.#read(sql, format)).toString();
  }

  parquet(sql: string): Promise<Uint8Array> {
    return this.#read(sql, 'Parquet');
  }

  queryFree(sql: string, format: string, signal?: AbortSignal): Promise<string> {
    return runFreeQuery(sql, format, {
      query: (own) => this.query(own),
      run: async (checked, as) => {
        const { bytes } = await this.#connection.run('Running your query', checked, {
          format: as,
          settings: { ...guestSettings(this.#limits), readonly: 1 },
          signal,
        });
        return bytes.toString();
      },
    });
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#lease.release();
    await this.#connection.close();
  }

  async #read(sql: string, format: string): Promise<Buffer> {
    const { bytes } = await this.#connection.run('Querying the warehouse', sql, {
      format,
      settings: READ_SETTINGS,
    });
    return bytes;
  }
}

/** Only who may make databases has to, and only where there is none. */
async function makeDatabase(of: ServerOptions, redact: (text: string) => string): Promise<void> {
  const doing = `Opening the warehouse ${of.database} at ${new URL(of.url).host}`;
  const connection = new ServerConnection(of, redact);
  const beside = new ServerConnection({ ...of, database: 'default' }, redact);
  try {
    const first = { doing, ...(of.pause && { pause: of.pause }) };
    await answered(connection, 'SELECT 1', first).catch(async (error: unknown) => {
      if (!(error instanceof EngineError) || error.engineCode !== UNKNOWN_DATABASE) throw error;
      await assertNew(beside, of.database);
      await beside.run(doing, `CREATE DATABASE IF NOT EXISTS ${identifier(of.database)}`);
    });
  } finally {
    await Promise.all([connection.close(), beside.close()]);
  }
}

/** What was done to which table is noted in `ops`: notes of tables that are elsewhere, or gone, would be believed. */
async function assertNew(connection: ServerConnection, database: string): Promise<void> {
  const { bytes } = await connection.run(
    'Asking for former tables',
    "SELECT total_rows FROM system.tables WHERE database = 'ops' AND name = 'schema_migration'",
    { format: 'TSVRaw' },
  );
  if (!(Number(bytes.toString()) > 0)) return;
  throw new PipelineError(
    'config-invalid',
    `Opening the warehouse: the server has no database ${database}, but ops, which says what is in another one. Name that one with LANDBRIDGE_CLICKHOUSE_DATABASE; or, if it is gone, drop ops too.`,
  );
}

/** The version of a server that lets us in; nothing is opened or changed. */
export async function versionOf(place: ServerPlace): Promise<string> {
  const connection = new ServerConnection({ ...place, database: 'default' }, (text) => text);
  try {
    return await checkedVersion(connection);
  } finally {
    await connection.close();
  }
}

async function checkedVersion(connection: ServerConnection): Promise<string> {
  const asking = { doing: 'Asking for the version', format: 'TSVRaw' };
  const bytes = await answered(connection, 'SELECT version()', asking);
  const version = bytes.toString().trim();
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > VERSION_MIN[0] || (major === VERSION_MIN[0] && minor >= VERSION_MIN[1]))
    return version;
  throw new PipelineError(
    'config-invalid',
    `Opening the warehouse: the server is ClickHouse ${version}. Use ${VERSION_MIN.join('.')} or a later one.`,
  );
}

/** Functions are the server's, not the database's: others' pseudonyms are not to change under them. */
async function makeFunctions(
  connection: ServerConnection,
  { statements, redact }: ReturnType<typeof pseudonymFunctions>,
): Promise<void> {
  const { bytes } = await connection.run(
    'Reading the functions',
    "SELECT create_query FROM system.functions WHERE name IN ('pseudonym', 'pseudonymOrNull')",
    { format: 'TSVRaw' },
  );
  const before = bytes.toString();
  // What has our key in it was made with our secret.
  if (before !== '' && redact(before) === before) {
    throw new PipelineError(
      'config-invalid',
      'Opening the warehouse: the pseudonyms of this server were made with another LANDBRIDGE_PSEUDONYM_KEY. Use that one; or, to have other pseudonyms from now on, drop its functions pseudonym and pseudonymOrNull.',
    );
  }
  for (const statement of statements) await connection.run('Making the functions', statement);
}

function firstWords(statement: string): string {
  return statement.trim().split(/\s+/).slice(0, 6).join(' ');
}
