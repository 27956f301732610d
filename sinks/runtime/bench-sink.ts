import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ChunkPool,
  identifier,
  literal,
  openChdbWarehouse,
  PREFIX_COLUMNS,
  type RecordBatch,
  systemClock,
  type Warehouse,
} from '@landbridge/infra';
import { truckPositions } from '@landbridge/schemas';
import { truckPositionsTable } from '../truck-positions/truck-positions.ts';
import { benchLog, positionBatches } from './bench-log.ts';
import { SINK_LIMITS } from './limits.ts';
import { Load } from './load.ts';
import { openSinks } from './open-sinks.ts';

export type SinkBench = {
  name: 'sink';
  eventsPerSecond: number;
  cpuSecondsPerMillion: number;
  peakRssMb: number;
  /** Rate of the sinks by the rate at which the engine loads files of the same records by itself. */
  ratioToEngineLoad: number;
  engineEventsPerSecond: number;
  records: number;
};

const RECORDS = 1_000_000;
const PARTITIONS = 4;
const COPIES = ['bench_before', 'bench_after'] as const;

/**
 * The way of a million truck positions from the log to the table: checks, versions, files, ledger and inserts; against
 * the engine's own time for loading the very same records from files that lie ready.
 */
export async function benchSink(options: { records?: number } = {}): Promise<SinkBench> {
  const records = options.records ?? RECORDS;
  const batches = positionBatches(records, PARTITIONS);
  const folder = mkdtempSync(join(tmpdir(), 'landbridge-bench-'));
  const warehouse = await openChdbWarehouse({ folder });
  try {
    const log = benchLog(batches, PARTITIONS);
    const base = { log, warehouse, clock: systemClock, tables: [truckPositionsTable] };
    // The first start makes the tables; an empty log lands nothing.
    await (await openSinks({ ...base, log: benchLog(new Map(), PARTITIONS) })).stop();
    const engine: number[] = [];
    const load = async (copy: string) => {
      await warehouse.execute(`CREATE TABLE ${copy} AS ${truckPositionsTable.name}`);
      engine.push(await engineLoadMs({ warehouse, batches, folder, copy }));
      // The merges of a table that has been measured must not fall into the next measurement.
      await warehouse.execute(`DROP TABLE ${copy} SYNC`);
    };
    await load(COPIES[0]);
    const sinks = await openSinks(base);
    // Nothing has been read yet: the loop begins when this turn ends.
    const cpuBefore = process.cpuUsage();
    const startedMs = systemClock.nowMs();
    await sinks.idle();
    const sinkMs = systemClock.nowMs() - startedMs;
    const cpu = process.cpuUsage(cpuBefore);
    await sinks.stop();
    await warehouse.execute(`TRUNCATE TABLE ${truckPositionsTable.name} SYNC`);
    await load(COPIES[1]);
    // Before and after, since another program may have the machine for a while.
    const engineMs = engine.reduce((sum, ms) => sum + ms, 0) / engine.length;
    return {
      name: 'sink',
      eventsPerSecond: Math.round((records / sinkMs) * 1000),
      cpuSecondsPerMillion: round((cpu.user + cpu.system) / records),
      peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024),
      ratioToEngineLoad: round(engineMs / sinkMs),
      engineEventsPerSecond: Math.round((records / engineMs) * 1000),
      records,
    };
  } finally {
    await warehouse.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Files are written before the clock runs, each with as many records as a round of the sinks. */
async function engineLoadMs({
  warehouse,
  batches,
  folder,
  copy,
}: {
  warehouse: Warehouse;
  batches: ReadonlyMap<string, readonly RecordBatch[]>;
  folder: string;
  copy: string;
}): Promise<number> {
  const columns = [
    ...PREFIX_COLUMNS,
    ...(truckPositions.schemas.at(-1)?.fields ?? []).map((f) => f.name),
  ];
  const pool = new ChunkPool(SINK_LIMITS.roundBytes);
  let load = new Load(truckPositionsTable, pool);
  let ms = 0;
  const flush = async () => {
    for (const file of load.files.values()) {
      const path = join(folder, 'bench.avro');
      writeFileSync(path, Buffer.concat(file.seal()));
      const startedMs = systemClock.nowMs();
      await warehouse.execute(
        `INSERT INTO ${copy} (${columns.map(identifier).join(', ')}) FROM INFILE ${literal(path)} SETTINGS optimize_on_insert = 0 FORMAT Avro`,
      );
      ms += systemClock.nowMs() - startedMs;
    }
    load.clear();
    load = new Load(truckPositionsTable, pool);
  };
  for (const batch of [...batches.values()].flat()) {
    load.take(batch, batch.baseOffset + batch.count - 1);
    if (load.rows >= SINK_LIMITS.roundRecords || load.bytes >= SINK_LIMITS.roundBytes)
      await flush();
  }
  await flush();
  return ms;
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
