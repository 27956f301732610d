import { truckPositions } from '@landbridge/schemas';
import { aTruckPosition } from '@landbridge/schemas/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AvroContainer, ChunkPool, PREFIX_COLUMNS } from './avro-container.ts';
import type { Warehouse } from './warehouse.ts';

const [schema] = truckPositions.schemas;
const COLUMNS = [
  ...PREFIX_COLUMNS,
  'id',
  'plate',
  'eventTime',
  'revision',
  'retracted',
  'flags',
  'load',
];

/** What every warehouse promises; each adapter runs it. */
export function warehouseContract(open: () => Promise<Warehouse>): void {
  const opening = once(open);
  beforeAll(async () => {
    const warehouse = await opening();
    await warehouse.execute(`CREATE TABLE landed (_part Int32, _off Int64, _version UInt64, id String, plate String,
      eventTime DateTime64(3, 'UTC'), revision UInt64, retracted Bool, flags Array(String), load Nullable(String))
      ENGINE = ReplacingMergeTree(_version, retracted) ORDER BY (plate, id)
      SETTINGS non_replicated_deduplication_window = 100`);
    await warehouse.execute('CREATE TABLE landed_again AS landed');
    await warehouse.execute(
      'CREATE TABLE words (id Int64, word Nullable(String)) ENGINE = MergeTree ORDER BY id SETTINGS non_replicated_deduplication_window = 100',
    );
  });
  afterAll(async () => (await opening()).close());
  insertContract(opening);
  refusalContract(opening);
  queryContract(opening);
}

type Opening = () => Promise<Warehouse>;

function once(open: Opening): Opening {
  let opened: Promise<Warehouse> | undefined;
  return () => {
    opened ??= open();
    return opened;
  };
}

async function count(warehouse: Warehouse, table: string): Promise<number | undefined> {
  const [row] = await warehouse.query<{ rows: number }>(`SELECT count() AS rows FROM ${table}`);
  return row?.rows;
}

function insertContract(opening: Opening): void {
  test('lands Avro records as they were written', async () => {
    const warehouse = await opening();
    const event = aTruckPosition({
      id: "it's é",
      revision: 2 ** 53 - 2,
      load: null,
      flags: ['a', '浙'],
    });
    await warehouse.insert({
      table: 'landed',
      columns: COLUMNS,
      token: 'one',
      format: 'Avro',
      rows: 1,
      body: file([event]),
    });
    const [row] = await warehouse.query(
      'SELECT id, plate, toUnixTimestamp64Milli(eventTime) AS eventTime, revision, retracted, flags, load, _part, _off, _version FROM landed',
    );
    expect(row).toEqual({
      id: event.id,
      plate: event.plate,
      eventTime: event.eventTime,
      revision: event.revision,
      retracted: false,
      flags: ['a', '浙'],
      load: null,
      _part: 0,
      _off: 0,
      _version: 0,
    });
  });

  test('takes a token once, in the table and in its copies', async () => {
    const warehouse = await opening();
    const before = (await count(warehouse, 'landed')) ?? 0;
    const insert = {
      table: 'landed',
      copies: ['landed_again'],
      columns: COLUMNS,
      token: 'twice',
      format: 'Avro' as const,
      body: file([aTruckPosition({ id: 'b' }), aTruckPosition({ id: 'c' })]),
    };
    await warehouse.insert(insert);
    await warehouse.insert(insert);
    expect(await count(warehouse, 'landed')).toBe(before + 2);
    expect(await count(warehouse, 'landed_again')).toBe(2);
  });

  test('takes equal rows twice under two tokens', async () => {
    const warehouse = await opening();
    const insert = { table: 'words', columns: ['id', 'word'], format: 'JSONEachRow' as const };
    const body = [Buffer.from('{"id":1,"word":"a'), Buffer.from('b"}\n')];
    await warehouse.insert({ ...insert, token: 'first', body });
    await warehouse.insert({ ...insert, token: 'second', body });
    expect(await warehouse.query('SELECT id, word FROM words')).toEqual([
      { id: 1, word: 'ab' },
      { id: 1, word: 'ab' },
    ]);
  });
}

