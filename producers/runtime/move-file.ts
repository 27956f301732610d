import { copyFile, mkdir, readdir, rename, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PipelineError } from '@landbridge/infra';
import type { WatchedFile } from './watch-folder.ts';

/** How a file goes to another place: the machine's `rename`, or that of a test. */
export type Rename = (from: string, to: string) => Promise<void>;

/**
 * Moves a file that was taken in to `done` or `failed`, with a file beside it that says what was set aside. Answers
 * where it lies now; undefined where it has gone meanwhile, which is no fault: its facts are durable.
 */
export async function moveFile(
  folder: string,
  file: WatchedFile,
  renamed: Rename = rename,
): Promise<{ path: string; isCopy: boolean } | undefined> {
  const { name, moved, report } = file;
  const target = join(folder, moved);
  try {
    await mkdir(target, { recursive: true });
    const path = join(target, await freeName(target, name));
    const isCopy = await movedByCopy({ from: join(folder, name), to: path, renamed });
    if (report.deadLettered > 0) await writeFile(`${path}.reason.txt`, reasonsOf(file));
    return { path, isCopy };
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

type Way = { from: string; to: string; renamed: Rename };

/** A folder may be a mount of its own, where nothing can be renamed into. */
async function movedByCopy({ from, to, renamed }: Way): Promise<boolean> {
  try {
    await renamed(from, to);
    return false;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
  }
  await copyFile(from, to);
  await unlink(from);
  return true;
}

function reasonsOf({ name, report }: WatchedFile): string {
  const reasons = Object.entries(report.reasons).map(([code, count]) => `${code}: ${count}`);
  return `${report.deadLettered} of the events in ${name} were set aside.\n${reasons.join('\n')}\nSee: landbridge dead-letters list\n`;
}

/** A name that the folder does not have yet: files of one name come again and again. */
async function freeName(folder: string, name: string): Promise<string> {
  const taken = new Set(await readdir(folder));
  if (!taken.has(name)) return name;
  let number = 1;
  while (taken.has(`${name}.${number}`)) number++;
  return `${name}.${number}`;
}
