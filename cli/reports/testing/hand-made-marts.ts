import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openChdbWarehouse, type Warehouse } from '@landbridge/infra';

/** Columns of a mart as a test needs them: those that reports read. */
const MARTS = {
  yard_dwells: `id String, eventTime T, container String, facility Nullable(String), facilityGroup Nullable(String),
    dwellClass String, startAt Nullable(T), endAt Nullable(T), dwellMs Nullable(Int64), quality String`,
  truck_visits: `id String, eventTime T, plate String, facility Nullable(String), facilityGroup Nullable(String),
    gateInAt Nullable(T), gateOutAt Nullable(T), queueMs Nullable(Int64), turnMs Nullable(Int64), visitMs Nullable(Int64),
    quality String, trouble Bool, startEventId Nullable(String), appointmentId Nullable(String)`,
  hinterland_deliveries: `id String, eventTime T, container String, facility Nullable(String), facilityGroup Nullable(String),
    plant Nullable(String), cluster Nullable(String), gateOutAt Nullable(T), arrivedAt Nullable(T), latencyMs Nullable(Int64),
    yardMs Nullable(Int64), roadMs Nullable(Int64), dockMs Nullable(Int64), quality String,
    trafficDelayMs Nullable(Int64), coverageTime Nullable(Float64), endEventId Nullable(String)`,
  traversal_delays: `id String, eventTime T, segment String, leftAt T, travelMs Int64, lengthM Float64, referenceMs Int64,
    attributed Bool, trafficDelayMs Nullable(Int64)`,
  quay_moves: `id String, eventTime T, container String, move String, facility Nullable(String),
    facilityGroup Nullable(String), teu Nullable(Float64), trade Nullable(String)`,
  container_moves: `id String, eventTime T, container String, move String, facility Nullable(String),
    facilityGroup Nullable(String), teu Nullable(Float64)`,
  gate_transactions: 'id String, eventTime T, source String, lane Nullable(String)',
  trip_delays: `id String, eventTime T, trip String, startAt T, endAt Nullable(T), originPlace Nullable(String),
    destinationPlace Nullable(String), distanceM Float64, tripMs Nullable(Int64), referenceMs Int64, delayMs Nullable(Int64),
    trafficDelayMs Int64, queueMs Int64, stopMs Int64, residualMs Nullable(Int64), coverageTime Nullable(Float64)`,
  truck_traversals: 'id String, eventTime T, plate String, segment String',
  sources: 'topic String, source String, latestEventTime T',
  dead_letters: 'id String, eventTime T, stage String, code String',
};

export type HandMadeMarts = {
  warehouse: Warehouse;
  /** Rows of a mart; times as `2026-03-11 08:00` in Shanghai. */
  fill(mart: keyof typeof MARTS, rows: readonly Readonly<Record<string, unknown>>[]): Promise<void>;
  clear(): Promise<void>;
  close(): Promise<void>;
};

const TIME = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$/;
let token = 0;

/** Marts in a real engine, filled by hand: for tests of what the reports compute. */
export async function handMadeMarts(): Promise<HandMadeMarts> {
  const folder = mkdtempSync(join(tmpdir(), 'lb-marts-'));
  const warehouse = await openChdbWarehouse({ folder });
  for (const [mart, columns] of Object.entries(MARTS)) {
    const typed = columns.replaceAll(/\bT\b/g, "DateTime64(3, 'UTC')");
    await warehouse.execute(`CREATE TABLE mart_${mart} (${typed}) ENGINE = Memory`);
  }
  await warehouse.execute(
    'CREATE TABLE ref_facilities (id String, kind String, facilityGroup String) ENGINE = Memory',
  );
  await warehouse.execute(
    'CREATE TABLE ref_segments (id String, road String, class String) ENGINE = Memory',
  );
  await warehouse.execute(
    "INSERT INTO ref_facilities VALUES ('BLCT1', 'TERMINAL', 'Beilun'), ('BLTCT', 'TERMINAL', 'Chuanshan'), ('DEPOT1', 'DEPOT', 'Beilun')",
  );
  await warehouse.execute(
    "INSERT INTO ref_segments VALUES ('S1', 'G9211', 'EXPRESSWAY'), ('S2', 'G9211', 'EXPRESSWAY'), ('S3', 'S20', 'ARTERIAL')",
  );
  return {
    warehouse,
    async fill(mart, rows) {
      const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
      const body = rows.map((row) => Buffer.from(`${JSON.stringify(inUtc(row))}\n`));
      token += 1;
      await warehouse.insert({
        table: `mart_${mart}`,
        columns,
        token: `test-${token}`,
        format: 'JSONEachRow',
        body,
      });
    },
    async clear() {
      for (const mart of Object.keys(MARTS)) await warehouse.execute(`TRUNCATE TABLE mart_${mart}`);
    },
    async close() {
      await warehouse.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function inUtc(row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const cells = Object.entries(row).map(([name, value]) => {
    const isTime = typeof value === 'string' && TIME.test(value);
    return [name, isTime ? Date.parse(`${value.replace(' ', 'T')}+08:00`) : value];
  });
  return Object.fromEntries(cells);
}
