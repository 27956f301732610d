import { createHash } from 'node:crypto';
import { accessSync, constants, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';

const MEMORY_FOLDER = '/dev/shm';
/** Most buffers that one `writev` takes on Linux and macOS. */
const VECTORS_MAX = 1024;

/**
 * Where batches lie while the engine reads them. They need no sync, since the log can give the records again, so
 * memory is the best place where there is one. One process owns a data folder, so what lies here at the start is left
 * over from a crash and goes.
 */
export class InsertFiles {
  readonly #folders: readonly string[];

  constructor(dataFolder: string) {
    const own = join(dataFolder, 'inserts');
    const name = createHash('sha256').update(dataFolder).digest('hex').slice(0, 16);
    this.#folders = hasMemoryFolder() ? [join(MEMORY_FOLDER, `landbridge-${name}`), own] : [own];
    for (const folder of this.#folders) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      for (const left of readdirSync(folder)) rmSync(join(folder, left), { force: true });
    }
  }

  /** Writes the body and answers its path; a small memory folder that is full gives way to the disk. */
  async write(token: string, body: readonly Uint8Array[]): Promise<string> {
    const name = `${createHash('sha256').update(token).digest('hex').slice(0, 32)}.avro`;
    const [first, second] = this.#folders;
    if (first === undefined) throw new Error('there is always a folder for inserts');
    try {
      return await writeBody(join(first, name), body);
    } catch (error) {
      await rm(join(first, name), { force: true });
      if (second === undefined) throw error;
      return await writeBody(join(second, name), body);
    }
  }

  async remove(path: string): Promise<void> {
    await rm(path, { force: true });
  }

  close(): void {
    for (const folder of this.#folders) rmSync(folder, { recursive: true, force: true });
  }
}

async function writeBody(path: string, body: readonly Uint8Array[]): Promise<string> {
  const file = await open(path, 'w', 0o600);
  try {
    for (let i = 0; i < body.length; i += VECTORS_MAX) {
      const part = body.slice(i, i + VECTORS_MAX);
      const { bytesWritten } = await file.writev(part);
      const expected = part.reduce((sum, chunk) => sum + chunk.length, 0);
      if (bytesWritten !== expected) {
        throw new Error(
          `Writing ${path}: ${bytesWritten} of ${expected} bytes went in. Free space.`,
        );
      }
    }
  } finally {
    await file.close();
  }
  return path;
}

function hasMemoryFolder(): boolean {
  try {
    accessSync(MEMORY_FOLDER, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
