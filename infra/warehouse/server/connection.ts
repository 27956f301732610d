import { addAbortSignal, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { type ClickHouseClient, createClient, type DataFormat } from '@clickhouse/client';
import { EngineError } from '../engine-error.ts';

/** How a ClickHouse server is reached. */
export type ServerPlace = {
  /** Of its HTTP interface: `http://host:8123`. */
  readonly url: string;
  readonly login: { readonly username: string; readonly password: string } | undefined;
  /** Made where there is none. */
  readonly database: string;
};

export type StatementOptions = {
  readonly format?: string;
  readonly settings?: Readonly<Record<string, string | number>>;
  readonly body?: readonly Uint8Array[];
  /** Gives the statement up: rejects with its reason. */
  readonly signal?: AbortSignal | undefined;
};

export type ServerAnswer = {
  readonly bytes: Buffer;
  /** Rows that the server read for it; undefined where it does not say. */
  readonly rowsRead: number | undefined;
};

/** Longer than any statement of ours may run, so that it is the server who ends it. */
const REQUEST_TIMEOUT_MS = 620_000;
/** Requests at a time; more wait. */
const SOCKETS_MAX = 8;
/** The engine's own code for a network that failed. */
const NETWORK_ERROR = 210;

/** Statements over HTTP, each with its own settings: nothing of one stays for the next. */
export class ServerConnection {
  readonly #client: ClickHouseClient;
  readonly #redact: (text: string) => string;

  constructor({ url, login, database }: ServerPlace, redact: (text: string) => string) {
    this.#redact = redact;
    this.#client = createClient({
      ...{ url, database, ...login },
      application: 'landbridge',
      request_timeout: REQUEST_TIMEOUT_MS,
      max_open_connections: SOCKETS_MAX,
      // Its own lines would go to stderr beside ours.
      log: { level: 127 },
      clickhouse_settings: {
        // The answer comes when all is done, so an error is the status of the answer and no part of it.
        wait_end_of_query: 1,
        // Who stops waiting for a query has no use for it.
        cancel_http_readonly_queries_on_client_close: 1,
        // A batch has its own place in the ledger: it is not to wait for others.
        async_insert: 0,
      },
    });
  }

  /**
   * Runs a statement, with a body where it reads one. The format stands beside it, since behind `EXPLAIN` it would be part of
   * what is explained. Rejects with an `EngineError`.
   */
  async run(
    doing: string,
    statement: string,
    { format, settings, body, signal }: StatementOptions = {},
  ): Promise<ServerAnswer> {
    try {
      signal?.throwIfAborted();
      const { stream, summary } = await this.#client.exec({
        query: statement,
        clickhouse_settings: {
          ...settings,
          ...(format !== undefined && { default_format: format as DataFormat }),
        },
        ...(body && { values: Readable.from(body) }),
        ...(signal && { abort_signal: signal }),
      });
      // The client heeds the signal until the answer begins.
      const bytes = await buffer(signal ? addAbortSignal(signal, stream) : stream);
      const read = Number(summary?.read_rows);
      return { bytes, rowsRead: Number.isNaN(read) ? undefined : read };
    } catch (error) {
      signal?.throwIfAborted();
      throw new EngineError(doing, withCode(error), this.#redact);
    }
  }

  close(): Promise<void> {
    return this.#client.close();
  }
}

/** What the engine refused has its number as text; all else is the way to it. */
function withCode(error: unknown): unknown {
  const code = Number((error as { code?: unknown } | null)?.code);
  const clickhouseCode = Number.isInteger(code) && code > 0 ? code : NETWORK_ERROR;
  return Object.assign(new Error(messageOf(error), { cause: error }), { clickhouseCode });
}

/** A refused connection to a name with several addresses has its reasons inside. */
function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '')
    return error.errors.map(messageOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
