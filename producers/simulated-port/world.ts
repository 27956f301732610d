import type { Reference } from '@landbridge/infra';
import { heap } from './heap.ts';
import type { Settings } from './options.ts';
import { type Random, randomOf } from './random.ts';
import { type Route, routesOf } from './routes.ts';
import type { PathTruth, Statement } from './statement.ts';
import { type Traffic, trafficOf } from './traffic.ts';

/** The simulated world: a clock, chance, roads, and somebody who listens to what is said. */
export type World = {
  readonly settings: Settings;
  readonly reference: Reference;
  readonly random: Random;
  readonly traffic: Traffic;
  readonly route: (from: string, to: string) => Route;
  /** Simulated time, epoch milliseconds. */
  now(): number;
  /** Does something at a time; in the past means now. */
  at(atMs: number, run: () => void): void;
  /** Lives through a story: it runs on whenever the time comes that it yields. */
  live(story: Story): void;
  say(statement: Statement): void;
  drove(path: PathTruth): void;
  /** The next number of a name: 1, 2, 3. */
  number(name: string): number;
  /** A whole number for a rate: what is left over is up to chance. */
  countOf(rate: number): number;
};

/** What happens step by step; yields until when nothing happens, epoch milliseconds. */
export type Story = Generator<number, void, void>;

export type Listener = {
  say(statement: Statement): void;
  drove(path: PathTruth): void;
};

export type OpenWorld = World & {
  /** Runs on to the next instant with something to do; false once the simulated time is over. */
  step(): boolean;
};

export function openWorld(settings: Settings, listener: Listener): OpenWorld {
  const agenda = heap<() => void>();
  const numbers = new Map<string, number>();
  const random = randomOf(settings.seed, 'world');
  let nowMs = settings.historyFromMs;
  const at = (atMs: number, run: () => void) => agenda.put(Math.max(atMs, nowMs), run);
  const live = (story: Story): void => {
    const { done, value } = story.next();
    if (done !== true) at(value, () => live(story));
  };
  return {
    settings,
    reference: settings.reference,
    random,
    traffic: trafficOf(settings),
    route: routesOf(settings.reference),
    now: () => nowMs,
    at,
    live,
    say: (statement) => listener.say(statement),
    drove: (path) => listener.drove(path),
    number(name) {
      const next = (numbers.get(name) ?? 0) + 1;
      numbers.set(name, next);
      return next;
    },
    countOf: (rate) => Math.floor(rate) + (random.chance(rate % 1) ? 1 : 0),
    step() {
      if (agenda.firstAt() >= settings.untilMs) return false;
      nowMs = agenda.firstAt();
      while (agenda.firstAt() <= nowMs) agenda.take()?.();
      return true;
    },
  };
}
