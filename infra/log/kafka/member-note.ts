import { readFileSync, rmSync, writeFileSync } from 'node:fs';

/**
 * Notes who this process is in its group, in a folder that only one process uses at a time: whoever starts there after a
 * crash knows who has gone, and need not wait until the group finds out. It is a hint: what cannot be read was never
 * written, and who is taken for gone by mistake joins again.
 */
export class MemberNote {
  readonly #file: string | undefined;
  readonly #groupId: string;

  constructor(of: { file: string | undefined; groupId: string }) {
    this.#file = of.file;
    this.#groupId = of.groupId;
  }

  /** Who used the folder before, and did not leave the group. */
  read(): string | undefined {
    if (this.#file === undefined) return undefined;
    try {
      const noted = JSON.parse(readFileSync(this.#file, 'utf8')) as Partial<Noted>;
      return noted.groupId === this.#groupId ? noted.memberId : undefined;
    } catch {
      return undefined;
    }
  }

  write(memberId: string): void {
    const noted: Noted = { groupId: this.#groupId, memberId };
    if (this.#file === undefined) return;
    try {
      writeFileSync(this.#file, `${JSON.stringify(noted)}\n`);
    } catch {
      // A full disk costs whoever starts here next some seconds.
    }
  }

  remove(): void {
    if (this.#file !== undefined) rmSync(this.#file, { force: true });
  }
}

type Noted = { readonly groupId: string; readonly memberId: string };
