import type { Socket } from 'node:net';

/** Raised when a message changes its meaning: both ends come from the same checkout, unless one is still running. */
export const PROTOCOL = 1;
const LINE_BYTES_MAX = 32 * 1024 * 1024;
/** Far below that, since a character may take six bytes and more pieces cost nothing. */
const PIECE_CHARS = 1024 * 1024;

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

/** Never sent: what a line that is no message, or is too long for one, reads as. */
export type Unreadable = { kind: 'unreadable' };

/** Resolves when the other side has room again, or is gone: then nothing waits for it. */
export function send(socket: Socket, message: Ask | Answer): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (socket.destroyed || socket.writableEnded) resolve();
  else socket.write(`${JSON.stringify(message)}\n`, () => resolve());
  return promise;
}

/** A text of any length in messages, one after the other. */
export async function sendText(socket: Socket, kind: 'out' | 'err', text: string): Promise<void> {
  for (const piece of piecesOf(text)) await send(socket, { kind, text: piece });
}

/** Cut between characters: half of one would be written as another. */
function* piecesOf(text: string): Generator<string> {
  for (let start = 0, end = 0; start < text.length; start = end) {
    end = start + PIECE_CHARS;
    if (end < text.length && (text.codePointAt(end - 1) ?? 0) > 0xffff) end -= 1;
    yield text.slice(start, end);
  }
}

/** The messages of a connection, one a line, until it ends. Nothing is read behind a line that is too long. */
export async function* messagesOf<Message extends Ask | Answer>(
  socket: AsyncIterable<Uint8Array>,
): AsyncGenerator<Message | Unreadable> {
  // What came of a line before its end: put together only once, however many chunks a long one has.
  let begun: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of socket) {
    let start = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
      const line = Buffer.concat([...begun, chunk.subarray(start, end)]);
      [begun, bytes] = [[], 0];
      start = end + 1;
      yield messageIn<Message>(line.toString());
    }
    begun.push(chunk.subarray(start));
    bytes += chunk.length - start;
    if (bytes > LINE_BYTES_MAX) {
      yield { kind: 'unreadable' };
      return;
    }
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
