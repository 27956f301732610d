import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { alongLine, distanceM, lineLengthM, moved, projectOnLine, ringHolds } from './geo.ts';
import { loadReference, NINGBO_FOLDER } from './load-reference.ts';
import type { Point, Segment } from './reference.ts';

const ningbo = loadReference();
const MARCH_2026 = Date.parse('2026-03-11T00:00:00+08:00');
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** A copy of the Ningbo folder with one text replaced in one file. */
function spoilt(file: string, [from, to]: [from: string | RegExp, to: string]): string {
  const folder = mkdtempSync(join(tmpdir(), 'reference-'));
  folders.push(folder);
  cpSync(NINGBO_FOLDER, folder, { recursive: true });
  const content = readFileSync(join(folder, file), 'utf8');
  const changed = content.replace(from, to);
  expect(changed).not.toBe(content);
  writeFileSync(join(folder, file), changed);
  return folder;
}

test('holds the six terminals that are valid, depots and plants of the clusters', () => {
  const terminals = ningbo.facilities.filter(
    ({ kind, validUntil }) => kind === 'TERMINAL' && !validUntil,
  );
  expect(terminals.map(({ id }) => id)).toEqual([
    'BLCT1',
    'BLCT2',
    'BLTCT',
    'BLCT5',
    'BLCT6',
    'YZCT7',
  ]);
  expect(ningbo.facilities.filter(({ kind }) => kind === 'DEPOT').length).toBeGreaterThan(2);
  const clusters = new Set(ningbo.plants.map(({ cluster }) => cluster));
  for (const cluster of ['Cixi', 'Yuyao', 'Beilun', 'Zhenhai']) expect(clusters).toContain(cluster);
});

test('resolves a code by the time of the event', () => {
  const august2020 = Date.parse('2020-08-15T00:00:00Z');
  expect(ningbo.facilityOf('BLCT3', august2020)).toMatchObject({
    facility: { id: 'BLCT3' },
    expired: false,
  });
  expect(ningbo.facilityOf('BLTCT', august2020)).toMatchObject({
    facility: { id: 'BLTCT' },
    expired: false,
  });
  expect(ningbo.facilityOf('BLCT3', MARCH_2026)).toMatchObject({
    facility: { id: 'BLTCT' },
    expired: true,
  });
  expect(ningbo.facilityOf(' msict ', MARCH_2026)).toMatchObject({
    facility: { id: 'BLCT6' },
    expired: false,
  });
  expect(ningbo.facilityOf('B2SCT', MARCH_2026)).toMatchObject({
    facility: { id: 'B2SCT' },
    expired: true,
  });
  expect(ningbo.facilityOf('BLTCT', Date.parse('2019-01-01T00:00:00Z'))).toBeUndefined();
  expect(ningbo.facilityOf('NOWHERE', MARCH_2026)).toBeUndefined();
});

test('rolls the merged Chuanshan terminals up to one group', () => {
  const groups = ['BLCT3', 'BLCT4', 'BLTCT'].map((id) => ningbo.facility(id)?.group);
  expect(groups).toEqual(['Chuanshan', 'Chuanshan', 'Chuanshan']);
});

test('knows the port under its aliases', () => {
  for (const locode of ['CNNBO', 'CNNBG', 'CNNGB', 'CNNPO']) {
    expect(ningbo.ports.get(locode)).toBe('NINGBO');
  }
});

test('every geofence contains its point', () => {
  for (const place of [...ningbo.facilities, ...ningbo.plants]) {
    expect(ringHolds(place.geofence, place.point), place.id).toBe(true);
  }
});

test('every queue geofence lies on the road to its gate and on no road out of it', () => {
  for (const { id, queueGeofence } of ningbo.facilities) {
    if (queueGeofence === null) continue;
    const [way] = ningbo.segments.filter(({ toNode }) => toNode === `${id}.in`);
    const [out] = ningbo.segments.filter(({ fromNode }) => fromNode === `${id}.out`);
    const metresIn = ({ line }: Segment, fromM: number) =>
      ringHolds(queueGeofence, alongLine(line, fromM).point);
    expect(way && metresIn(way, lineLengthM(way.line) - 100), id).toBe(true);
    expect(way && metresIn(way, lineLengthM(way.line) - 600), id).toBe(true);
    expect(out && [0, 100, 300, 600].some((at) => metresIn(out, at)), id).toBe(false);
  }
});

test('every place reaches every other one by road', () => {
  const nodes = new Set(ningbo.segments.flatMap(({ fromNode, toNode }) => [fromNode, toNode]));
  const places = [...ningbo.facilities.filter(({ validUntil }) => !validUntil), ...ningbo.plants];
  for (const { id } of places) {
    const start = nodes.has(`${id}.out`) ? `${id}.out` : `${id}.gate`;
    const reached = new Set([start]);
    for (const node of reached) {
      for (const { fromNode, toNode } of ningbo.segments)
        if (fromNode === node) reached.add(toNode);
    }
    const lost = places
      .map((place) => (nodes.has(`${place.id}.in`) ? `${place.id}.in` : `${place.id}.gate`))
      .filter((node) => node !== start && !reached.has(node));
    expect(lost, `out of reach from ${id}`).toEqual([]);
  }
});

