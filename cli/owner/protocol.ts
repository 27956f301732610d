import type { Socket } from 'node:net';

/** Raised when a message changes its meaning: both ends come from the same checkout, unless one is still running. */
export const PROTOCOL = 1;
const LINE_BYTES_MAX = 32 * 1024 * 1024;

/**
 * One connection is one command. The asker sends `command` first, then a `stdin` for each `more`, so that at most one
 * piece of input waits in the owner; `stop` whenever the person wants it. The owner answers with text as it comes and
 * ends with `exit`.
 */
export type Ask =
  | {
      kind: 'command';
      protocol: number;
      typed: readonly string[];
      cwd: string;
      columns: number;
      /** Whether a person watches, so that progress is worth sending. */
      watched: boolean;
    }
  | { kind: 'stdin'; base64: string }
  | { kind: 'stdin-end' }
  | { kind: 'stop' }
  | Unreadable;

export type Answer =
  | { kind: 'out' | 'err' | 'progress'; text: string }
  | { kind: 'more' }
  | { kind: 'exit'; status: number }
  | Unreadable;

/** Never sent: what a line that is no message reads as. */
export type Unreadable = { kind: 'unreadable' };

/** Resolves when the other side has room again, or is gone: then nothing waits for it. */
export function send(socket: Socket, message: Ask | Answer): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (socket.destroyed || socket.writableEnded) resolve();
  else socket.write(`${JSON.stringify(message)}\n`, () => resolve());
  return promise;
}

/** The messages of a connection, one a line, until it ends. */
export async function* messagesOf<Message extends Ask | Answer>(
  socket: AsyncIterable<Uint8Array>,
): AsyncGenerator<Message | Unreadable> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of socket) {
    rest = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk]);
    let start = 0;
    for (let end = rest.indexOf(10); end !== -1; end = rest.indexOf(10, start)) {
      yield messageIn<Message>(rest.toString('utf8', start, end));
      start = end + 1;
    }
    rest = rest.subarray(start);
    if (rest.length > LINE_BYTES_MAX) yield { kind: 'unreadable' };
  }
}

function messageIn<Message>(line: string): Message | Unreadable {
  try {
    const message: unknown = JSON.parse(line);
    const isMessage = typeof message === 'object' && message !== null && 'kind' in message;
    return isMessage ? (message as Message) : { kind: 'unreadable' };
  } catch {
    return { kind: 'unreadable' };
  }
}
