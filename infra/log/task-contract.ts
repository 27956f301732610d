import { expect, test } from 'vitest';
import type { TaskCommit, TaskStore } from './log.ts';
import { appendOf, type MakeWorld, readAll } from './log-contract.ts';

export function commitOf(change: Partial<TaskCommit> = {}): TaskCommit {
  return {
    appends: [],
    puts: [],
    removes: [],
    checkpoint: Buffer.from('checkpoint'),
    positions: new Map(),
    ...change,
  };
}

export function putOf(key: string, value: string): TaskCommit['puts'][number] {
  return { key: Buffer.from(key), value: Buffer.from(value) };
}

export function scanAll(store: TaskStore, prefix = ''): string[] {
  const found: string[] = [];
  store.scan(Buffer.from(prefix), (key, value) => {
    found.push(`${key}=${value}`);
    return true;
  });
  return found;
}

/** What every log promises about the state of tasks. */
export function taskContract(make: MakeWorld): void {
  committing(make);
  copying(make);
  scanning(make);
  owning(make);
}

function committing(make: MakeWorld): void {
  test('a commit brings state, checkpoint and records together, over opening again', async () => {
    const { open } = make();
    let log = await open();
    let task = await log.openTask(0);
    expect(task.checkpoint()).toBeUndefined();
    expect(task.get(Buffer.from('k'))).toBeUndefined();
    let heard = 0;
    log.onAppend(() => heard++);
    await task.commit(
      commitOf({
        appends: [appendOf('out.rows', ['r=1'])],
        puts: [putOf('k', 'v'), putOf('gone', 'x')],
        positions: new Map([['a.b', 0]]),
      }),
    );
    expect(heard).toBe(1);
    await task.commit(
      commitOf({
        removes: [Buffer.from('gone'), Buffer.from('never')],
        checkpoint: Buffer.from('2'),
      }),
    );
    expect(heard).toBe(1);
    await log.close();
    log = await open();
    task = await log.openTask(0);
    expect(task.checkpoint()?.toString()).toBe('2');
    expect(task.get(Buffer.from('k'))?.toString()).toBe('v');
    expect(task.get(Buffer.from('gone'))).toBeUndefined();
    expect(await readAll(log, 'out.rows')).toEqual(['r=1']);
    await log.close();
  });
}

function copying(make: MakeWorld): void {
  test('copies keys and values on the way in, and what is done to a value read reaches no other', async () => {
    const log = await make().open();
    const task = await log.openTask(0);
    const key = Buffer.from('k');
    const value = Buffer.from('value');
    await task.commit(commitOf({ puts: [{ key, value }] }));
    key.fill(0);
    value.fill(0);
    task.get(Buffer.from('k'))?.fill(0);
    expect(task.get(Buffer.from('k'))?.toString()).toBe('value');
    await task.commit(commitOf({ puts: [putOf('k', 'other')] }));
    expect(task.get(Buffer.from('k'))?.toString()).toBe('other');
    await log.close();
  });

  test('keeps values of any size, the empty one too', async () => {
    const log = await make().open();
    const task = await log.openTask(0);
    const sizes = [0, 1, 100, 2030, 4096, 40_000, 1_000_000];
    const puts = sizes.map((size) => ({
      key: Buffer.from(`k${size}`),
      value: Buffer.alloc(size, size % 251),
    }));
    await task.commit(commitOf({ puts }));
    for (const { key, value } of puts) expect(task.get(key)?.equals(value)).toBe(true);
    for (const { key, value } of puts.toReversed()) {
      expect(task.get(key)?.equals(value)).toBe(true);
    }
    await log.close();
  });

  test('a commit that is refused changes nothing', async () => {
    const log = await make().open();
    const task = await log.openTask(0);
    await task.commit(commitOf({ puts: [putOf('k', 'before')] }));
    const wrong = { ...appendOf('out.rows', ['r=1']), partition: 9 };
    await expect(
      task.commit(
        commitOf({
          appends: [appendOf('out.rows', ['r=0']), wrong],
          puts: [putOf('k', 'after')],
          checkpoint: Buffer.from('after'),
        }),
      ),
    ).rejects.toThrow('partitions');
    await task.close();
    const again = await log.openTask(0);
    expect(again.get(Buffer.from('k'))?.toString()).toBe('before');
    expect(again.checkpoint()?.toString()).toBe('checkpoint');
    expect(log.extent('out.rows', 0).end).toBe(0);
    await log.close();
  });
}

