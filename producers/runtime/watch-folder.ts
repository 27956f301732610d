import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Pause, PipelineError, systemPause } from '@landbridge/infra';
import type { DeliveryReport, Origin } from './delivery.ts';
import type { Ingestion } from './ingestion.ts';
import { moveFile } from './move-file.ts';

export type WatchOptions = Origin & {
  readonly ingestion: Pick<Ingestion, 'ingestFiles'>;
  /** Folder that files are put into. */
  readonly folder: string;
  readonly pause?: Pause;
  /** Between two looks, milliseconds; a file must look the same in two of them. Default 1 s. */
  readonly everyMs?: number;
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

type Moved = { file: WatchedFile; looks: string; hasChanged: boolean; looksLeft: number };

/**
 * Takes files out of a folder: what was ingested goes to `done`, what gave nothing at all to `failed` with a file that
 * says why. A file is moved after its facts are durable, so a crash in between ingests it again, which changes nothing.
 * One that changed while it was read stays for the next look; one that changes soon after it was moved is taken in again
 * where it lies. A writer that pauses for longer than that has to use another name (`.part`) until it is done.
 */
export function watchFolder(options: WatchOptions): FolderWatch {
  const { folder, ingestion, onFile, pause = systemPause, everyMs = EVERY_MS } = options;
  const { ingestion: _i, folder: _f, pause: _p, everyMs: _e, onFile: _o, ...origin } = options;
  let seen = new Map<string, string>();
  const moved = new Map<string, Moved>();

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
    for (const name of await look()) {
      const path = join(folder, name);
      const looks = seen.get(name) ?? '';
      const [report] = await ingestion.ingestFiles([path], origin);
      // Another file under the name, or more of it: what was read is durable, and the rest is not lost with a move.
      if (report === undefined || (await looksOf(path)) !== looks) continue;
      const file = { name, moved: movedTo(report), report } as const;
      const target = await moveFile(folder, file);
      seen.delete(name);
      if (target === undefined) continue;
      remember(target, { file, looks: target.isCopy ? await looksOf(target.path) : looks });
      files.push(file);
      onFile?.(file);
    }
    return [...files, ...(await takeChanged())];
  }

  function remember(
    { path }: { path: string },
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
        held.hasChanged = false;
        const [report] = await ingestion.ingestFiles([path], origin);
        if (report === undefined) continue;
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

function movedTo({ accepted, duplicates, deadLettered }: DeliveryReport): 'done' | 'failed' {
  return deadLettered > 0 && accepted + duplicates === 0 ? 'failed' : 'done';
}

async function entriesOf(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((e) => e.isFile() && !UNFINISHED.test(e.name)).map((e) => e.name);
  } catch (cause) {
    throw new PipelineError(
      'input-unreadable',
      `Watching ${folder}: the folder cannot be read. Does it exist, and may we read it?`,
      { cause },
    );
  }
}

/** Size and time of change; undefined where the file has gone. */
async function looksOf(path: string): Promise<string | undefined> {
  try {
    const { size, mtimeMs, ino } = await stat(path);
    return `${ino}/${size}/${mtimeMs}`;
  } catch {
    return undefined;
  }
}
