import { chmodSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { EXIT } from '../exit-status.ts';
import type { Terminal } from '../terminal.ts';
import { type Ask, messagesOf, PROTOCOL, send } from './protocol.ts';
import { clearLeftBehind, placeSocket, recordOwner, removeOwner } from './socket-place.ts';

/** Runs a command line in this process for whoever typed it; answers its exit status and never rejects. */
export type RunHere = (typed: readonly string[], terminal: Terminal) => Promise<number>;

export type OwnerServer = {
  readonly socket: string;
  /** Takes no more commands and waits for those that run; with `stop`, asks them to stop first. */
  close(options: { stop: boolean }): Promise<void>;
};

/** Commands that run at the same time for other processes; more have to wait for one to end. */
const CONVERSATIONS_MAX = 32;

/**
 * Listens on a unix socket that only this user may open. Called by the process that holds the folder's lock, so what
 * another owner left there is from a process that ended without closing.
 */
export async function serveOwner(dataDir: string, runHere: RunHere): Promise<OwnerServer> {
  clearLeftBehind(dataDir);
  const path = placeSocket(dataDir);
  const running = new Map<Promise<void>, AbortController>();
  const server = createServer((socket) => {
    const stop = new AbortController();
    const conversation = converse(socket, stop, runHere).finally(() =>
      running.delete(conversation),
    );
    running.set(conversation, stop);
  });
  server.maxConnections = CONVERSATIONS_MAX;
  await listen(server, path);
  recordOwner(dataDir, { pid: process.pid, socket: path });
  return {
    socket: path,
    async close({ stop }) {
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      if (stop) for (const controller of running.values()) controller.abort();
      await Promise.all(running.keys());
      await closed.promise;
      removeOwner(dataDir, path);
    },
  };
}

async function listen(server: Server, path: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  // The socket is made inside `listen`: the mask keeps it from being open to others even for a moment.
  const mask = process.umask(0o177);
  try {
    server.listen(path, resolve);
  } finally {
    process.umask(mask);
  }
  await promise;
  chmodSync(path, 0o600);
}

async function converse(socket: Socket, stop: AbortController, runHere: RunHere): Promise<void> {
  socket.on('error', () => stop.abort());
  socket.on('close', () => stop.abort());
  const asks = messagesOf<Ask>(socket);
  const first = await asks.next().catch(() => undefined);
  const ask = first?.done === false ? first.value : undefined;
  if (ask?.kind !== 'command' || ask.protocol !== PROTOCOL) {
    const text =
      'The process that owns the folder speaks another protocol: stop it and start it again.\n';
    await send(socket, { kind: 'err', text });
    await send(socket, { kind: 'exit', status: EXIT.failed });
    socket.end();
    return;
  }
  const input = new RemoteInput(socket);
  const listening = input.listen(asks, stop);
  const status = await runHere(ask.typed, remoteTerminal(socket, { ask, input, stop }));
  await send(socket, { kind: 'exit', status });
  socket.end();
  await listening;
}

function remoteTerminal(
  socket: Socket,
  remote: { ask: Ask & { kind: 'command' }; input: RemoteInput; stop: AbortController },
): Terminal {
  let progressing = false;
  return {
    out: (text) => send(socket, { kind: 'out', text }),
    err: (text) => send(socket, { kind: 'err', text }),
    progress(text) {
      // A reader that is slower than the work sees fewer states of it, and never holds it up.
      if (!remote.ask.watched || progressing) return;
      progressing = true;
      void send(socket, { kind: 'progress', text }).then(() => {
        progressing = false;
      });
    },
    stdin: () => remote.input.chunks(),
    columns: remote.ask.columns,
    cwd: remote.ask.cwd,
    signal: remote.stop.signal,
  };
}

/** The asker's standard input: one piece is asked for at a time, so that no more than that waits here. */
class RemoteInput {
  readonly #socket: Socket;
  #next = Promise.withResolvers<Buffer | undefined>();
  #ended = false;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  async listen(asks: AsyncIterable<Ask>, stop: AbortController): Promise<void> {
    try {
      for await (const ask of asks) {
        if (ask.kind === 'stdin') this.#next.resolve(Buffer.from(ask.base64, 'base64'));
        else if (ask.kind === 'stdin-end') this.#next.resolve(undefined);
        else if (ask.kind === 'stop') stop.abort();
        else break;
      }
    } catch {
      // The connection broke: the same as its end.
    }
    stop.abort();
    this.#ended = true;
    this.#next.resolve(undefined);
  }

  async *chunks(): AsyncGenerator<Uint8Array> {
    while (!this.#ended) {
      await send(this.#socket, { kind: 'more' });
      const chunk = await this.#next.promise;
      if (chunk === undefined) return;
      this.#next = Promise.withResolvers();
      if (this.#ended) this.#next.resolve(undefined);
      yield chunk;
    }
  }
}