function scanning(make: MakeWorld): void {
  test('scans the keys with a prefix in byte order, until told to stop', async () => {
    const log = await make().open();
    const task = await log.openTask(0);
    const keys = ['b', 'a/2', 'a/10', 'a/1', 'a', 'a0', 'ä'];
    await task.commit(commitOf({ puts: keys.map((key) => putOf(key, key.toUpperCase())) }));
    expect(scanAll(task, 'a/')).toEqual(['a/1=A/1', 'a/10=A/10', 'a/2=A/2']);
    expect(scanAll(task)).toEqual([
      'a=A',
      'a/1=A/1',
      'a/10=A/10',
      'a/2=A/2',
      'a0=A0',
      'b=B',
      'ä=Ä',
    ]);
    expect(scanAll(task, 'c')).toEqual([]);
    const first: string[] = [];
    task.scan(Buffer.from('a/'), (key) => {
      first.push(key.toString());
      return first.length < 2;
    });
    expect(first).toEqual(['a/1', 'a/10']);
    const later: string[] = [];
    const take = (key: Buffer) => later.push(key.toString()) > 0;
    task.scan(Buffer.from('a/'), take, Buffer.from('a/11'));
    expect(later).toEqual(['a/2']);
    await task.commit(commitOf({ removes: [Buffer.from('a/10')] }));
    expect(scanAll(task, 'a/')).toEqual(['a/1=A/1', 'a/2=A/2']);
    await log.close();
  });

  test('scans keys of any bytes', async () => {
    const log = await make().open();
    const task = await log.openTask(0);
    const keys = [[0], [0, 0], [0, 255], [255], [255, 255], [255, 255, 0]].map((key) =>
      Buffer.from(key),
    );
    await task.commit(commitOf({ puts: keys.map((key) => ({ key, value: key })) }));
    const under = (prefix: number[]) => {
      const found: number[][] = [];
      task.scan(Buffer.from(prefix), (key) => {
        found.push([...key]);
        return true;
      });
      return found;
    };
    expect(under([255])).toEqual([[255], [255, 255], [255, 255, 0]]);
    expect(under([0])).toEqual([[0], [0, 0], [0, 255]]);
    expect(under([])).toHaveLength(6);
    await log.close();
  });
}

function owning(make: MakeWorld): void {
  test('refuses a second owner of a task until the first has closed it', async () => {
    const log = await make().open({ partitions: 2 });
    const first = await log.openTask(0);
    await expect(log.openTask(0)).rejects.toMatchObject({ code: 'data-dir-in-use' });
    await log.openTask(1);
    await first.close();
    await expect(first.commit(commitOf())).rejects.toThrow('open');
    const second = await log.openTask(0);
    await second.commit(commitOf({ puts: [putOf('k', 'v')] }));
    expect(second.get(Buffer.from('k'))?.toString()).toBe('v');
    await log.close();
  });

  test('keeps the state of tasks apart', async () => {
    const log = await make().open({ partitions: 2 });
    const [zero, one] = [await log.openTask(0), await log.openTask(1)];
    await zero.commit(commitOf({ puts: [putOf('k', 'zero')], checkpoint: Buffer.from('0') }));
    expect(one.get(Buffer.from('k'))).toBeUndefined();
    expect(one.checkpoint()).toBeUndefined();
    await one.commit(commitOf({ puts: [putOf('k', 'one')] }));
    expect(scanAll(zero)).toEqual(['k=zero']);
    await log.close();
  });
}
