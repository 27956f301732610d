import { expect, test } from 'vitest';
import type { ManualClock } from '../testing/manual-clock.ts';
import { BatchBuilder } from './batch-builder.ts';
import { checkPosition } from './check-position.ts';
import type { Append, Log, RecordBatch } from './log.ts';

/** A log that can be closed and opened again, on a clock of its own. */
export type LogWorld = {
  readonly clock: ManualClock;
  open(options?: {
    partitions?: number;
    bytesMax?: number;
    retentionOf?: (topic: string) => number;
  }): Promise<Log>;
};

/** Makes a new, empty world. */
export type MakeWorld = () => LogWorld;

const MANY = 1 << 20;

/** Records `key=value`; one without `=` has no value. */
export function appendOf(topic: string, records: readonly string[], partition = 0): Append {
  const builder = new BatchBuilder(topic, partition);
  for (const record of records) {
    const [key = '', value = ''] = record.split('=');
    builder.push(Buffer.from(key), Buffer.from(value));
  }
  return builder.seal();
}

/** The records of a batch. A place without key and value holds none: Kafka has its markers there. */
export function recordsOf(batch: RecordBatch | undefined): string[] {
  return placesOf(batch).filter((record) => record !== '');
}

function placesOf(batch: RecordBatch | undefined): string[] {
  return Array.from({ length: batch?.count ?? 0 }, (_, index) => {
    const [start = 0, value = 0, end = 0] = [
      batch?.starts[index],
      batch?.values[index],
      batch?.starts[index + 1],
    ];
    const key = batch?.bytes.toString('utf8', start, value) ?? '';
    return value === end ? key : `${key}=${batch?.bytes.toString('utf8', value, end)}`;
  });
}

/** Every record from this offset on, batch by batch. */
export async function readAll(log: Log, topic: string, from = 0, partition = 0): Promise<string[]> {
  const records: string[] = [];
  for (let at = from; ; ) {
    const batch = await log.read(topic, partition, at, MANY);
    if (!batch) return records;
    expect(batch.baseOffset).toBe(at);
    records.push(...recordsOf(batch));
    at += batch.count;
  }
}

/** What every log promises about records: one suite for all of them. */
export function logContract(make: MakeWorld): void {
  appending(make);
  reading(make);
  keeping(make);
}

/** What a log promises besides whose retention is its own, and not a cluster's. */
export function retentionContract(make: MakeWorld): void {
  beyond(make);
  removing(make);
  bounding(make);
}

function appending(make: MakeWorld): void {
  test('gives back what was appended, in order, with offsets from zero', async () => {
    const { open, clock } = make();
    const log = await open();
    expect(log.extent('a.b', 0)).toEqual({ start: 0, end: 0 });
    await log.append([appendOf('a.b', ['k1=v1', 'k2']), appendOf('a.c', ['x=y'])]);
    clock.advance(5);
    await log.append([appendOf('a.b', ['k3=v3'])]);
    expect(log.extent('a.b', 0)).toEqual({ start: 0, end: 3 });
    expect(log.extent('a.c', 0)).toEqual({ start: 0, end: 1 });
    expect(await readAll(log, 'a.b')).toEqual(['k1=v1', 'k2', 'k3=v3']);
    expect(await log.read('a.b', 0, 3, MANY)).toBeUndefined();
    await log.close();
  });

  test('keeps partitions apart, and two runs of one partition in the order given', async () => {
    const log = await make().open({ partitions: 3 });
    expect(log.partitions).toBe(3);
    await log.append([
      appendOf('a.b', ['one=1'], 2),
      appendOf('a.b', ['two=2'], 2),
      appendOf('a.b', ['other=0'], 0),
    ]);
    expect(await readAll(log, 'a.b', 0, 2)).toEqual(['one=1', 'two=2']);
    expect(await readAll(log, 'a.b', 0, 0)).toEqual(['other=0']);
    expect(log.extent('a.b', 1)).toEqual({ start: 0, end: 0 });
    await log.close();
  });

  test('copies what it takes: a builder may be used again at once', async () => {
    const log = await make().open();
    const builder = new BatchBuilder('a.b', 0);
    builder.push(Buffer.from('k'), Buffer.from('first'));
    const appended = log.append([builder.seal()]);
    await appended;
    builder.clear();
    builder.push(Buffer.from('k'), Buffer.from('other'));
    expect(await readAll(log, 'a.b')).toEqual(['k=first']);
    await log.close();
  });

  test('takes nothing of an append when one run of it is wrong', async () => {
    const log = await make().open();
    const good = appendOf('a.b', ['k=v']);
    const wrong = { ...good, partition: 7 };
    await expect(log.append([good, wrong])).rejects.toThrow('partitions');
    expect(log.extent('a.b', 0)).toEqual({ start: 0, end: 0 });
    await log.close();
  });

  test('an append without records changes nothing', async () => {
    const log = await make().open();
    await log.append([appendOf('a.b', [])]);
    await log.append([]);
    expect(log.extent('a.b', 0)).toEqual({ start: 0, end: 0 });
    await log.close();
  });

  test('tells listeners of every append until they stop', async () => {
    const log = await make().open();
    let heard = 0;
    const stop = log.onAppend(() => heard++);
    await log.append([appendOf('a.b', ['k=v'])]);
    expect(heard).toBe(1);
    stop();
    await log.append([appendOf('a.b', ['k=v'])]);
    expect(heard).toBe(1);
    await log.close();
  });
}

