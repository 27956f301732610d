import { chmodSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { type Pause, systemPause } from '@landbridge/infra';
import { EXIT } from '../exit-status.ts';
import type { Terminal } from '../terminal.ts';
import { type Ask, messagesOf, PROTOCOL, send, sendText } from './protocol.ts';
import { clearLeftBehind, placeSocket, recordOwner, removeOwner } from './socket-place.ts';

/** Runs a command line in this process for whoever typed it; answers its exit status and never rejects. */
export type RunHere = (typed: readonly string[], terminal: Terminal) => Promise<number>;

export type OwnerServer = {
  readonly socket: string;
  /**
   * Takes no more commands and waits for those that run; once `stop` is aborted it asks them to stop, and soon no longer
   * waits for who does not read what they say.
   */
  close(stop: AbortSignal): Promise<void>;
};

/** Commands that run at the same time for other processes; more have to wait for one to end. */
const CONVERSATIONS_MAX = 32;
/** How long the others have to take the last words of commands that were stopped: one may read through a pager. */
const LAST_WORDS_MS = 2_000;

type Conversation = {
  readonly socket: Socket;
  readonly stop: AbortController;
  /** Whether it has sent a command, so that something runs for it. */
  hasAsked: boolean;
};

/**
 * Listens on a unix socket that only this user may open. Called by the process that holds the folder's lock, so what
 * another owner left there is from a process that ended without closing.
 */
export async function serveOwner(
  dataDir: string,
  runHere: RunHere,
  pause: Pause = systemPause,
): Promise<OwnerServer> {
  clearLeftBehind(dataDir);
  const path = placeSocket(dataDir);
  const running = new Map<Promise<void>, Conversation>();
  const server = createServer((socket) => {
    const conversation = { socket, stop: new AbortController(), hasAsked: false };
    const ended = converse(conversation, runHere).finally(() => running.delete(ended));
    running.set(ended, conversation);
  });
  server.maxConnections = CONVERSATIONS_MAX;
  await listen(server, path);
  recordOwner(dataDir, { pid: process.pid, socket: path });
  return {
    socket: path,
    async close(stop) {
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      const over = new AbortController();
      const ended = Promise.all([...running.keys(), closed.promise]).then(() => over.abort());
      for (const { socket, hasAsked } of running.values()) if (!hasAsked) socket.destroy();
      const stopOthers = async () => {
        for (const conversation of running.values()) conversation.stop.abort();
        await pause(LAST_WORDS_MS, over.signal);
        // What is still to be written to them, and what is still expected of them, ends with it.
        for (const { socket } of running.values()) socket.destroy();
      };
      stop.addEventListener('abort', stopOthers, { signal: over.signal });
      if (stop.aborted) void stopOthers();
      await ended;
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

async function converse(conversation: Conversation, runHere: RunHere): Promise<void> {
  const { socket, stop } = conversation;
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
    // Whatever else it has to say is not read, so its end would not be noticed.
    socket.destroySoon();
    return;
  }
  conversation.hasAsked = true;
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
    out: (text) => sendText(socket, 'out', text),
    err: (text) => sendText(socket, 'err', text),
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
