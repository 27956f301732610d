import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import type { SimulatedDelivery, SimulatedPort } from '@landbridge/producers';

/** Deliveries of a simulated port with their bytes in a file, so that making them is over when they are taken in. */
export type RecordedPort = Disposable & {
  readonly count: number;
  readonly bytes: number;
  /** What arrives from a time on and before another, epoch milliseconds, in order of arrival; as often as it is asked. */
  arriving(fromMs: number, untilMs: number): Iterable<SimulatedDelivery>;
};

type Recorded = Omit<SimulatedDelivery, 'bytes'> & { readonly start: number; readonly end: number };

/** Lets the port's days pass, and writes down what arrives. */
export function recordPort(port: SimulatedPort, path: string): RecordedPort {
  const file = openSync(path, 'wx+');
  const recorded: Recorded[] = [];
  let end = 0;
  for (const { bytes, ...delivery } of port.deliveries) {
    const start = end;
    while (end < start + bytes.length) end += writeSync(file, bytes, end - start);
    recorded.push({ ...delivery, start, end });
  }
  return {
    count: recorded.length,
    bytes: end,
    arriving: (fromMs, untilMs) => {
      const asked = recorded.filter(({ atMs }) => fromMs <= atMs && atMs < untilMs);
      return { [Symbol.iterator]: () => played(asked, file) };
    },
    [Symbol.dispose]: () => closeSync(file),
  };
}

function* played(recorded: readonly Recorded[], file: number): Generator<SimulatedDelivery> {
  for (const { start, end, ...delivery } of recorded) {
    yield { ...delivery, bytes: readRange(file, start, end) };
  }
}

function readRange(file: number, start: number, end: number): Buffer {
  const bytes = Buffer.allocUnsafeSlow(end - start);
  let at = 0;
  while (at < bytes.length) at += readSync(file, bytes, at, bytes.length - at, start + at);
  return bytes;
}
