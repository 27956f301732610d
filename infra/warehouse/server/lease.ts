import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { PipelineError } from '../../errors.ts';
import { type Pause, systemPause } from '../../pause.ts';
import { literal } from '../sql.ts';
import { answered } from './answered.ts';
import type { ServerConnection } from './connection.ts';

/** Who has not said for so long that it is there has gone. */
const GONE_AFTER_MS = 30_000;
/** How often who lands says so: three of these may be lost. */
const BEAT_MS = 7_500;

const TABLE = 'ops.lander';
const TABLE_SQL = `CREATE TABLE IF NOT EXISTS ${TABLE}
(name LowCardinality(String), id String, pid UInt32, host String, claimed DateTime64(3, 'UTC'), seen DateTime64(3, 'UTC'), gone Bool)
ENGINE = ReplacingMergeTree(seen) ORDER BY (name, id) TTL toDateTime(seen) + INTERVAL 1 DAY`;

type Lander = { id: string; pid: number; host: string; agoMs: number };

/** Those that this process has. */
const ours = new Set<string>();

/**
 * The right to land rows in a database: one process at a time has it, as one process owns a data folder. Times are the
 * server's. Who was stopped for longer than it takes to be thought gone, and finds another in its place, writes nothing more.
 */
export class Lease {
  readonly #connection: ServerConnection;
  readonly #database: string;
  readonly #id = randomUUID();
  readonly #pause: Pause;
  readonly #released = new AbortController();
  #confirmedMs = 0;
  #lost: PipelineError | undefined;
  #timer: NodeJS.Timeout | undefined;
  #beating: Promise<void> | undefined;

  constructor(connection: ServerConnection, database: string, pause: Pause = systemPause) {
    this.#connection = connection;
    this.#database = database;
    this.#pause = pause;
  }

  /** Rejects with `data-dir-in-use` while another process has it. */
  async take(): Promise<void> {
    await this.#connection.run('Preparing the warehouse', 'CREATE DATABASE IF NOT EXISTS ops');
    await this.#connection.run('Preparing the warehouse', TABLE_SQL);
    const before = (await this.#others()).find((other) => !isDead(other));
    if (before) throw this.#inUse(before);
    ours.add(this.#id);
    await this.#say(false);
    // Of two that came at once, both see both here, and the first goes on.
    const earlier = await this.#others('AND (claimed, id) < (SELECT claimed, id FROM own)');
    const first = earlier.find((other) => !isDead(other));
    if (first) {
      await this.release();
      throw this.#inUse(first);
    }
    this.#confirmedMs = performance.now();
    this.#timer = setInterval(() => this.#beat(), BEAT_MS).unref();
  }

  /** Before rows are written: rejects with `task-fenced` where another process may have taken over. */
  async assert(): Promise<void> {
    if (performance.now() - this.#confirmedMs > GONE_AFTER_MS / 2) await this.#confirm();
    if (this.#lost) throw this.#lost;
  }

  /** Waits for one answer of the server at most, and not for one that is under way. */
  async release(): Promise<void> {
    clearInterval(this.#timer);
    this.#released.abort(this.#over());
    await this.#beating;
    if (ours.delete(this.#id)) await this.#say(true).catch(() => undefined);
  }

  #beat(): void {
    // While the server hangs, one that waits is enough.
    if (this.#beating !== undefined) return;
    // A server that does not answer is told of by whoever writes next.
    this.#beating = this.#confirm()
      .catch(() => undefined)
      .finally(() => {
        this.#beating = undefined;
      });
  }

  async #confirm(): Promise<void> {
    const other = (await this.#others()).find((each) => !isDead(each));
    if (other) this.#lost ??= this.#fenced(other);
    if (this.#lost) return;
    // The server notes a time after this one: a slow answer makes us no fresher than others see us.
    const saidMs = performance.now();
    await this.#say(false);
    this.#confirmedMs = Math.max(this.#confirmedMs, saidMs);
  }

  /** Says that we are there, or that we are gone. The time of the claim stays that of the first word. */
  async #say(gone: boolean): Promise<void> {
    const { name, own } = this.#literals();
    await this.#answered(
      `INSERT INTO ${TABLE} SELECT ${name}, ${own}, ${process.pid}, ${literal(hostname())},
         if(count() = 0, now64(3, 'UTC'), any(claimed)), now64(3, 'UTC'), ${gone}
       FROM (SELECT claimed FROM ${TABLE} FINAL WHERE name = ${name} AND id = ${own})`,
      // That we are gone is said after the release.
      { doing: 'Saying who lands', signal: gone ? undefined : this.#released.signal },
    );
  }

  async #others(and = ''): Promise<Lander[]> {
    const { name, own } = this.#literals();
    const bytes = await this.#answered(
      `WITH own AS (SELECT claimed, id FROM ${TABLE} FINAL WHERE name = ${name} AND id = ${own})
       SELECT id, pid, host, toInt64(dateDiff('millisecond', seen, now64(3, 'UTC'))) AS agoMs FROM ${TABLE} FINAL
       WHERE name = ${name} AND id != ${own} AND NOT gone AND seen > now64(3, 'UTC') - INTERVAL ${GONE_AFTER_MS} MILLISECOND ${and}
       ORDER BY claimed, id`,
      {
        ...{ doing: 'Asking who lands', signal: this.#released.signal },
        ...{ format: 'JSONEachRow', settings: { output_format_json_quote_64bit_integers: 0 } },
      },
    );
    const lines = bytes.toString().split('\n');
    return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Lander);
  }

  #answered(statement: string, options: Parameters<typeof answered>[2]): Promise<Buffer> {
    return answered(this.#connection, statement, { ...options, pause: this.#pause });
  }

  #literals(): { name: string; own: string } {
    return { name: literal(this.#database), own: literal(this.#id) };
  }

  #inUse({ pid, host, agoMs }: Lander): PipelineError {
    return new PipelineError(
      'data-dir-in-use',
      `Opening the warehouse ${this.#database}: process ${pid} on ${host} lands in it, and said so ${Math.round(agoMs / 1000)} s ago. Stop it first, or give this process another role; one that was killed on another machine is forgotten after ${GONE_AFTER_MS / 1000} s.`,
    );
  }

  #over(): PipelineError {
    return new PipelineError(
      'warehouse-unavailable',
      `Landing in ${this.#database}: the warehouse is being closed here. Open it again to write more.`,
    );
  }

  #fenced({ pid, host }: Lander): PipelineError {
    return new PipelineError(
      'task-fenced',
      `Landing in ${this.#database}: process ${pid} on ${host} has taken over while this process was stopped or cut off. Nothing more is written; end it.`,
    );
  }
}

/** Whether it was a process of this machine that is no more, killed perhaps: nobody waits for that one. */
function isDead({ id, pid, host }: Lander): boolean {
  if (host !== hostname()) return false;
  if (pid === process.pid) return !ours.has(id);
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    // Another user's process answers EPERM: it lives.
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
