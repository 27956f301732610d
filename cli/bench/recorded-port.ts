import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import type { SimulatedDelivery, SimulatedPort } from '@landbridge/producers';

/** Deliveries of a simulated port with their bytes in a file, so that making them is over when they are taken in. */
export type RecordedPort = Disposable & {
  readonly count: number;
  readonly bytes: number;
  readonly deliveries: Iterable<SimulatedDelivery>;
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
    deliveries: { [Symbol.iterator]: () => played(recorded, file) },
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