test('segments follow one another at their nodes', () => {
  for (const segment of ningbo.segments) {
    const next = ningbo.after(segment);
    expect(next.every(({ fromNode }) => fromNode === segment.toNode)).toBe(true);
  }
  const ring = ningbo.segment('G1504-01-a');
  expect(ring && ningbo.after(ring).map(({ id }) => id)).toContain('G1504-02-a');
});

test('the ring and the distances to the clusters are about as long as published', () => {
  const ring = ningbo.segments.filter(({ road, id }) => road === 'G1504' && id.endsWith('-a'));
  const ringKm = ring.reduce((sum, { lengthM }) => sum + lengthM, 0) / 1000;
  expect(ringKm).toBeGreaterThan(80);
  expect(ringKm).toBeLessThan(95);
});

test('finds the carriageway a point lies on before the opposite one', () => {
  for (const segment of ningbo.segments) {
    const { point, headingDeg } = alongLine(segment.line, segment.lengthM / 2);
    const [nearest] = ningbo.segmentsNear(point, 60);
    expect(nearest?.segment.id).toBe(segment.id);
    expect(nearest?.distanceM).toBeLessThan(2);
    expect(Math.abs((nearest?.offsetM ?? 0) - segment.lengthM / 2)).toBeLessThan(10);
    expect(Math.abs((nearest?.headingDeg ?? -1) - headingDeg)).toBeLessThan(15);
  }
});

test('finds the same segments as a look at every line', () => {
  const nearSlowly = (point: Point, withinM: number) =>
    ningbo.segments
      .map((segment) => ({ id: segment.id, ...projectOnLine(segment.line, point) }))
      .filter((each) => each.distanceM <= withinM)
      .sort((one, other) => one.distanceM - other.distanceM)
      .map(({ id }) => id);
  for (const [index, segment] of ningbo.segments.entries()) {
    const offsetM = (segment.lengthM * (index % 11)) / 11;
    const point = moved(alongLine(segment.line, offsetM).point, {
      eastM: (index % 7) * 40 - 120,
      northM: 31,
    });
    const fast = ningbo.segmentsNear(point, 200).map(({ segment: { id } }) => id);
    // Points within a metre of the limit or of one another may be told apart differently.
    const certain = nearSlowly(point, 195);
    expect(fast).toEqual(expect.arrayContaining(certain));
    expect(nearSlowly(point, 205)).toEqual(expect.arrayContaining(fast));
  }
});

test('says which places hold a point', () => {
  const meishan = ningbo.facility('BLCT6');
  expect(meishan && ningbo.placesAt(meishan.point)).toEqual([{ id: 'BLCT6', kind: 'TERMINAL' }]);
  const chuanshan = ningbo.facility('BLCT4');
  expect(chuanshan && ningbo.placesAt(chuanshan.point)).toEqual([
    { id: 'BLTCT', kind: 'TERMINAL' },
  ]);
  const [queue] = ningbo.segments.filter(({ toNode }) => toNode === 'BLCT1.in');
  const before = queue && alongLine(queue.line, queue.lengthM - 300).point;
  expect(before && ningbo.placesAt(before)).toEqual([{ id: 'BLCT1', kind: 'QUEUE' }]);
  const cixi = ningbo.plant('CN-CX01');
  expect(cixi && ningbo.placesAt(cixi.point)).toEqual([{ id: 'CX01', kind: 'PLANT' }]);
  expect(ningbo.placesAt([121.5567, 29.8817])).toEqual([]);
});

test('turns a positioning terminal into a plate key', () => {
  const [vehicle] = ningbo.vehicles;
  expect(ningbo.plateOfTerminal(vehicle?.terminalId ?? '', MARCH_2026)).toBe(`${vehicle?.plate}-2`);
  expect(ningbo.plateOfTerminal('000000000000', MARCH_2026)).toBeUndefined();
});

test('every plate and terminal id is given out once', () => {
  expect(new Set(ningbo.vehicles.map(({ plate }) => plate)).size).toBe(ningbo.vehicles.length);
  expect(new Set(ningbo.vehicles.map(({ terminalId }) => terminalId)).size).toBe(
    ningbo.vehicles.length,
  );
});

test('the hash is that of the content: the same for a copy, another after a change', () => {
  const same = mkdtempSync(join(tmpdir(), 'reference-'));
  folders.push(same);
  cpSync(NINGBO_FOLDER, same, { recursive: true });
  expect(loadReference(same).hash).toBe(ningbo.hash);
  const other = spoilt('plants.json', ['Yuyao mould works', 'Yuyao mold works']);
  expect(loadReference(other).hash).not.toBe(ningbo.hash);
});

