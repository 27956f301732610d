import type { Session } from 'chdb';
import { EngineError } from '../engine-error.ts';

/** How the result came out, as text or bytes, and how many rows the engine read for it. */
export type EngineResult = {
  readonly text: string;
  readonly bytes: Uint8Array;
  readonly rowsRead: number;
};

/**
 * One connection of the engine. It runs one statement at a time, so callers queue here; another connection is not
 * kept waiting.
 */
export class Connection {
  readonly #session: Session;
  readonly #redact: (text: string) => string;
  #tail: Promise<unknown> = Promise.resolve();
  /** Statements that run or wait. */
  waiting = 0;

  constructor(session: Session, redact: (text: string) => string) {
    this.#session = session;
    this.#redact = redact;
  }

  /** A statement whose signal says stop while it waits is not run, and rejects with the signal's reason. */
  run(
    doing: string,
    statement: string,
    format = 'Null',
    signal?: AbortSignal,
  ): Promise<EngineResult> {
    return this.#queued(async () => {
      signal?.throwIfAborted();
      try {
        const result = await this.#session.queryAsync(statement, { format });
        const { rowsRead } = result;
        // Binary output is no text: each form is made only where it is asked for.
        return {
          get text() {
            return result.text();
          },
          get bytes() {
            return result.bytes();
          },
          rowsRead,
        };
      } catch (error) {
        await discardLeftover(this.#session);
        throw new EngineError(doing, error, this.#redact);
      }
    });
  }

  /** Inserts text rows that lie in memory. */
  insertText(
    doing: string,
    insert: {
      table: string;
      columns: readonly string[];
      body: Buffer;
      settings: Record<string, string | number>;
    },
  ): Promise<void> {
    return this.#queued(async () => {
      try {
        const { body, ...rest } = insert;
        await this.#session.insert({ ...rest, values: body, format: 'JSONEachRow' });
      } catch (error) {
        throw new EngineError(doing, error, this.#redact);
      }
    });
  }

  async close(): Promise<void> {
    await this.#tail;
    this.#session.close();
  }

  #queued<T>(work: () => Promise<T>): Promise<T> {
    this.waiting++;
    const done = this.#tail.then(work).finally(() => {
      this.waiting--;
    });
    this.#tail = done.catch(() => undefined);
    return done;
  }
}

/**
 * What a statement had written when it failed stays in the engine, which puts it before the result of the next one
 * (chDB 3.4): a statement without a result takes it along.
 */
export async function discardLeftover(session: Session): Promise<void> {
  try {
    await session.queryAsync('SELECT 1', { format: 'Null' });
  } catch {
    // The failure that is told is the first one.
  }
}
