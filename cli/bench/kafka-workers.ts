import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { assert, systemPause } from '@landbridge/infra';
import type { DeploymentPlace } from './kafka-deployment.ts';

const LOOK_AGAIN_MS = 10;
const PATIENCE_MS = 600_000;

/** What every worker is told when it begins. */
export type WorkerLife = { readonly place: DeploymentPlace; readonly machine: string };

/**
 * A process that works on a benchmark's deployment, as if on a machine of its own. It runs a module of this folder, with the
 * same options of Node, and is heard by what it says: of each word the last counts.
 */
export class Worker<Said extends object> implements AsyncDisposable {
  readonly machine: string;
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  #said: Partial<Said> = {};
  #hasEnded = false;

  constructor(module: string, life: WorkerLife) {
    this.machine = life.machine;
    this.#child = fork(join(import.meta.dirname, module), [JSON.stringify(life)]);
    this.#child.on('message', (said: Partial<Said>) => {
      this.#said = { ...this.#said, ...said };
    });
    this.#ended = new Promise((resolve) => this.#child.once('close', resolve)).then(() => {
      this.#hasEnded = true;
    });
  }

  get said(): Partial<Said> {
    return this.#said;
  }

  /** Waits for what the worker is to say. */
  async until(holds: (said: Partial<Said>) => boolean): Promise<void> {
    for (let waited = 0; !holds(this.#said); waited += LOOK_AGAIN_MS) {
      assert(!this.#hasEnded, `the worker on ${this.machine} goes on`);
      assert(waited < PATIENCE_MS, `the worker on ${this.machine} comes to what it is to do`);
      await systemPause(LOOK_AGAIN_MS);
    }
  }

  tell(word: object): void {
    this.#child.send(word);
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.kill();
  }
}

/** What this worker was told when it began. It ends with whoever began it. */
export function workerLife(): WorkerLife {
  process.once('disconnect', () => process.exit(1));
  return JSON.parse(process.argv[2] ?? '') as WorkerLife;
}
