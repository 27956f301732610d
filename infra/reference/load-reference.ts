import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { PipelineError } from '../errors.ts';
import { isPlainPlate, refuseLostPorts, refuseOverlaps } from './check-reference.ts';
import { EMISSIONS_FILE, readEmissions } from './emission-factors.ts';
import { type Entry, entryOf, readEntries } from './entry-reader.ts';
import { distanceM, lineLengthM } from './geo.ts';
import { type Fence, placeGrid } from './place-grid.ts';
import type { Facility, Plant, Point, Reference, Segment, Vehicle } from './reference.ts';
import { segmentGrid } from './segment-grid.ts';
import { readStages, STAGES_FILE } from './stage-times.ts';

const FILES = [
  'facilities.json',
  'plants.json',
  'vehicles.json',
  'roads.geojson',
  EMISSIONS_FILE,
  STAGES_FILE,
] as const;
type FileName = (typeof FILES)[number];

/** Share by which a stated length may differ from that of the line. */
const LENGTH_TOLERANCE = 0.02;
/** Metres between the end of a segment and the start of the next at one node: carriageways lie apart. */
const NODE_SPREAD_M = 60;

/** The folder of the reference data that comes with Landbridge. */
export const NINGBO_FOLDER: string = join(import.meta.dirname, 'ningbo');

/**
 * Reads and checks a folder of reference data: `facilities.json`, `plants.json`, `vehicles.json`, `roads.geojson`,
 * `emissions.json`, `stages.json`.
 * Anything wrong is refused with `config-invalid`, naming file, entry and field. The hash is over the files' bytes.
 */
export function loadReference(folder: string = NINGBO_FOLDER): Reference {
  const hash = createHash('sha256');
  const files: Record<string, string> = {};
  const contents = new Map<FileName, unknown>();
  for (const file of FILES) {
    const bytes = readReferenceFile(folder, file);
    hash.update(`${file}:${bytes.length}\n`).update(bytes);
    files[file] = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
    contents.set(file, parseJson(bytes, file));
  }
  const ports = readPorts(contents.get('facilities.json'));
  const facilities = entriesOf(contents, 'facilities.json', 'facilities').map(readFacility);
  const plants = entriesOf(contents, 'plants.json', 'plants').map(readPlant);
  const vehicles = entriesOf(contents, 'vehicles.json', 'vehicles').map(readVehicle);
  const segments = entriesOf(contents, 'roads.geojson', 'features').map(readSegment);
  refuseTwins('facilities.json and plants.json', [...facilities, ...plants]);
  refuseTwins('roads.geojson', segments);
  refuseGaps(segments);
  refuseLostSuccessors(facilities);
  refuseLostPorts(facilities, ports);
  refuseOverlaps({ facilities, plants, vehicles });
  return {
    hash: hash.digest('hex'),
    files,
    name: basename(folder),
    ports,
    facilities,
    plants,
    vehicles,
    segments,
    emissions: readEmissions(contents.get(EMISSIONS_FILE)),
    ...readStages(contents.get(STAGES_FILE)),
    ...lookUps({ facilities, plants, vehicles, segments }),
  };
}

type Lists = {
  facilities: readonly Facility[];
  plants: readonly Plant[];
  vehicles: readonly Vehicle[];
  segments: readonly Segment[];
};

function lookUps(
  lists: Lists,
): Omit<
  Reference,
  'hash' | 'files' | 'name' | 'ports' | 'emissions' | 'stages' | 'stageTime' | keyof Lists
