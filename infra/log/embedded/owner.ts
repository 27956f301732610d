import { readFileSync, realpathSync } from 'node:fs';
import { PipelineError } from '../../errors.ts';
import type { Environment } from './environment.ts';

const OWNER_KEY = Buffer.from('owner');
/** Folders open in this process: LMDB would quietly share one environment between two logs. */
const openFolders = new Set<string>();

type Owner = {
  readonly pid: number;
  /** When the process began, in the kernel's words: a process id comes back after a while, this does not. */
  readonly started: string | undefined;
};

/** Refuses a folder that this process has open already; answers the way to let it go. */
export function claimFolder(folder: string): () => void {
  const path = realpathSync(folder);
  if (openFolders.has(path)) throw inUse(folder, process.pid);
  openFolders.add(path);
  return () => openFolders.delete(path);
}

/**
 * Makes this process the owner of a folder, or throws `data-dir-in-use`. Decided inside a write transaction: LMDB's lock
 * spans processes and outlives a killed one, so two that start at once cannot both find the owner gone.
 */
export function takeOwnership(environment: Environment, folder: string): void {
  const meta = environment.table('meta');
  environment.write({ doing: 'Taking the data folder', bytes: 0 }, () => {
    const stored = meta.get(OWNER_KEY);
    const owner = stored && (JSON.parse(Buffer.from(stored).toString()) as Owner);
    // An owner with our own id is a log of ours that could not be closed in order: `claimFolder` guards the others.
    if (owner && owner.pid !== process.pid && isAlive(owner)) throw inUse(folder, owner.pid);
    const self: Owner = { pid: process.pid, started: startOf(process.pid) };
    meta.putSync(OWNER_KEY, Buffer.from(JSON.stringify(self)));
  });
}

/** Within a write transaction. */
export function giveUpOwnership(environment: Environment): void {
  environment.table('meta').removeSync(OWNER_KEY);
}

function isAlive(owner: Owner): boolean {
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    // Another user's process answers EPERM: it lives.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  const started = startOf(owner.pid);
  return owner.started === undefined || started === undefined || owner.started === started;
}

/** Boot and start time of a process where the kernel tells them (Linux), else undefined. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    // The name in brackets may hold blanks: count the fields behind it. State is field 3, start time field 22.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // Killed, but its parent has not asked yet: gone all the same.
    return fields[0] === 'Z' ? 'gone' : `${boot}/${fields[19]}`;
  } catch {
    return undefined;
  }
}

function inUse(folder: string, pid: number): PipelineError {
  return new PipelineError(
    'data-dir-in-use',
    `Opening ${folder}: process ${pid} has it open. Stop that process first, or choose another --data-dir.`,
  );
}