function keeping(make: MakeWorld): void {
  test('leaves what it answered as it is, whatever is read and appended later', async () => {
    const log = await make().open();
    for (const record of ['a=0', 'b=1', 'c=2', 'd=3'])
      await log.append([appendOf('a.b', [record])]);
    const batches = [];
    for (let from = 0; from < 4; from++) batches.push(await log.read('a.b', 0, from, 1));
    await log.append([appendOf('a.b', ['e=4'])]);
    await log.read('a.b', 0, 4, MANY);
    expect(batches.map((batch) => recordsOf(batch)[0])).toEqual(['a=0', 'b=1', 'c=2', 'd=3']);
    await log.close();
  });
}

function reading(make: MakeWorld): void {
  test('begins a read at the record asked for, inside a batch too', async () => {
    const log = await make().open();
    await log.append([appendOf('a.b', ['a=0', 'b=1', 'c', 'd=3'])]);
    for (let from = 0; from < 4; from++) {
      const batch = await log.read('a.b', 0, from, MANY);
      expect(batch?.baseOffset).toBe(from);
      expect(batch?.count).toBe(4 - from);
      expect(batch?.starts[0]).toBe(0);
      expect(batch?.starts.at(-1)).toBe(batch?.bytes.length);
      expect(recordsOf(batch)).toEqual(['a=0', 'b=1', 'c', 'd=3'].slice(from));
    }
    await log.close();
  });

  test('joins batches of one stamp up to the bytes asked for, and never those of two', async () => {
    const { open, clock } = make();
    const log = await open();
    for (const record of ['a=0', 'b=1', 'c=2']) await log.append([appendOf('a.b', [record])]);
    clock.advance(1);
    await log.append([appendOf('a.b', ['d=3'])]);
    const joined = await log.read('a.b', 0, 1, MANY);
    expect(recordsOf(joined)).toEqual(['b=1', 'c=2']);
    expect(recordsOf(await log.read('a.b', 0, 0, 1))).toEqual(['a=0']);
    const last = await log.read('a.b', 0, 3, MANY);
    expect(last?.stampMs).toBe(clock.nowMs());
    expect(joined?.stampMs).toBe(clock.nowMs() - 1);
    await log.close();
  });

  test('finds every offset among batches of many sizes', async () => {
    const { open, clock } = make();
    const log = await open();
    const all: string[] = [];
    for (let size = 1; size <= 300; size += 13) {
      const records = Array.from({ length: size }, (_, index) => `k${all.length + index}=v`);
      all.push(...records);
      clock.advance(size % 2);
      await log.append([appendOf('a.b', records)]);
    }
    expect(log.extent('a.b', 0).end).toBe(all.length);
    for (let from = 0; from < all.length; from += 97) {
      expect(await readAll(log, 'a.b', from)).toEqual(all.slice(from));
    }
    await log.close();
  });

  test('a batch stays as it is when others are read and appended', async () => {
    const log = await make().open();
    await log.append([appendOf('a.b', ['a=0'])]);
    const batch = await log.read('a.b', 0, 0, MANY);
    await log.append([appendOf('a.b', ['b=1'])]);
    await log.read('a.b', 0, 1, MANY);
    expect(recordsOf(batch)).toEqual(['a=0']);
    await log.close();
  });

  test('keeps records, extents and identity over closing and opening again', async () => {
    const { open } = make();
    const first = await open();
    await first.append([appendOf('a.b', ['k=v']), appendOf('a.c', ['x=y'])]);
    await first.close();
    await expect(first.append([appendOf('a.b', ['k=v'])])).rejects.toThrow('open');
    const second = await open();
    expect(second.identity).toBe(first.identity);
    await second.append([appendOf('a.b', ['l=w'])]);
    expect(await readAll(second, 'a.b')).toEqual(['k=v', 'l=w']);
    expect(await readAll(second, 'a.c')).toEqual(['x=y']);
    await second.close();
  });
}

function beyond(make: MakeWorld): void {
  test('a position beyond the end is lost: no log ends before what was read of it', async () => {
    const log = await make().open();
    await log.append([appendOf('a.b', ['a=0', 'b=1'])]);
    expect(await log.read('a.b', 0, 2, MANY)).toBeUndefined();
    await expect(log.read('a.b', 0, 9, MANY)).rejects.toMatchObject({ code: 'position-lost' });
    await checkPosition(log, { topic: 'a.b', partition: 0, next: 2 });
    const next = 9;
    await expect(checkPosition(log, { topic: 'a.b', partition: 0, next })).rejects.toThrow(
      'Reading a.b[0]@9: the log ends at 2',
    );
    await log.close();
  });
}