> {
  const facilityById = new Map(lists.facilities.map((each) => [each.id, each]));
  const facilitiesByCode = groupBy(lists.facilities, (each) =>
    [each.id, ...each.codes].map(codeOf),
  );
  const plantByCode = new Map(
    lists.plants.flatMap((each) => [each.id, ...each.codes].map((code) => [codeOf(code), each])),
  );
  const byTerminal = groupBy(lists.vehicles, ({ terminalId }) => (terminalId ? [terminalId] : []));
  const byPlate = groupBy(lists.vehicles, ({ plate, colour }) => [`${plate}-${colour}`]);
  const plateKeys = new Map(lists.vehicles.map((each) => [each, `${each.plate}-${each.colour}`]));
  const segmentById = new Map(lists.segments.map((each) => [each.id, each]));
  const byNode = groupBy(lists.segments, ({ fromNode }) => [fromNode]);
  return {
    facilityOf(code, atMs) {
      const named = facilitiesByCode.get(codeOf(code)) ?? [];
      const valid = named.find((each) => holdsAt(each, atMs));
      if (valid !== undefined) return { facility: valid, expired: false };
      const expired = named.find((each) => each.validUntil !== null && atMs >= each.validUntil);
      if (expired === undefined) return undefined;
      return { facility: successorOf(expired, { facilityById, atMs }), expired: true };
    },
    facility: (id) => facilityById.get(id),
    plant: (idOrCode) => plantByCode.get(codeOf(idOrCode)),
    plateOfTerminal(terminalId, atMs) {
      const vehicle = byTerminal.get(terminalId)?.find((each) => holdsAt(each, atMs));
      return vehicle === undefined ? undefined : plateKeys.get(vehicle);
    },
    vehicle: (plateKey, atMs) => byPlate.get(plateKey)?.find((each) => holdsAt(each, atMs)),
    segment: (id) => segmentById.get(id),
    after: ({ toNode }) => byNode.get(toNode) ?? [],
    segmentsNear: segmentGrid(lists.segments),
    placesAt: placeGrid(fencesOf(lists)),
  };
}

/** Terminals that have closed have no fence: what stands on the ground now is their successor. */
function fencesOf({ facilities, plants }: Lists): Fence[] {
  const fences: Fence[] = [];
  for (const { id, kind, validUntil, geofence, queueGeofence } of facilities) {
    if (validUntil !== null) continue;
    fences.push({ place: { id, kind }, ring: geofence });
    if (queueGeofence !== null) fences.push({ place: { id, kind: 'QUEUE' }, ring: queueGeofence });
  }
  for (const { id, geofence } of plants) {
    fences.push({ place: { id, kind: 'PLANT' }, ring: geofence });
  }
  return fences;
}

function successorOf(
  facility: Facility,
  { facilityById, atMs }: { facilityById: ReadonlyMap<string, Facility>; atMs: number },
): Facility {
  let current = facility;
  // A chain of successors is never longer than the list; a ring of them ends there.
  for (let step = 0; step < facilityById.size && !holdsAt(current, atMs); step += 1) {
    const next = current.successor === null ? undefined : facilityById.get(current.successor);
    if (next === undefined) return current;
    current = next;
  }
  return current;
}

function holdsAt(
  { validFrom, validUntil }: { validFrom: number | null; validUntil: number | null },
  atMs: number,
): boolean {
  return (validFrom === null || atMs >= validFrom) && (validUntil === null || atMs < validUntil);
}

function codeOf(code: string): string {
  return code.trim().toUpperCase();
}

function groupBy<Item>(
  items: readonly Item[],
  keysOf: (item: Item) => readonly string[],
): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    for (const key of new Set(keysOf(item))) {
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [item]);
      else group.push(item);
    }
  }
  return groups;
}

function readReferenceFile(folder: string, file: string): Buffer {
  try {
    return readFileSync(join(folder, file));
  } catch (cause) {
    throw new PipelineError(
      'config-invalid',
      `Reading reference data from ${folder}: ${file} cannot be read. A reference folder holds ${FILES.join(', ')}.`,
      { cause },
    );
  }
}

function parseJson(bytes: Buffer, file: string): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new PipelineError('config-invalid', `Reading reference file ${file}: no JSON, ${why}.`, {
      cause,
    });
  }
}

function entriesOf(
  contents: ReadonlyMap<FileName, unknown>,
  file: FileName,
  list: string,
): readonly Entry[] {
  return readEntries(contents.get(file), { file, list });
}

function readPorts(content: unknown): ReadonlyMap<string, string> {
  const names = Object.keys((content as { ports?: object } | null)?.ports ?? {});
  const file = entryOf(content, 'facilities.json');
  if (names.length === 0) file.refuse('ports', 'must name the ports by their UN/LOCODEs');
  const entry = file.entry('ports');
  return new Map(names.map((locode) => [locode, entry.text(locode)]));
}

