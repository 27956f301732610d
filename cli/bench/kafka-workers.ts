import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { assert, systemPause } from '@landbridge/infra';
import type { DeploymentPlace } from './kafka-deployment.ts';
import type { WorkerSaid } from './kafka-worker.ts';

const WORKER = join(import.meta.dirname, 'kafka-worker.ts');
const LOOK_AGAIN_MS = 10;
const PATIENCE_MS = 600_000;

/** A process that works on a benchmark's deployment, as if on a machine of its own. */
export class Worker {
  readonly machine: string;
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  #said: WorkerSaid = { cached: [] };
  #firstCommitMs: number | undefined;
  #commits = 0;
  #hasEnded = false;

  constructor(place: DeploymentPlace, machine: string) {
    this.machine = machine;
    this.#child = fork(WORKER, [JSON.stringify({ place, machine })]);
    this.#child.on('message', (said: WorkerSaid) => {
      if (said.committed) {
        this.#firstCommitMs ??= said.committed.atMs;
        this.#commits++;
      }
      this.#said = { ...this.#said, ...said };
    });
    this.#ended = new Promise((resolve) => this.#child.once('close', resolve)).then(() => {
      this.#hasEnded = true;
    });
  }

  get said(): WorkerSaid {
    return this.#said;
  }

  /** Waits for the first commit that it makes; answers when that was. */
  async firstCommit(): Promise<number> {
    await this.until(({ committed }) => committed !== undefined);
    return this.#firstCommitMs ?? 0;
  }

  /** Waits until it has made so many more commits. */
  async commits(more: number): Promise<void> {
    const enough = this.#commits + more;
    await this.until(() => this.#commits >= enough);
  }

  /** Waits for what the worker is to say. */
  async until(holds: (said: WorkerSaid) => boolean): Promise<void> {
    for (let waited = 0; !holds(this.#said); waited += LOOK_AGAIN_MS) {
      assert(!this.#hasEnded, `the worker on ${this.machine} goes on`);
      assert(waited < PATIENCE_MS, `the worker on ${this.machine} comes to what it is to do`);
      await systemPause(LOOK_AGAIN_MS);
    }
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }
}