test.each([
  [
    'facilities.json',
    /"kind": "TERMINAL"/,
    '"kind": "HARBOUR"',
    /facilities\[0\] \(BLCT1\): kind must be one of TERMINAL, DEPOT/,
  ],
  [
    'facilities.json',
    '"zone": "Asia/Shanghai"',
    '"zone": "Asia/Ningbo"',
    /\(BLCT1\): zone must be an IANA zone/,
  ],
  [
    'facilities.json',
    '2004-05-31T00:00:00+08:00',
    '2004-05-31',
    /validFrom must be a time such as/,
  ],
  [
    'facilities.json',
    '"successor": "BLTCT"',
    '"successor": "BLCT9"',
    /successor of BLCT3 is BLCT9/,
  ],
  ['facilities.json', '"id": "BLCT2"', '"id": "BLCT1"', /id BLCT1 is there twice/],
  ['facilities.json', '2004-05-31T', '2004-02-30T', /validFrom must be a time such as/],
  [
    'facilities.json',
    '"port": "NINGBO"',
    '"port": "NINGPO"',
    /port of BLCT1 is NINGPO, which is none/,
  ],
  ['facilities.json', '"ports"', '"harbours"', /facilities.json: ports must name the ports/],
  ['facilities.json', '"NBSCT"', '"nbct"', /code NBCT is of BLCT1 and of BLCT2 at one time/],
  [
    'facilities.json',
    '"queueGeofence"',
    '"queueGeoFence"',
    /\(BLCT1\): queueGeoFence is no field of it. It has id/,
  ],
  ['plants.json', '"CN-CX02"', '"CN-CX01"', /code CN-CX01 is of CX01 and of CX02/],
  ['vehicles.json', '浙B10000', '浙b·10000', /vehicles\[0\]: plate must be in capitals/],
  ['vehicles.json', '浙B10008', '浙B10000', /plate 浙B10000-2 is of 浙B10000-2 and of/],
  [
    'vehicles.json',
    '013920260013',
    '013920260000',
    /terminal 013920260000 is of 浙B10000-2 and of/,
  ],
  ['vehicles.json', '"fuel"', '"validTill": null, "fuel"', /validTill is no field of it/],
  [
    'vehicles.json',
    '"fuel"',
    '"validFrom": "2026-01-02T00:00:00Z", "validUntil": "2026-01-01T00:00:00Z", "fuel"',
    /validUntil must be after validFrom/,
  ],
  [
    'facilities.json',
    '[121.85736, 29.93205]',
    '[121.85736, 29.93206]',
    /geofence must end where it begins/,
  ],
  ['facilities.json', '"facilities"', '"terminals"', /must be an object with a list "facilities"/],
  [
    'plants.json',
    '[121.285, 30.175]',
    '[30.175, 121.285]',
    /plants\[0\] \(CX01\): point must be \[longitude/,
  ],
  [
    'vehicles.json',
    '"colour": 2',
    '"colour": "yellow"',
    /vehicles\[0\]: colour must be a number from 0 to 99/,
  ],
  [
    'roads.geojson',
    /"lengthM":\d+/,
    '"lengthM":9999',
    /lengthM must be the length of the line, \d+ m/,
  ],
  ['roads.geojson', '"toNode":"ring-luotuo"', '"toNode":"ring-daqi"', /m away from node ring-/],
  ['roads.geojson', '{"type":"FeatureCollection"', '{"type"', /roads.geojson: no JSON/],
])('refuses %s where %s became %s', (file, from, to, message) => {
  const folder = spoilt(file, [from, to]);
  expect(() => loadReference(folder)).toThrow(expect.objectContaining({ code: 'config-invalid' }));
  expect(() => loadReference(folder)).toThrow(message);
});

test('a terminal may pass from one truck to the next', () => {
  const until = '"validUntil": "2026-01-01T00:00:00+08:00"';
  const from = '"validFrom": "2026-01-01T00:00:00+08:00"';
  const folder = spoilt('vehicles.json', [
    /"terminalId": "013920260000", (.*\n.*)"terminalId": "013920260013"/,
    `"terminalId": "013920260000", ${until}, $1"terminalId": "013920260000", ${from}`,
  ]);
  const { plateOfTerminal } = loadReference(folder);
  expect(plateOfTerminal('013920260000', Date.parse('2025-12-31T00:00:00Z'))).toBe('浙B10000-2');
  expect(plateOfTerminal('013920260000', MARCH_2026)).toBe('浙B10008-2');
});

test('refuses a folder without its files', () => {
  expect(() => loadReference(join(NINGBO_FOLDER, 'missing'))).toThrow(
    /facilities.json cannot be read/,
  );
});

test('lines are as long as they say within two per cent', () => {
  for (const { id, line, lengthM } of ningbo.segments) {
    expect(Math.abs(lineLengthM(line) - lengthM) / lengthM, id).toBeLessThan(0.02);
    expect(distanceM(line[0] as Point, line.at(-1) as Point)).toBeLessThanOrEqual(lengthM + 1);
  }
});