function readFacility(entry: Entry): Facility {
  const facility: Facility = {
    id: entry.text('id'),
    name: entry.text('name'),
    kind: entry.oneOf('kind', ['TERMINAL', 'DEPOT']),
    group: entry.text('group'),
    port: entry.text('port'),
    zone: entry.zone('zone'),
    ...entry.validity(),
    successor: entry.textOrNull('successor'),
    codes: entry.texts('codes'),
    point: entry.point('point'),
    geofence: entry.ring('geofence'),
    queueGeofence: entry.ringOrNull('queueGeofence'),
  };
  entry.only(Object.keys(facility));
  return facility;
}

function readPlant(entry: Entry): Plant {
  const plant: Plant = {
    id: entry.text('id'),
    name: entry.text('name'),
    cluster: entry.text('cluster'),
    zone: entry.zone('zone'),
    codes: entry.texts('codes'),
    point: entry.point('point'),
    geofence: entry.ring('geofence'),
  };
  entry.only(Object.keys(plant));
  return plant;
}

function readVehicle(entry: Entry): Vehicle {
  const vehicle: Vehicle = {
    plate: entry.text('plate'),
    colour: entry.number('colour', { min: 0, max: 99 }),
    terminalId: entry.textOrNull('terminalId'),
    fuel: entry.oneOf('fuel', ['DIESEL', 'LNG', 'ELECTRIC']),
    ...entry.validity(),
  };
  // Feeds are looked up by the plate as it is after normalising: another form would never be found.
  if (!isPlainPlate(vehicle.plate)) {
    entry.refuse('plate', 'must be in capitals and half width, without blanks, dots and hyphens');
  }
  entry.only(Object.keys(vehicle));
  return vehicle;
}

function readSegment(feature: Entry): Segment {
  const properties = feature.entry('properties');
  const geometry = feature.entry('geometry');
  geometry.oneOf('type', ['LineString']);
  const segment: Segment = {
    id: properties.text('id'),
    road: properties.text('road'),
    lengthM: properties.number('lengthM', { min: 1, max: 100_000 }),
    limitKmh: properties.number('limitKmh', { min: 5, max: 200 }),
    freeFlowKmh: properties.number('freeFlowKmh', { min: 5, max: 200 }),
    class: properties.oneOf('class', ['EXPRESSWAY', 'ARTERIAL', 'SECONDARY']),
    fromNode: properties.text('fromNode'),
    toNode: properties.text('toNode'),
    line: geometry.line('coordinates'),
  };
  const drawnM = lineLengthM(segment.line);
  if (Math.abs(drawnM - segment.lengthM) > Math.max(2, LENGTH_TOLERANCE * drawnM)) {
    properties.refuse('lengthM', `must be the length of the line, ${Math.round(drawnM)} m`);
  }
  return segment;
}

function refuseTwins(file: string, entries: readonly { id: string }[]): void {
  const seen = new Set<string>();
  for (const { id } of entries) {
    if (!seen.has(id)) seen.add(id);
    else
      throw new PipelineError(
        'config-invalid',
        `Reading reference file ${file}: id ${id} is there twice.`,
      );
  }
}

function refuseLostSuccessors(facilities: readonly Facility[]): void {
  const ids = new Set(facilities.map(({ id }) => id));
  for (const { id, successor } of facilities) {
    if (successor === null || ids.has(successor)) continue;
    const why = `successor of ${id} is ${successor}, which is not in the file`;
    throw new PipelineError('config-invalid', `Reading reference file facilities.json: ${why}.`);
  }
}

/** Segments that share a node must meet there: a wrong node name would teleport trucks. */
function refuseGaps(segments: readonly Segment[]): void {
  const nodes = new Map<string, Point>();
  for (const { id, fromNode, toNode, line } of segments) {
    for (const [node, end] of [
      [fromNode, line[0]],
      [toNode, line.at(-1)],
    ] as [string, Point][]) {
      const known = nodes.get(node);
      if (known === undefined) nodes.set(node, end);
      else if (distanceM(known, end) > NODE_SPREAD_M) {
        const why = `segment ${id} is ${Math.round(distanceM(known, end))} m away from node ${node}`;
        throw new PipelineError('config-invalid', `Reading reference file roads.geojson: ${why}.`);
      }
    }
  }
}
