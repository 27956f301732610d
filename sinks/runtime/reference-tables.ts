import type {
  Clock,
  EmissionSet,
  Plant,
  Point,
  Reference,
  Segment,
  StageTime,
  Vehicle,
  Warehouse,
} from '@landbridge/infra';
import { literal, timeText } from '@landbridge/infra';

type Row = Readonly<Record<string, unknown>>;

/**
 * Loads the reference data into the `ref_` tables where they hold another snapshot. The entry that names the snapshot
 * comes last: after a crash in between they are loaded again.
 */
export async function loadReferenceTables(
  warehouse: Warehouse,
  reference: Reference,
  clock: Clock,
): Promise<void> {
  const [last] = await warehouse.query<{ hash: string }>(
    'SELECT hash FROM ops.reference_load ORDER BY loadedAt DESC LIMIT 1',
  );
  if (last?.hash === reference.hash) return;
  await fill(warehouse, 'ref_facilities', reference.facilities.map(facilityRow));
  await fill(warehouse, 'ref_plants', reference.plants.map(plantRow));
  await fill(warehouse, 'ref_vehicles', reference.vehicles.map(vehicleRow));
  await fill(warehouse, 'ref_segments', reference.segments.map(segmentRow));
  await fill(warehouse, 'ref_emission_factors', factorRows(reference.emissions));
  await fill(warehouse, 'ref_stages', reference.stages.map(stageRow));
  await warehouse.execute(
    `INSERT INTO ops.reference_load SELECT ${literal(reference.hash)}, ${literal(reference.name)}, fromUnixTimestamp64Milli(toInt64(${clock.nowMs()}), 'UTC')`,
  );
}

async function fill(warehouse: Warehouse, table: string, rows: readonly Row[]): Promise<void> {
  await warehouse.execute(`TRUNCATE TABLE ${table}`);
  const [first] = rows;
  if (first === undefined) return;
  await warehouse.insert({
    table,
    columns: Object.keys(first),
    token: table,
    format: 'JSONEachRow',
    body: [Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join(''))],
  });
}

function facilityRow(facility: Reference['facilities'][number]): Row {
  return {
    id: facility.id,
    name: facility.name,
    kind: facility.kind,
    facilityGroup: facility.group,
    port: facility.port,
    zone: facility.zone,
    validFrom: timeOrNull(facility.validFrom),
    validUntil: timeOrNull(facility.validUntil),
    successor: facility.successor,
    codes: facility.codes,
    lon: facility.point[0],
    lat: facility.point[1],
    geofence: polygon(facility.geofence),
    queueGeofence: facility.queueGeofence === null ? null : polygon(facility.queueGeofence),
  };
}

function plantRow(plant: Plant): Row {
  return {
    id: plant.id,
    name: plant.name,
    cluster: plant.cluster,
    zone: plant.zone,
    codes: plant.codes,
    lon: plant.point[0],
    lat: plant.point[1],
    geofence: polygon(plant.geofence),
  };
}

function vehicleRow(vehicle: Vehicle): Row {
  return {
    plate: `${vehicle.plate}-${vehicle.colour}`,
    terminalId: vehicle.terminalId,
    fuel: vehicle.fuel,
    validFrom: timeOrNull(vehicle.validFrom),
    validUntil: timeOrNull(vehicle.validUntil),
  };
}

function segmentRow(segment: Segment): Row {
  return {
    id: segment.id,
    road: segment.road,
    class: segment.class,
    lengthM: segment.lengthM,
    limitKmh: segment.limitKmh,
    freeFlowKmh: segment.freeFlowKmh,
    fromNode: segment.fromNode,
    toNode: segment.toNode,
    geometry: `LINESTRING (${points(segment.line)})`,
  };
}

function factorRows({ name, basis, method, factors }: EmissionSet): Row[] {
  return factors.map((factor) => ({
    factorSet: name,
    basis,
    method,
    ...factor,
    validFrom: timeOrNull(factor.validFrom),
    validUntil: timeOrNull(factor.validUntil),
  }));
}

function stageRow({ hours, ...stage }: StageTime): Row {
  return { ...stage, fromHour: hours?.[0] ?? null, toHour: hours?.[1] ?? null };
}

function timeOrNull(epochMs: number | null): string | null {
  return epochMs === null ? null : timeText(epochMs);
}

function polygon(ring: readonly Point[]): string {
  return `POLYGON ((${points(ring)}))`;
}

function points(line: readonly Point[]): string {
  return line.map(([lon, lat]) => `${lon} ${lat}`).join(', ');
}
