import { chmodSync, lstatSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

/** The kernel's limit is 104 bytes on macOS and 108 on Linux, the closing zero included. */
const PATH_BYTES_MAX = 100;
const SOCKET = 'owner.sock';
const RECORD = 'owner.json';
const SHORT_FOLDER = 'landbridge-';

/** What the owner leaves in the folder for those who look for it. */
export type OwnerRecord = { pid: number; socket: string };

/** A path for the owner's socket: in the folder, or in a private folder of the temporary directory where that is too long. */
export function placeSocket(dataDir: string): string {
  const inside = join(dataDir, SOCKET);
  if (Buffer.byteLength(inside) <= PATH_BYTES_MAX) return inside;
  return join(mkdtempSync(join(tmpdir(), SHORT_FOLDER)), SOCKET);
}

export function recordOwner(dataDir: string, record: OwnerRecord): void {
  const path = join(dataDir, RECORD);
  writeFileSync(path, `${JSON.stringify(record)}\n`, { mode: 0o600 });
  chmodSync(path, 0o600);
}

/** Who said last that it owns the folder; it may be gone. */
export function recordedOwner(dataDir: string): OwnerRecord | undefined {
  try {
    const record: unknown = JSON.parse(readFileSync(join(dataDir, RECORD), 'utf8'));
    const { pid, socket } = record as Partial<OwnerRecord>;
    return typeof pid === 'number' && typeof socket === 'string' ? { pid, socket } : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a path is a socket of this very user: nobody else is to answer in the owner's name. */
export function isOurSocket(path: string): boolean {
  try {
    const stat = lstatSync(path);
    return stat.isSocket() && stat.uid === process.getuid?.();
  } catch {
    return false;
  }
}

/** Removes what an owner left, its private folder included. */
export function removeOwner(dataDir: string, socket: string): void {
  rmSync(socket, { force: true });
  const folder = dirname(socket);
  if (basename(folder).startsWith(SHORT_FOLDER) && dirname(folder) === tmpdir()) {
    rmSync(folder, { recursive: true, force: true });
  }
  rmSync(join(dataDir, RECORD), { force: true });
}

/** Removes what a killed owner left. Only for the process that holds the folder's lock: it knows that the other is gone. */
export function clearLeftBehind(dataDir: string): void {
  const left = recordedOwner(dataDir);
  const socket =
    left !== undefined && isOurSocket(left.socket) ? left.socket : join(dataDir, SOCKET);
  removeOwner(dataDir, socket);
}
