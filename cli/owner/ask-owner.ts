import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import { EXIT } from '../exit-status.ts';
import type { Terminal } from '../terminal.ts';
import { type Answer, messagesOf, PROTOCOL, send } from './protocol.ts';
import { isOurSocket, type OwnerRecord, recordedOwner } from './socket-place.ts';

export type Found =
  | { kind: 'nobody' }
  /** A record of a process that no longer answers: it was killed. */
  | { kind: 'left-behind'; record: OwnerRecord }
  | { kind: 'owner'; record: OwnerRecord; socket: Socket };

/** Looks for the process that owns a folder. */
export async function findOwner(dataDir: string): Promise<Found> {
  const record = recordedOwner(dataDir);
  if (record === undefined) return { kind: 'nobody' };
  if (!isOurSocket(record.socket)) return { kind: 'left-behind', record };
  const socket = createConnection(record.socket);
  try {
    await once(socket, 'connect');
    return { kind: 'owner', record, socket };
  } catch {
    socket.destroy();
    return { kind: 'left-behind', record };
  }
}

/** Has the owner run a command line and shows what it says as if it ran here. Answers the exit status. */
export async function askOwner(
  owner: { record: OwnerRecord; socket: Socket },
  typed: readonly string[],
  terminal: Terminal & { readonly watched: boolean },
): Promise<number> {
  const { socket } = owner;
  socket.on('error', () => socket.destroy());
  const stop = () => void send(socket, { kind: 'stop' });
  terminal.signal.addEventListener('abort', stop);
  const { cwd, columns, watched } = terminal;
  const command = { kind: 'command', protocol: PROTOCOL, typed, cwd, columns, watched } as const;
  let stdin: AsyncIterator<Uint8Array> | undefined;
  let isUnreadable = false;
  try {
    await send(socket, command);
    for await (const answer of messagesOf<Answer>(socket)) {
      if (answer.kind === 'exit') return answer.status;
      if (answer.kind === 'out') await terminal.out(answer.text);
      else if (answer.kind === 'err') await terminal.err(answer.text);
      else if (answer.kind === 'progress') terminal.progress(answer.text);
      else if (answer.kind === 'more') {
        stdin ??= terminal.stdin()[Symbol.asyncIterator]();
        // Not awaited: what the owner says while we wait for input is shown at once.
        void passOn(stdin, socket);
      } else {
        isUnreadable = true;
        break;
      }
    }
  } catch {
    // Falls through to the sentence below: the connection broke.
  } finally {
    terminal.signal.removeEventListener('abort', stop);
    socket.destroy();
  }
  await terminal.err(isUnreadable ? cannotRead(owner.record) : hasEnded(owner.record));
  return EXIT.failed;
}

function hasEnded({ pid }: OwnerRecord): string {
  return (
    `Process ${pid}, which owns the data folder, ended before it had answered. ` +
    'Nothing it acknowledged is lost: type the command again.\n'
  );
}

function cannotRead({ pid }: OwnerRecord): string {
  return (
    `Process ${pid}, which owns the data folder, answered with something that this process cannot read, ` +
    'so the command was given up. Stop that process, start it again from the same version as this one, ' +
    'and type the command again.\n'
  );
}

async function passOn(stdin: AsyncIterator<Uint8Array>, socket: Socket): Promise<void> {
  const next = await stdin.next().catch(() => ({ done: true, value: undefined }) as const);
  if (next.done === true) await send(socket, { kind: 'stdin-end' });
  else {
    const base64 = Buffer.from(next.value).toString('base64');
    await send(socket, { kind: 'stdin', base64 });
  }
}
