import { closeSync, constants, createReadStream, fstatSync, openSync, readFileSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { PipelineError } from '@landbridge/infra';

/** Opens standard input when a command reads it; where none does, what is in a pipe stays there for the next program. */
export type StandardInput = () => Readable;

const NOTHING = '/dev/null';

/**
 * Takes standard input away from descriptor 0, which becomes empty. The embedded engine reads that descriptor by itself
 * where it is a pipe or a file, and would take what stands there for rows of whatever it inserts next. Terminals and
 * sockets it leaves alone. To be called before anything else looks at standard input.
 */
export function takeStandardInput(): StandardInput {
  const kind = fstatSync(0);
  if (!kind.isFIFO() && !kind.isFile()) return () => process.stdin;
  const taken = reopened(kind.isFIFO());
  closeSync(0);
  // The lowest free descriptor is the one that was just closed.
  openSync(NOTHING, 'r');
  if (taken instanceof Error) {
    return () => {
      throw new PipelineError(
        'input-unreadable',
        'Standard input belongs to another user and cannot be opened. Name the file instead of -.',
        { cause: taken },
      );
    };
  }
  if (kind.isFIFO()) return () => new Socket({ fd: taken.fd, readable: true, writable: false });
  return () => createReadStream('', taken);
}

/** Linux opens the file anew, from its beginning; macOS gives the same one again, which knows where it stands. */
function reopened(isPipe: boolean): { fd: number; start?: number } | Error {
  try {
    const start = isPipe ? undefined : positionOf(0);
    // A named pipe whose writer has ended already would otherwise be waited for until the next one comes.
    const flags = constants.O_RDONLY | (isPipe ? constants.O_NONBLOCK : 0);
    const fd = openSync('/dev/stdin', flags);
    if (isPipe) touchWriteEnd();
    return start === undefined ? { fd } : { fd, start };
  } catch (error) {
    return error as Error;
  }
}

/**
 * Who opens a named pipe without waiting, when its writers have left, is not told by Linux that they have: until one
 * more has come and gone. macOS gives no end to write to, and needs none.
 */
function touchWriteEnd(): void {
  try {
    closeSync(openSync('/dev/stdin', constants.O_WRONLY | constants.O_NONBLOCK));
  } catch {
    // Then the writers are there still, or we may not write.
  }
}

/** Where a descriptor stands in its file: `{ read; landbridge ingest -; } < file` goes on behind the first line. */
function positionOf(fd: number): number | undefined {
  try {
    const stated = /^pos:\s*(\d+)/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8'));
    return stated === null ? undefined : Number(stated[1]);
  } catch {
    return undefined;
  }
}
