import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Pause, PipelineError, systemPause } from '@landbridge/infra';
import type { DeliveryReport, Origin } from './delivery.ts';
import type { Ingestion } from './ingestion.ts';
import { looksOf, type MovedFile, moveFile, nameOnItsWay } from './move-file.ts';

export type WatchOptions = Origin & {
  readonly ingestion: Pick<Ingestion, 'ingestFiles'>;
  /** Folder that files are put into. */
  readonly folder: string;
  readonly pause?: Pause;
  /** Between two looks, milliseconds; a file must look the same in two of them. Default 1 s. */
  readonly everyMs?: number;
  /** Hears of a file when its facts are durable; what of them was known already its report counts later. */
  readonly onFile?: (file: WatchedFile) => void;
};

export type WatchedFile = {
  readonly name: string;
  readonly moved: 'done' | 'failed';
  readonly report: DeliveryReport;
};

export type FolderWatch = {
  /** Looks once: ingests the files that are no longer written. */
  sweep(): Promise<readonly WatchedFile[]>;
  /** Sweeps until the signal comes; a sweep that has begun is finished. */
  run(signal: AbortSignal): Promise<void>;
};

const EVERY_MS = 1000;
/** Names under which files are still being written. */
const UNFINISHED = /^\.|\.(tmp|part|partial|filepart|crdownload|swp)$|~$/i;
/** How long a moved file is looked at, and how many at once: whoever has it open writes into it there. */
const LOOKS_AFTER = 60;
const MOVED_MAX = 100;
/** Tries to read a file that cannot be read, one a sweep: so long may a mount be away, or the machine out of handles. */
const TRIES_MAX = 60;

type Moved = { file: WatchedFile; looks: string; hasChanged: boolean; looksLeft: number };

/**
 * Takes files out of a folder: what was ingested goes to `done`, what gave nothing at all to `failed` with a file that
 * says why. A file is moved after its facts are durable, so a crash in between ingests it again, which changes nothing.
 * One that changed while it was read stays for the next look; one that changes soon after it was moved is taken in again
 * where it lies. A writer that pauses for longer than that has to use another name (`.part`) until it is done. One that
 * cannot be read now but perhaps later stays too, for so many tries.
 */
export function watchFolder(options: WatchOptions): FolderWatch {
  const { folder, ingestion, onFile, pause = systemPause, everyMs = EVERY_MS } = options;
  const { ingestion: _i, folder: _f, pause: _p, everyMs: _e, onFile: _o, ...origin } = options;
  let seen = new Map<string, string>();
  const moved = new Map<string, Moved>();
  const tries = trying(ingestion, origin);

  async function look(): Promise<string[]> {
    const now = new Map<string, string>();
    for (const entry of await entriesOf(folder)) {
      const looks = await looksOf(join(folder, entry));
      if (looks !== undefined) now.set(entry, looks);
    }
    const settled = [...now].filter(([name, looks]) => seen.get(name) === looks);
    seen = now;
    return settled.map(([name]) => name).sort();
  }

  async function sweep(): Promise<readonly WatchedFile[]> {
    const files: WatchedFile[] = [];
    const settled = await look();
    const paths = new Set([...settled.map((entry) => join(folder, entry)), ...moved.keys()]);
    tries.keepOf(paths);
    for (const entry of settled) {
      const path = join(folder, entry);
      const looks = seen.get(entry) ?? '';
      const report = await tries.take(path);
      // Another file under the name, or more of it: what was read is durable, and the rest is not lost with a move.
      if (report === undefined || (await looksOf(path)) !== looks) continue;
      const name = nameOnItsWay(entry) ?? entry;
      const file = { name, moved: movedTo(report), report } as const;
      const target = await moveFile(folder, file, { from: path });
      seen.delete(entry);
      if (target === undefined) continue;
      // Of another file that came just before the move the looks are others: it is taken in where it lies.
      const isRead = target.copyOf === looks;
      remember(target, { file, looks: isRead ? await looksOf(target.path) : looks });
      files.push(file);
      onFile?.(file);
    }
    return [...files, ...(await takeChanged())];
  }

  function remember(
    { path }: MovedFile,
    { file, looks = '' }: { file: WatchedFile; looks: string | undefined },
  ): void {
    moved.set(path, { file, looks, hasChanged: false, looksLeft: LOOKS_AFTER });
    const [oldest] = moved.keys();
    if (moved.size > MOVED_MAX && oldest !== undefined) moved.delete(oldest);
  }

  /** Takes in again what somebody wrote into after it was moved, when it looks the same twice. */
  async function takeChanged(): Promise<WatchedFile[]> {
    const files: WatchedFile[] = [];
    for (const [path, held] of moved) {
      const looks = await looksOf(path);
      const isSame = looks === held.looks;
      held.looksLeft = isSame ? held.looksLeft - 1 : LOOKS_AFTER;
      if (looks === undefined || held.looksLeft === 0) moved.delete(path);
      else if (!isSame) moved.set(path, { ...held, looks, hasChanged: true });
      else if (held.hasChanged) {
        const report = await tries.take(path);
        if (report === undefined) {
          held.looksLeft = LOOKS_AFTER;
          continue;
        }
        held.hasChanged = false;
        const file = { ...held.file, report };
        files.push(file);
        onFile?.(file);
      }
    }
    return files;
  }

  return {
    sweep,
    async run(signal) {
      while (!signal.aborted) {
        await sweep();
        if (!signal.aborted) await pause(everyMs, signal);
      }
    },
  };
}

/** Counts how often each file could not be read: the last try tells. */
function trying(ingestion: WatchOptions['ingestion'], origin: Origin) {
  const unread = new Map<string, number>();
  return {
    /** Forgets files that have gone or are others now. */
    keepOf(paths: ReadonlySet<string>): void {
      for (const path of unread.keys()) if (!paths.has(path)) unread.delete(path);
    },
    /** What became of a file; undefined where it cannot be read now and is worth another try. */
    async take(path: string): Promise<DeliveryReport | undefined> {
      const tries = (unread.get(path) ?? 0) + 1;
      const leavesUnread = tries < TRIES_MAX;
      const how = { ...origin, leavesUnread, waitsUntilStopped: true };
      const [report] = await ingestion.ingestFiles([path], how);
      if (report?.unread === 'left') unread.set(path, tries);
      else unread.delete(path);
      return report?.unread === 'left' ? undefined : report;
    },
  };
}

function movedTo(report: DeliveryReport): 'done' | 'failed' {
  const { accepted, duplicates, deadLettered, unread } = report;
  if (unread !== undefined) return 'failed';
  return deadLettered > 0 && accepted + duplicates === 0 ? 'failed' : 'done';
}

async function entriesOf(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const isWhole = (name: string) => !UNFINISHED.test(name) || nameOnItsWay(name) !== undefined;
    return entries.filter((e) => e.isFile() && isWhole(e.name)).map((e) => e.name);
  } catch (cause) {
    throw new PipelineError(
      'input-unreadable',
      `Watching ${folder}: the folder cannot be read. Does it exist, and may we read it?`,
      { cause },
    );
  }
}
