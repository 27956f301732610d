import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemPause } from '@landbridge/infra';
import type { Random } from '@landbridge/infra/testing';
import type { Life, Order, Said } from './worker.ts';
import type { World } from './world.ts';

const WORKER = fileURLToPath(new URL('./worker.ts', import.meta.url));
/** A worker that does not come to a commit meets its fate all the same. */
const FATE_MS_MAX = 5_000;
const STOP_MS_MAX = 60_000;
const LOOK_AGAIN_MS = 20;
/** Fates come at any moment of a commit: before it, and while its requests are answered. */
const AFTER_MS_MIN = -5;
const AFTER_MS_MAX = 20;

/** How often something was said by workers, those that have ended included. */
export type Told = Record<Said['said'], number>;

type Worker = {
  readonly folder: string;
  readonly child: ChildProcess;
  readonly told: Told;
  readonly ended: Promise<string>;
  owned: number;
  /** Whether somebody will wake it again. */
  isWatched: boolean;
  /** How it is to end; anything else is a failure of ours. */
  expects: readonly string[];
};

/** Processes that share the tasks of a deployment, and what is done to them. */
export class Fleet {
  readonly told: Told = { ...NOTHING_TOLD };
  /** What workers complained of that ended when nobody had asked them to. */
  readonly complaints: string[] = [];
  readonly #life: Omit<Life, 'folder'>;
  readonly #under: string;
  readonly #random: Random;
  #workers: Worker[] = [];
  #machines = 0;

  constructor(of: { world: World; sessionTimeoutMs: number; under: string; random: Random }) {
    this.#life = { ...of.world, sessionTimeoutMs: of.sessionTimeoutMs };
    this.#under = of.under;
    this.#random = of.random;
  }

  /** Starts workers, or asks some to leave. */
  async resize(count: number): Promise<void> {
    while (this.#workers.length < count) this.#start(this.#newMachine());
    await Promise.all(this.#workers.splice(count).map((worker) => this.#stop(worker)));
  }

  /** SIGKILL of one of them in the middle of a commit; another takes its place, on its machine or on another. */
  async kill(place: 'anywhere' | 'same machine' = 'anywhere'): Promise<void> {
    const worker = this.#pick();
    if (worker === undefined) return;
    worker.expects = ['SIGKILL'];
    tell(worker, { deed: 'die', afterMs: this.#moment() });
    const dies = new AbortController();
    void systemPause(FATE_MS_MAX, dies.signal).then(() => worker.child.kill('SIGKILL'));
    await worker.ended;
    dies.abort();
    this.#workers = this.#workers.filter((other) => other !== worker);
    const isMoved = place === 'anywhere' && this.#random.next() > 0.7;
    this.#start(isMoved ? this.#newMachine() : worker.folder);
  }

  /** SIGSTOP of one of them in the middle of a commit, for so long; others take over meanwhile. */
  async freeze(ms: number): Promise<void> {
    const worker = this.#pick();
    if (worker === undefined) return;
    const before = worker.told.freezing;
    worker.isWatched = true;
    tell(worker, { deed: 'freeze', afterMs: this.#moment() });
    // It stops itself right after it has said so: stopped in between, it would stop itself when it is woken.
    const isFreezing = await until(() => worker.told.freezing > before, FATE_MS_MAX);
    if (!isFreezing) worker.child.kill('SIGSTOP');
    await systemPause(ms);
    worker.isWatched = false;
    worker.child.kill('SIGCONT');
  }

  /** One of them never hears whether its next commit happened. Answers whether it came to that. */
  async loseAnswer(): Promise<boolean> {
    const worker = this.#pick();
    if (worker === undefined) return false;
    const before = worker.told['answer-lost'];
    tell(worker, { deed: 'lose-answer', afterMs: 0 });
    return await until(() => worker.told['answer-lost'] > before, FATE_MS_MAX);
  }

  /** Resolves when so many partitions are worked on, and something was committed since. */
  async works(partitions: number, patienceMs: number): Promise<boolean> {
    const before = this.told.committed;
    return await until(() => {
      const owned = this.#workers.reduce((sum, worker) => sum + worker.owned, 0);
      return owned === partitions && this.told.committed > before;
    }, patienceMs);
  }

  /** What the workers do now, for whoever wonders why they do nothing. */
  describe(): string {
    return this.#workers
      .map(({ child, owned, told }) => `${child.pid} owns ${owned}, said ${JSON.stringify(told)}`)
      .join('; ');
  }

  /** Ends whatever is left, at once. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const worker of this.#workers) {
      worker.expects = ['SIGKILL'];
      worker.child.kill('SIGKILL');
    }
    await Promise.all(this.#workers.map(({ ended }) => ended));
  }

  /** Somebody who has work, if anybody has. */
  #pick(): Worker | undefined {
    const owners = this.#workers.filter(({ owned }) => owned > 0);
    const among = owners.length > 0 ? owners : this.#workers;
    return among[Math.floor(this.#random.next() * among.length)];
  }

  #moment(): number {
    return AFTER_MS_MIN + this.#random.next() * (AFTER_MS_MAX - AFTER_MS_MIN);
  }

  #newMachine(): string {
    return join(this.#under, `machine-${this.#machines++}`);
  }

  #start(folder: string): void {
    const child = spawn(process.execPath, [WORKER, JSON.stringify({ ...this.#life, folder })], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    let complaint = '';
    child.stderr?.on('data', (text: Buffer) => {
      complaint += text.toString();
    });
    const ended = new Promise<string>((resolve) => {
      child.once('error', (error) => resolve(String(error)));
      child.once('close', (code, signal) => resolve(String(signal ?? code)));
    });
    const told = { ...NOTHING_TOLD };
    const fate = { owned: 0, isWatched: false, expects: [] };
    const worker: Worker = { folder, child, told, ended, ...fate };
    child.on('message', (said: Said) => {
      this.told[said.said] += 1;
      told[said.said] += 1;
      if (said.said === 'owned') worker.owned = said.count;
      // It came to a commit so late that it was stopped without one.
      if (said.said === 'freezing' && !worker.isWatched)
        void systemPause(FATE_MS_MAX).then(() => child.kill('SIGCONT'));
    });
    this.#workers.push(worker);
    void ended.then((end) => {
      if (!worker.expects.includes(end))
        this.complaints.push(`A worker ended with ${end}: ${complaint}`);
    });
  }

  async #stop(worker: Worker): Promise<void> {
    // One that has only just started does not know yet how to end in order.
    worker.expects = ['0', 'SIGTERM'];
    worker.child.kill('SIGTERM');
    const patience = new AbortController();
    void systemPause(STOP_MS_MAX, patience.signal).then(() => worker.child.kill('SIGKILL'));
    await worker.ended;
    patience.abort();
  }
}

const NOTHING_TOLD: Told = {
  ...{ opened: 0, committed: 0, fenced: 0, failed: 0, freezing: 0, owned: 0 },
  'answer-lost': 0,
};

function tell({ child }: Worker, order: Order): void {
  if (child.connected) child.send(order, () => undefined);
}

async function until(holds: () => boolean, patienceMs: number): Promise<boolean> {
  for (let waited = 0; waited < patienceMs; waited += LOOK_AGAIN_MS) {
    if (holds()) return true;
    await systemPause(LOOK_AGAIN_MS);
  }
  return holds();
}
