import { mkdir, readdir, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Pause, PipelineError, systemPause } from '@landbridge/infra';
import type { DeliveryReport, Origin } from './delivery.ts';
import type { Ingestion } from './ingestion.ts';

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
const UNFINISHED = /^\.|\.(tmp|part|partial|crdownload|swp)$|~$/i;

/**
 * Takes files out of a folder: what was ingested goes to `done`, what gave nothing at all to `failed` with a file that
 * says why. A file is moved after its facts are durable, so a crash in between ingests it again, which changes nothing.
 */
export function watchFolder(options: WatchOptions): FolderWatch {
  const { folder, ingestion, onFile, pause = systemPause, everyMs = EVERY_MS } = options;
  let seen = new Map<string, string>();

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
      const { ingestion: _i, folder: _f, pause: _p, everyMs: _e, onFile: _o, ...origin } = options;
      const [report] = await ingestion.ingestFiles([join(folder, name)], origin);
      if (report === undefined) continue;
      const file = { name, moved: movedTo(report), report } as const;
      await move(folder, file);
      seen.delete(name);
      files.push(file);
      onFile?.(file);
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

async function move(folder: string, { name, moved, report }: WatchedFile): Promise<void> {
  const target = join(folder, moved);
  await mkdir(target, { recursive: true });
  const free = await freeName(target, name);
  await rename(join(folder, name), join(target, free));
  if (report.deadLettered === 0) return;
  const reasons = Object.entries(report.reasons).map(([code, count]) => `${code}: ${count}`);
  const text = `${report.deadLettered} of the events in ${name} were set aside.\n${reasons.join('\n')}\nSee: landbridge dead-letters list\n`;
  await writeFile(join(target, `${free}.reason.txt`), text);
}

/** A name that the folder does not have yet: files of one name come again and again. */
async function freeName(folder: string, name: string): Promise<string> {
  const taken = new Set(await readdir(folder));
  if (!taken.has(name)) return name;
  let number = 1;
  while (taken.has(`${name}.${number}`)) number++;
  return `${name}.${number}`;
}
