import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { Session } from 'chdb';
import { discardLeftover } from '../chdb/connection.ts';
import { engineArguments } from '../chdb/engine-config.ts';

/** Settings of the HTTP interface itself, and what is no setting. */
const NO_SETTINGS = new Set([
  'query',
  'query_id',
  'database',
  'wait_end_of_query',
  'default_format',
  'session_id',
  'role',
]);
const ERROR_CODE = /Code: (\d+)/;

export type HttpFront = AsyncDisposable & { readonly url: string };

/**
 * The embedded engine behind ClickHouse's HTTP interface, as far as we use it, for tests on machines that have no server: the SQL, the
 * formats and the errors are the engine's own. Statements run one after the other.
 */
export async function openHttpFront(folder: string): Promise<HttpFront> {
  const data = join(folder, 'engine');
  const connectionArgs = engineArguments(folder);
  const { Session: Opened } = await import('chdb');
  const sessions = new Map<string, Session>();
  const sessionOf = async (database: string, settings: readonly [string, string][]) => {
    const key = JSON.stringify([database, settings]);
    let session = sessions.get(key);
    if (session) return session;
    session = new Opened(data, { connectionArgs });
    try {
      await session.queryAsync(`USE \`${database}\``, { format: 'Null' });
      for (const [name, value] of settings)
        await session.queryAsync(`SET ${name} = ${value}`, { format: 'Null' });
    } catch (error) {
      session.close();
      throw error;
    }
    sessions.set(key, session);
    return session;
  };

  const answer = async (
    { url = '/' }: IncomingMessage,
    body: Buffer,
    response: ServerResponse,
  ): Promise<void> => {
    const { searchParams } = new URL(url, 'http://front');
    const query = searchParams.get('query');
    const settings = [...searchParams].filter(([name]) => !NO_SETTINGS.has(name));
    // Read-only comes last: nothing could be set behind it.
    settings.sort(([a], [b]) => Number(a === 'readonly') - Number(b === 'readonly'));
    const file = join(folder, `body-${randomUUID()}`);
    let session: Session | undefined;
    try {
      session = await sessionOf(searchParams.get('database') ?? 'default', settings);
      const typed = query ?? body.toString();
      if (query !== null) writeFileSync(file, body);
      // A body cannot be handed to the embedded engine beside a statement: it reads it from a file.
      const statement =
        query === null ? typed : typed.replace(/ SETTINGS /, ` FROM INFILE '${file}' SETTINGS `);
      const format = searchParams.get('default_format') ?? 'TabSeparated';
      const result = await session.queryAsync(statement, { format });
      response.setHeader('X-ClickHouse-Summary', `{"read_rows":"${result.rowsRead}"}`);
      response.end(result.bytes());
    } catch (error) {
      if (session) await discardLeftover(session);
      const message = error instanceof Error ? error.message : String(error);
      response.statusCode = 500;
      response.setHeader('X-ClickHouse-Exception-Code', ERROR_CODE.exec(message)?.[1] ?? '0');
      response.end(message);
    } finally {
      rmSync(file, { force: true });
    }
  };

  let last: Promise<void> = Promise.resolve();
  const server = createServer(async (request, response) => {
    // Who is killed while he says his statement has said none: nobody behind him hears of it.
    const body = await buffer(request).catch(() => undefined);
    if (body) last = last.then(() => answer(request, body, response));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await last;
      for (const session of sessions.values()) session.close();
    },
  };
}
