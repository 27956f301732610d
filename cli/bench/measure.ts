import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock, systemPause } from '@landbridge/infra';

/** What a piece of work took: wall clock, processor time of all threads, and of this one. */
export type Span = {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly mainCpuSeconds: number;
};

export async function measure(work: () => Promise<void>): Promise<Span> {
  const startedMs = systemClock.nowMs();
  const cpuBefore = process.cpuUsage();
  const mainBefore = process.threadCpuUsage();
  const done = new AbortController();
  const watching = watchMemory(done.signal);
  await work();
  done.abort();
  await watching;
  return {
    // A clock may step; a rate is at least finite.
    seconds: Math.max(systemClock.nowMs() - startedMs, 1) / 1000,
    cpuSeconds: secondsOf(process.cpuUsage(cpuBefore)),
    mainCpuSeconds: secondsOf(process.threadCpuUsage(mainBefore)),
  };
}

/** The figures that every benchmark has. */
export function ratesOf(
  { seconds, cpuSeconds }: Pick<Span, 'seconds' | 'cpuSeconds'>,
  events: number,
): {
  eventsPerSecond: number;
  cpuSecondsPerMillion: number;
  peakRssMb: number;
  peakOwnMb: number | null;
} {
  return {
    eventsPerSecond: Math.round(events / seconds),
    cpuSecondsPerMillion: rounded((cpuSeconds * 1e6) / events),
    ...peaksOf(),
  };
}

/** The most memory that this process has had: resident, and of its own while something was measured. */
export function peaksOf(): { peakRssMb: number; peakOwnMb: number | null } {
  return {
    peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024),
    peakOwnMb: peakOwnKb === 0 ? null : Math.round(peakOwnKb / 1024),
  };
}

const SAMPLE_MS = 100;
let peakOwnKb = 0;

/**
 * Notes the most memory of its own that the process had: of what is resident, pages of the log's mapped file are not,
 * since the system takes them back when it needs them. Linux tells the two apart.
 */
async function watchMemory(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    peakOwnKb = Math.max(peakOwnKb, ownKb());
    await systemPause(SAMPLE_MS, signal);
  }
}

function ownKb(): number {
  if (process.platform !== 'linux') return 0;
  return Number(/^RssAnon:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0);
}

export function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/** Lets work have a folder of its own, which is removed however it ends. */
export async function inTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'landbridge-bench-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Lets go of what made the input, where Node was started so that it can be asked to. */
export function collectGarbage(): void {
  globalThis.gc?.();
}

function secondsOf({ user, system }: { user: number; system: number }): number {
  return (user + system) / 1e6;
}