function removing(make: MakeWorld): void {
  test('removes batches that are over their retention, with later appends', async () => {
    const { open, clock } = make();
    const log = await open({ retentionOf: () => 100 });
    await log.append([appendOf('a.b', ['a=0', 'b=1'])]);
    clock.advance(50);
    await log.append([appendOf('a.b', ['c=2'])]);
    clock.advance(51);
    await log.append([appendOf('a.b', ['d=3'])]);
    expect(log.extent('a.b', 0)).toEqual({ start: 2, end: 4 });
    expect(await readAll(log, 'a.b', 2)).toEqual(['c=2', 'd=3']);
    await expect(log.read('a.b', 0, 1, MANY)).rejects.toMatchObject({ code: 'position-lost' });
    await log.close();
  });

  test('keeps what a consumer still needs, however old, also after opening again', async () => {
    const { open, clock } = make();
    const options = { retentionOf: () => 100 };
    let log = await open(options);
    await log.append([appendOf('a.b', ['a=0'])]);
    clock.advance(1);
    await log.append([appendOf('a.b', ['b=1'])]);
    log.protect('sink', 'a.b', 0, 1);
    await log.append([appendOf('x.y', ['z=0'])]);
    await log.close();
    clock.advance(1000);
    log = await open(options);
    await log.append([appendOf('x.y', ['z=1'])]);
    expect(log.extent('a.b', 0)).toEqual({ start: 1, end: 2 });
    log.protect('sink', 'a.b', 0, 2);
    await log.append([appendOf('x.y', ['z=2'])]);
    expect(log.extent('a.b', 0)).toEqual({ start: 2, end: 2 });
    await log.append([appendOf('a.b', ['c=2'])]);
    expect(await readAll(log, 'a.b', 2)).toEqual(['c=2']);
    await log.close();
  });

  test('keeps what a task has not committed to have read', async () => {
    const { open, clock } = make();
    const log = await open({ retentionOf: () => 100 });
    await log.append([appendOf('a.b', ['a=0'])]);
    clock.advance(1);
    await log.append([appendOf('a.b', ['b=1'])]);
    const task = await log.openTask(0);
    const commit = { appends: [], puts: [], removes: [], checkpoint: Buffer.from('c') };
    await task.commit({ ...commit, positions: new Map([['a.b', 1]]) });
    clock.advance(1000);
    await log.append([appendOf('x.y', ['z=0'])]);
    expect(log.extent('a.b', 0)).toEqual({ start: 1, end: 2 });
    await task.commit({ ...commit, positions: new Map([['a.b', 2]]) });
    await log.append([appendOf('x.y', ['z=1'])]);
    expect(log.extent('a.b', 0)).toEqual({ start: 2, end: 2 });
    await log.close();
  });
}

function bounding(make: MakeWorld): void {
  const kilobyte = (key: string) => `${key}=${'x'.repeat(1024)}`;

  test('refuses appends at its bound until consumers have caught up, commits never', async () => {
    const { open, clock } = make();
    const log = await open({ bytesMax: 10_000 });
    log.protect('sink', 'a.b', 0, 0);
    let appended = 0;
    const fill = async () => {
      for (; appended < 100; appended++) {
        await log.append([appendOf('a.b', [kilobyte(`k${appended}`)])]);
        clock.advance(1);
      }
    };
    await expect(fill()).rejects.toMatchObject({ code: 'log-full', retriable: true });
    expect(appended).toBe(9);
    const task = await log.openTask(0);
    const appends = [appendOf('out.rows', [kilobyte('row')])];
    const positions = new Map<string, number>();
    await task.commit({ appends, puts: [], removes: [], checkpoint: Buffer.alloc(0), positions });
    expect(log.extent('out.rows', 0).end).toBe(1);
    log.protect('sink', 'a.b', 0, 5);
    await log.append([appendOf('a.b', [kilobyte('next')])]);
    expect(log.extent('a.b', 0).end).toBe(10);
    expect(log.extent('a.b', 0).start).toBeGreaterThan(0);
    expect(log.extent('a.b', 0).start).toBeLessThanOrEqual(5);
    await log.close();
  });

  test('says so of what will never fit the bound, so that nobody waits for it', async () => {
    const log = await make().open({ bytesMax: 500 });
    await expect(log.append([appendOf('a.b', [kilobyte('k')])])).rejects.toMatchObject({
      code: 'log-full',
      retriable: false,
      message: expect.stringContaining('LANDBRIDGE_LOG_SIZE'),
    });
    await log.close();
  });

  test('keeps a topic that nobody consumes at the bound', async () => {
    const log = await make().open({ bytesMax: 3000 });
    await log.append([appendOf('a.b', [kilobyte('k')]), appendOf('a.b', [kilobyte('l')])]);
    await expect(log.append([appendOf('a.b', [kilobyte('m')])])).rejects.toMatchObject({
      code: 'log-full',
    });
    expect(log.extent('a.b', 0)).toEqual({ start: 0, end: 2 });
    await log.close();
  });
}
