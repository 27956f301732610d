import { copyFile, mkdir, readdir, rename, rm, stat, unlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { PipelineError } from '@landbridge/infra';
import type { WatchedFile } from './watch-folder.ts';

/** How a file goes to another place: the machine's `rename`, or that of a test. */
export type Rename = (from: string, to: string) => Promise<void>;

export type MovedFile = {
  /** Where the file lies now. */
  readonly path: string;
  /** How that looked of which this is a copy; undefined where the file itself was moved. */
  readonly copyOf?: string | undefined;
};

type Way = {
  /** Where the file lies; default: in the folder, under its name. */
  readonly from?: string;
  readonly renamed?: Rename;
};

/** Names in the folder of files on their way to another disk; the last part is the name they came with. */
const ON_ITS_WAY = /^\.moving-\d+-(.+)$/s;

/**
 * The name that a file came with, where a process ended while it was on its way to another disk: undefined for any other
 * name. Such a file is taken in and moved like one that has just come. Its facts are durable already, so that changes
 * nothing; at most `done` has two copies.
 */
export function nameOnItsWay(entry: string): string | undefined {
  return ON_ITS_WAY.exec(entry)?.[1];
}

/**
 * Moves a file that was taken in to `done` or `failed`, with a file beside it that says what was set aside. Undefined
 * where it has gone meanwhile, which is no fault, as its facts are durable; or where somebody wrote into it while it was
 * copied: then it lies in the folder still, to be taken in again.
 */
export async function moveFile(
  folder: string,
  file: WatchedFile,
  { from = join(folder, file.name), renamed = rename }: Way = {},
): Promise<MovedFile | undefined> {
  const { name, moved, report } = file;
  const target = join(folder, moved);
  try {
    await mkdir(target, { recursive: true });
    const path = join(target, await freeName(target, name));
    const lies = (await isRenamed({ from, to: path, renamed }))
      ? { path }
      : await movedByCopy({ folder, name, from, to: path });
    if (lies !== undefined && report.deadLettered > 0) {
      await writeFile(`${path}.reason.txt`, reasonsOf(file));
    }
    return lies;
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new PipelineError(
      'input-unreadable',
      `Moving ${name} to ${target}: ${message}. What it says is taken in. Make ${moved} a folder that we may write into, on a disk with room, and start again.`,
      { cause },
    );
  }
}

/** A folder may be a mount of its own, where nothing can be renamed into. */
async function isRenamed({ from, to, renamed }: Required<Way> & { to: string }): Promise<boolean> {
  try {
    await renamed(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    return false;
  }
}

type Copying = { folder: string; name: string; from: string; to: string };

/**
 * Under a hidden name nobody puts the next file into the place of the one that is copied, or it would be taken away
 * unread. The copy too has one until it is whole, so that what a crash leaves of it is written over by the next.
 */
async function movedByCopy({ folder, name, from, to }: Copying): Promise<MovedFile | undefined> {
  const hidden = await hiddenIn(folder, { name, from });
  const copyOf = await looksOf(hidden);
  const part = join(to, '..', `.moving-1-${basename(to)}`);
  try {
    await copyFile(hidden, part);
    // Whoever has it open still writes into the one that would be taken away.
    if ((await looksOf(hidden)) !== copyOf) return undefined;
    await rename(part, to);
  } finally {
    await rm(part, { force: true });
  }
  await unlink(hidden);
  return { path: to, copyOf };
}

async function hiddenIn(
  folder: string,
  { name, from }: Pick<Copying, 'name' | 'from'>,
): Promise<string> {
  if (nameOnItsWay(basename(from)) !== undefined) return from;
  const taken = new Set(await readdir(folder));
  let number = 1;
  while (taken.has(`.moving-${number}-${name}`)) number++;
  const hidden = join(folder, `.moving-${number}-${name}`);
  await rename(from, hidden);
  return hidden;
}

/** Size and time of change; undefined where the file has gone. */
export async function looksOf(path: string): Promise<string | undefined> {
  try {
    const { size, mtimeMs, ino } = await stat(path);
    return `${ino}/${size}/${mtimeMs}`;
  } catch {
    return undefined;
  }
}

function reasonsOf({ name, report }: WatchedFile): string {
  const reasons = Object.entries(report.reasons).map(([code, count]) => `${code}: ${count}`);
  const unread =
    report.unread === undefined
      ? ''
      : 'It could not be read to its end: put it into the folder again when that is mended.\n';
  return `${report.deadLettered} of the events in ${name} were set aside.\n${reasons.join('\n')}\n${unread}See: landbridge dead-letters list\n`;
}

/** A name that the folder does not have yet: files of one name come again and again. */
async function freeName(folder: string, name: string): Promise<string> {
  const taken = new Set(await readdir(folder));
  if (!taken.has(name)) return name;
  let number = 1;
  while (taken.has(`${name}.${number}`)) number++;
  return `${name}.${number}`;
}