function refusalContract(opening: Opening): void {
  test('refuses a cut body whole, and takes the good rows under the same token', async () => {
    const warehouse = await opening();
    const before = (await count(warehouse, 'landed')) ?? 0;
    const whole = file([aTruckPosition({ id: 'd' }), aTruckPosition({ id: 'e' })]);
    const insert = { table: 'landed', columns: COLUMNS, token: 'cut', format: 'Avro' as const };
    const bytes = Buffer.concat(whole);
    await expect(
      warehouse.insert({ ...insert, body: [bytes.subarray(0, bytes.length - 60)] }),
    ).rejects.toMatchObject({ code: 'warehouse-rejected', retriable: false });
    expect(await count(warehouse, 'landed')).toBe(before);
    await warehouse.insert({ ...insert, body: whole });
    expect(await count(warehouse, 'landed')).toBe(before + 2);
  });

  test('says so when the engine reads fewer rows than were written', async () => {
    const warehouse = await opening();
    const body = file([aTruckPosition({ id: 'f' })]);
    await expect(
      warehouse.insert({
        table: 'landed',
        columns: COLUMNS,
        token: 'few',
        format: 'Avro',
        rows: 2,
        body,
      }),
    ).rejects.toThrow('read 1 of the 2 rows');
  });

  test('refuses a field that the table has not', async () => {
    const warehouse = await opening();
    await expect(
      warehouse.insert({
        table: 'words',
        columns: ['id', 'word'],
        token: 'unknown',
        format: 'JSONEachRow',
        body: [Buffer.from('{"id":1,"wrod":"a"}\n')],
      }),
    ).rejects.toMatchObject({ code: 'warehouse-rejected' });
  });
}

function queryContract(opening: Opening): void {
  test('keeps every digit of a 64-bit integer', async () => {
    const warehouse = await opening();
    const rows = await warehouse.query(
      'SELECT toInt64(9007199254740993) AS large, toInt64(-5) AS small, [toUInt64(1)] AS many, toNullable(toUInt64(7)) AS perhaps',
    );
    expect(rows).toEqual([{ large: '9007199254740993', small: -5, many: [1], perhaps: 7 }]);
  });

  test('writes results in the formats of the engine, in UTF-8', async () => {
    const warehouse = await opening();
    expect(await warehouse.text("SELECT 1 AS a, '浙é' AS b", 'CSVWithNames')).toBe(
      '"a","b"\n1,"浙é"\n',
    );
    await expect(warehouse.text('SELECT 1', 'Native')).rejects.toMatchObject({
      code: 'query-refused',
    });
  });

  test('writes a result as Parquet, bytes as the engine made them', async () => {
    const warehouse = await opening();
    const bytes = Buffer.from(await warehouse.parquet("SELECT 1 AS a, '浙é' AS b"));
    expect(bytes.subarray(0, 4).toString()).toBe('PAR1');
    expect(bytes.subarray(-4).toString()).toBe('PAR1');
  });

  test('gives stable pseudonyms that hide the text and keep null', async () => {
    const warehouse = await opening();
    const [row] = await warehouse.query<Record<string, string | null>>(
      "SELECT pseudonym('浙B12345-2') AS a, pseudonymOrNull('浙B12345-2') AS b, pseudonym('浙B12346-2') AS c, pseudonymOrNull(CAST(NULL AS Nullable(String))) AS d",
    );
    expect(row?.['a']).toMatch(/^#[0-9A-F]{1,16}$/);
    expect(row?.['b']).toBe(row?.['a']);
    expect(row?.['c']).not.toBe(row?.['a']);
    expect(row?.['d']).toBe(null);
  });

  test('what a statement wrote before it failed is in no later result', async () => {
    const warehouse = await opening();
    const failing = "SELECT toUInt8(if(number > 200000, 'x', '1')) AS a FROM numbers(300000)";
    for (const format of ['CSV', 'JSONEachRow', 'TSV']) {
      await expect(warehouse.text(failing, format)).rejects.toMatchObject({
        code: 'warehouse-rejected',
      });
      expect(await warehouse.query('SELECT 3 AS b')).toEqual([{ b: 3 }]);
      await expect(warehouse.query(failing)).rejects.toThrow('UInt8');
      expect((await warehouse.text('SELECT 4 AS b', 'CSV')).trim()).toBe('4');
    }
  });

  test('says what was wrong with a statement', async () => {
    const warehouse = await opening();
    await expect(warehouse.query('SELECT nothing FROM landed')).rejects.toMatchObject({
      code: 'warehouse-rejected',
    });
    await expect(warehouse.query('SELECT 1 FROM nowhere')).rejects.toMatchObject({
      code: 'warehouse-rejected',
    });
  });
}

function file(events: ReturnType<typeof aTruckPosition>[]): readonly Uint8Array[] {
  if (schema === undefined) throw new Error('truck.positions has a schema');
  const container = new AvroContainer(schema, new ChunkPool(0));
  events.forEach((event, i) => {
    const value = truckPositions.codec.toBytes(event);
    container.add({ part: 0, off: i, revision: 0, rank: i }, value, 0, value.length);
  });
  return container.seal();
}
