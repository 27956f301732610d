import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { PipelineError } from '@landbridge/infra';

/** Sorted entries on disk, run by run; the files go on disposal. */
export type SortRuns = Disposable & {
  readonly count: number;
  /** Writes the entries as a run. Rejects with `disk-full` where they do not fit. */
  write(entries: Iterable<Buffer>): void;
  /** Reads each run back, entry by entry; `sizeOf` tells an entry's length once its head is there. */
  read(format: EntryFormat): Generator<Buffer>[];
};

export type EntryFormat = {
  readonly headBytes: number;
  sizeOf(bytes: Buffer, at: number): number;
};

/** Bytes that are written or read at once. */
const STEP_BYTES = 1 << 20;

export function sortRuns(parent: string): SortRuns {
  const files: { fd: number; size: number }[] = [];
  let folder: string | undefined;
  return {
    get count() {
      return files.length;
    },
    write(entries) {
      try {
        folder ??= mkdtempSync(join(parent, 'landbridge-sort-'));
        const fd = openSync(join(folder, `run-${files.length}`), 'w+');
        const file = { fd, size: 0 };
        files.push(file);
        file.size = writeEntries(fd, entries);
      } catch (cause) {
        throw new PipelineError(
          'disk-full',
          `Sorting in ${parent}: ${(cause as Error).message}. Free space there or name another folder, then ingest again: nothing was appended.`,
          { cause },
        );
      }
    },
    read: (format) => files.map(({ fd, size }) => readRun({ fd, size, format })),
    [Symbol.dispose]() {
      for (const { fd } of files.splice(0)) closeSync(fd);
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}

function writeEntries(fd: number, entries: Iterable<Buffer>): number {
  let size = 0;
  let pending: Buffer[] = [];
  let waiting = 0;
  const flush = () => {
    const bytes = Buffer.concat(pending);
    for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
    pending = [];
    waiting = 0;
  };
  for (const entry of entries) {
    pending.push(entry);
    size += entry.length;
    waiting += entry.length;
    if (waiting >= STEP_BYTES) flush();
  }
  flush();
  return size;
}

/** Reads a run through a window that holds at least one entry. */
function* readRun(run: { fd: number; size: number; format: EntryFormat }): Generator<Buffer> {
  const { headBytes, sizeOf } = run.format;
  let window = Buffer.alloc(0);
  let at = 0;
  let position = 0;
  for (;;) {
    const left = window.length - at;
    const isWhole = left >= headBytes && left >= sizeOf(window, at);
    if (isWhole) {
      const end = at + sizeOf(window, at);
      yield window.subarray(at, end);
      at = end;
      continue;
    }
    if (position === run.size) return;
    const next = Buffer.allocUnsafeSlow(left + STEP_BYTES);
    window.copy(next, 0, at);
    const read = readSync(run.fd, next, left, STEP_BYTES, position);
    position += read;
    window = next.subarray(0, left + read);
    at = 0;
  }
}
