import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Append,
  EngineError,
  type Log,
  openChdbWarehouse,
  PipelineError,
  type RawInsert,
  type Warehouse,
} from '@landbridge/infra';
import { inMemoryLog } from '@landbridge/infra/testing';
import { deadLetters, trafficConditions, yardDwells } from '@landbridge/schemas';
import { aTrafficCondition, aYardDwell } from '@landbridge/schemas/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deadLettersTable } from '../dead-letters/dead-letters.ts';
import type { Table } from '../table.ts';
import { trafficConditionsTable } from '../traffic-conditions/traffic-conditions.ts';
import { yardDwellsTable } from '../yard-dwells/yard-dwells.ts';
import { openSinks } from './open-sinks.ts';
import { appendEvents, appendValues, NO_PAUSE, TEST_CLOCK } from './testing.ts';

const folder = mkdtempSync(join(tmpdir(), 'landbridge-sinks-'));
const TABLES: readonly Table[] = [yardDwellsTable, trafficConditionsTable, deadLettersTable];
let warehouse: Warehouse;
let logs = 0;

beforeAll(async () => {
  warehouse = await openChdbWarehouse({ folder });
}, 60_000);
afterAll(async () => {
  await warehouse.close();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

/** A log of its own for each test; tables are emptied, and their memory of tokens with them. */
async function freshLog(): Promise<Log> {
  const names = TABLES.flatMap(({ name, revisions }) =>
    revisions ? [name, `${name}_revisions`] : [name],
  );
  for (const name of names) await warehouse.execute(`TRUNCATE TABLE IF EXISTS ${name}`);
  return inMemoryLog({ partitions: 3, clock: TEST_CLOCK, identity: `log-${++logs}` });
}

function open(log: Log, through: Warehouse = warehouse) {
  return openSinks({ log, warehouse: through, clock: TEST_CLOCK, tables: TABLES, pause: NO_PAUSE });
}

/** Its versions go in first, and the table itself with them. */
function isOfDwells({ table, copies = [] }: RawInsert): boolean {
  return table === 'yard_dwells_revisions' && copies.includes('yard_dwells');
}

async function landed(log: Log) {
  const sinks = await open(log);
  await sinks.idle();
  await sinks.stop();
  return sinks.counters;
}

const rowsOf = (table: string, columns = '*') =>
  warehouse.query<Record<string, unknown>>(`SELECT ${columns} FROM ${table} ORDER BY ALL`);

const stays = (count: number, revision = 1) =>
  Array.from({ length: count }, (_, i) =>
    aYardDwell({ id: `stay-${i}`, container: `BOX${i}`, revision, dwellMs: revision * 1000 + i }),
  );

test('lands every record once, with where it came from', async () => {
  const log = await freshLog();
  await appendEvents(log, yardDwells, stays(20));
  const counters = await landed(log);
  expect(counters.tables.get('yard_dwells')).toMatchObject({ rows: 20, deadLettered: 0 });
  const places = await rowsOf('yard_dwells', '_part, _off');
  expect(new Set(places.map((place) => JSON.stringify(place))).size).toBe(20);
  expect(await rowsOf('yard_dwells_revisions', 'id')).toHaveLength(20);
});

test('goes on where it stopped', async () => {
  const log = await freshLog();
  await appendEvents(log, yardDwells, stays(5));
  await landed(log);
  await appendEvents(log, yardDwells, stays(5, 2));
  expect((await landed(log)).tables.get('yard_dwells')).toMatchObject({ rows: 5 });
  expect(await rowsOf('yard_dwells_revisions', 'id')).toHaveLength(10);
  expect(await rowsOf('mart_yard_dwells', 'dwellMs')).toEqual(
    [2000, 2001, 2002, 2003, 2004].map((dwellMs) => ({ dwellMs })),
  );
});

test('shows no row that was withdrawn, and none of its versions before', async () => {
  const log = await freshLog();
  const [stay] = stays(1);
  if (stay === undefined) throw new Error('one stay');
  await appendEvents(log, yardDwells, [
    { ...stay, revision: 3, retracted: true },
    { ...stay, revision: 2 },
  ]);
  await landed(log);
  expect(await rowsOf('mart_yard_dwells')).toEqual([]);
  expect(await rowsOf('yard_dwells_revisions', 'revision')).toHaveLength(2);
});

test.each([7, 3718945049694554])(
  'keeps the same one of two contents under revision %i, whichever lands last',
  async (revision) => {
    const contents = [1, 2].map((level) =>
      aTrafficCondition({ id: 'same', revision, level, speedKmh: level * 10 }),
    );
    const winners: unknown[] = [];
    for (const order of [contents, contents.toReversed()]) {
      const log = await freshLog();
      for (const event of order) {
        await appendEvents(log, trafficConditions, [event]);
        await landed(log);
      }
      winners.push(await rowsOf('mart_traffic_conditions', 'level, speedKmh'));
    }
    expect(winners[0]).toHaveLength(1);
    expect(winners[1]).toEqual(winners[0]);
  },
);

test('takes marks for what they are', async () => {
  const log = await freshLog();
  await appendValues(log, yardDwells, [{ key: 'mark', value: new Uint8Array() }]);
  await appendEvents(log, yardDwells, stays(1));
  expect((await landed(log)).tables.get('yard_dwells')).toMatchObject({ rows: 1, deadLettered: 0 });
  await appendValues(log, yardDwells, [{ key: 'mark', value: new Uint8Array() }]);
  expect((await landed(log)).tables.get('yard_dwells')).toMatchObject({ rows: 0, inserts: 0 });
});

test('sets a malformed record aside and spares its neighbours', async () => {
  const log = await freshLog();
  const values = stays(3).map((stay) => ({ key: 'k', value: yardDwells.codec.toBytes(stay) }));
  const broken = [
    Buffer.concat([values[1]?.value ?? Buffer.alloc(0), Buffer.from([1])]),
    (values[1]?.value ?? Buffer.alloc(0)).subarray(0, 30),
    Buffer.from('not a record'),
  ];
  await appendValues(log, yardDwells, [
    ...values.slice(0, 2),
    ...broken.map((value) => ({ key: 'k', value })),
    ...values.slice(2),
  ]);
  const counters = await landed(log);
  expect(counters.tables.get('yard_dwells')).toMatchObject({ rows: 3, deadLettered: 3 });
  // The letters were appended while the sinks waited for what had been there before.
  await landed(log);
  const letters = await rowsOf('mart_dead_letters', 'stage, code, topic');
  expect(letters).toEqual(
    Array(3).fill({ stage: 'table:yard_dwells', code: 'malformed', topic: 'yard.dwells' }),
  );
});

type Death = { call: number; when: 'before' | 'after' };

/** Fails for good at a call that changes something, before or after its work, as a process that dies there would. */
function dyingAt(death: Death, log: Log): { log: Log; warehouse: Warehouse; calls: () => number } {
  let calls = 0;
  const dying =
    <Argument, Result>(work: (argument: Argument) => Promise<Result>) =>
    async (argument: Argument) => {
      calls++;
      const isHere = calls === death.call;
      const died = new PipelineError('warehouse-rejected', 'The process died.');
      if (calls > death.call || (isHere && death.when === 'before')) throw died;
      const result = await work(argument);
      if (isHere) throw died;
      return result;
    };
  return {
    calls: () => calls,
    log: overriding(log, { append: dying((appends: readonly Append[]) => log.append(appends)) }),
    warehouse: overriding(warehouse, {
      insert: dying(async (insert: RawInsert) => {
        const isLast = calls === death.call;
        // Dying here means: the table has the rows, its copy has not.
        await warehouse.insert(isLast ? { ...insert, copies: [] } : insert);
      }),
    }),
  };
}

/** The same port with some calls of the test's own. */
function overriding<Port extends object>(port: Port, own: Partial<Port>): Port {
  return new Proxy(port, {
    get: (target, name) => {
      const value = Reflect.get(own, name) ?? Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

async function fill(log: Log): Promise<void> {
  await appendEvents(log, yardDwells, stays(7));
  await appendValues(log, yardDwells, [{ key: 'k', value: Buffer.from('not a record') }]);
  await appendEvents(log, trafficConditions, [aTrafficCondition({ id: 'a' })]);
  await appendEvents(log, yardDwells, stays(4, 2));
}

async function everything() {
  return {
    stays: await rowsOf('yard_dwells', '* EXCEPT (_part, _off)'),
    versions: await rowsOf('yard_dwells_revisions', '* EXCEPT (_landedAt, _part, _off)'),
    conditions: await rowsOf('traffic_conditions', '* EXCEPT (_part, _off)'),
    letters: await rowsOf('mart_dead_letters', '* EXCEPT (address)'),
  };
}

test('leaves the same rows when it dies before or after any step', async () => {
  const calm = await freshLog();
  await fill(calm);
  await landed(calm);
  await landed(calm);
  const expected = await everything();
  expect(expected.letters).toHaveLength(1);
  for (let call = 1, survived = false; !survived; call++) {
    for (const when of ['before', 'after'] as const) {
      const log = await freshLog();
      await fill(log);
      const dying = dyingAt({ call, when }, log);
      const failing = await open(dying.log, dying.warehouse);
      await failing.idle().catch(() => undefined);
      await failing.stop();
      survived = dying.calls() < call;
      await landed(log);
      await landed(log);
      expect(await everything(), `died ${when} call ${call}`).toEqual(expected);
    }
    expect(call).toBeLessThan(40);
  }
}, 120_000);

test('a log that ends before what was landed of it is refused, and is not waited for', async () => {
  const before = await freshLog();
  await appendEvents(
    before,
    yardDwells,
    [1, 2, 3].map((n) => aYardDwell({ id: `before-${n}` })),
  );
  await landed(before);
  const { partitions, identity } = before;
  const anew = inMemoryLog({ partitions, clock: TEST_CLOCK, identity });
  await expect(open(anew)).rejects.toMatchObject({ code: 'position-lost' });
});

test('waits and tries again while the warehouse cannot', async () => {
  const log = await freshLog();
  await appendEvents(log, yardDwells, stays(2));
  let failures = 3;
  const busy = overriding(warehouse, {
    insert: async (insert: RawInsert) => {
      if (isOfDwells(insert) && failures-- > 0) {
        throw new PipelineError('warehouse-unavailable', 'Busy.', { retriable: true });
      }
      await warehouse.insert(insert);
    },
  });
  const sinks = await open(log, busy);
  await sinks.idle();
  expect(sinks.counters.retries).toBe(3);
  expect(await rowsOf('yard_dwells', 'id')).toHaveLength(2);
  await sinks.stop();
});

test.each([
  ['one after the other while others need the processor', false, 1],
  ['two at a time when somebody waits for the end', true, 2],
])('inserts %s', async (_, waits, expected) => {
  const log = await freshLog();
  await fill(log);
  let underWay = 0;
  let most = 0;
  const { promise: isDone, resolve: done } = Promise.withResolvers<void>();
  const watched = overriding(warehouse, {
    insert: async (insert: RawInsert) => {
      most = Math.max(most, ++underWay);
      await warehouse.insert(insert);
      underWay--;
      if (Buffer.concat(insert.body).includes('"DONE"')) done();
    },
  });
  const sinks = await open(log, watched);
  await (waits ? sinks.idle() : isDone);
  await sinks.stop();
  expect(most).toBe(expected);
});

test('looks at records one by one when the engine stumbles over them', async () => {
  const log = await freshLog();
  const { topic } = yardDwellsTable;
  const decode: typeof topic.codec.decode = (bytes, start, end) => {
    const event = topic.codec.decode(bytes, start, end);
    if (event.id === 'stay-1') throw new Error('not what it seems');
    return event;
  };
  const table = { ...yardDwellsTable, topic: { ...topic, codec: { ...topic.codec, decode } } };
  const stumbling = overriding(warehouse, {
    insert: async (insert: RawInsert) => {
      if (isOfDwells(insert) && insert.rows === 3) {
        throw new EngineError('Inserting', new Error('Code: 1001. DB::Exception: avro::Exception'));
      }
      await warehouse.insert(insert);
    },
  });
  await appendEvents(log, yardDwells, stays(3));
  const sinks = await openSinks({
    ...{ log, warehouse: stumbling, clock: TEST_CLOCK, pause: NO_PAUSE },
    tables: [table, deadLettersTable],
  });
  await sinks.idle();
  await sinks.idle();
  await sinks.stop();
  expect(await rowsOf('yard_dwells', 'id')).toEqual([{ id: 'stay-0' }, { id: 'stay-2' }]);
  expect(await rowsOf('dead_letters', 'factId')).toEqual([{ factId: 'stay-1' }]);
});

test('stops a table that does not fit its topic and lands the others', async () => {
  const log = await freshLog();
  await appendEvents(log, yardDwells, stays(2));
  await appendEvents(log, trafficConditions, [aTrafficCondition()]);
  await warehouse.execute('ALTER TABLE yard_dwells MODIFY COLUMN causeCount Int64');
  const sinks = await open(log);
  await expect(sinks.idle()).rejects.toMatchObject({ code: 'schema-mismatch' });
  await sinks.stop();
  expect(await rowsOf('traffic_conditions', 'id')).toHaveLength(1);
  expect(await rowsOf('yard_dwells', 'id')).toEqual([]);
  await warehouse.execute('ALTER TABLE yard_dwells MODIFY COLUMN causeCount Int32');
  expect((await landed(log)).tables.get('yard_dwells')).toMatchObject({ rows: 2 });
});

test('a table that stops keeps its open range, although the next one was read by then', async () => {
  const log = await freshLog();
  for (const stay of stays(30)) await appendEvents(log, yardDwells, [stay]);
  const rounds = { pause: NO_PAUSE, limits: { roundRecords: 5, readBytes: 1 } };
  const landing = (through: Warehouse) =>
    openSinks({ log, warehouse: through, clock: TEST_CLOCK, tables: TABLES, ...rounds });
  let failures = 1;
  const refusing = overriding(warehouse, {
    insert: async (insert: RawInsert) => {
      if (isOfDwells(insert) && failures-- > 0) {
        // So that the next round has been read when this one fails.
        await warehouse.query('SELECT sleep(0.2)');
        throw new EngineError('Inserting', new Error('Code: 49. DB::Exception: Logical error'));
      }
      await warehouse.insert(insert);
    },
  });
  const stopping = await landing(refusing);
  await expect(stopping.idle()).rejects.toThrow('Logical error');
  await stopping.stop();
  const sinks = await landing(warehouse);
  await sinks.idle();
  await sinks.stop();
  expect(await rowsOf('yard_dwells FINAL', 'id')).toHaveLength(30);
  expect(await rowsOf('yard_dwells_revisions', 'id')).toHaveLength(30);
});

test('lands a dead letter of its own topic like any other', async () => {
  const log = await freshLog();
  await appendValues(log, deadLetters, [{ key: 'k', value: Buffer.from('broken') }]);
  await landed(log);
  await landed(log);
  expect(await rowsOf('mart_dead_letters', 'stage')).toEqual([{ stage: 'table:dead_letters' }]);
});

test('a table of which many wait lands before the others', async () => {
  const log = await freshLog();
  const [resting, all, looked] = Array.from({ length: 3 }, () => Promise.withResolvers<void>());
  let looks = 0;
  /** Looks once, when all is there; who looks again has landed what it saw then, and waits for good. */
  const pause = (ms: number, signal?: AbortSignal): Promise<void> => {
    if (ms >= 2 ** 29) resting?.resolve();
    else if (++looks === 1 && all !== undefined) return all.promise;
    else looked?.resolve();
    return NO_PAUSE(2 ** 30, signal);
  };
  const base = { log, warehouse, clock: TEST_CLOCK, tables: TABLES, pause };
  const sinks = await openSinks({ ...base, limits: { fewRecords: 0, manyRecords: 20 } });
  await resting?.promise;
  await appendEvents(log, yardDwells, stays(20));
  await appendEvents(log, trafficConditions, [aTrafficCondition({ id: 'alone' })]);
  all?.resolve();
  await looked?.promise;
  expect(sinks.counters.tables.get('yard_dwells')?.rows).toBe(20);
  expect(sinks.counters.tables.get('traffic_conditions')?.rows).toBe(0);
  await sinks.idle();
  expect(sinks.counters.tables.get('traffic_conditions')?.rows).toBe(1);
  await sinks.stop();
});
