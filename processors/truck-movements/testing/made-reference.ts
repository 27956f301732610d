import {
  alongLine,
  type EmissionSet,
  type Facility,
  lineLengthM,
  moved,
  type Plant,
  type Point,
  projectOnLine,
  type Reference,
  ringHolds,
  type Segment,
} from '@landbridge/infra';

const ORIGIN: Point = [121.8, 29.9];

/** A point of the made-up map, metres east and north of its origin. */
export function pointAt(eastM: number, northM: number): Point {
  return moved(ORIGIN, { eastM, northM });
}

/** Nodes of the made-up map: a main road west to east, and a branch that leaves it at a small angle. */
const NODES: Readonly<Record<string, readonly [number, number]>> = {
  gate: [0, 0],
  fork: [1500, 0],
  middle: [3000, 0],
  dock: [4500, 0],
  branch: [2900, 500],
  village: [4300, 1200],
};

/** Half the width of the road: each direction lies to the right of the middle. */
const SIDE_M = 5;

function ring(centre: readonly [number, number], size: { eastM: number; northM: number }): Point[] {
  const [east, north] = centre;
  const corners: [number, number][] = [
    [-1, -1],
    [1, -1],
    [1, 1],
    [-1, 1],
    [-1, -1],
  ];
  return corners.map(([x, y]) => pointAt(east + x * size.eastM, north + y * size.northM));
}

function segment(from: string, to: string, set: Partial<Segment> = {}): Segment {
  const [x0, y0] = NODES[from] ?? [0, 0];
  const [x1, y1] = NODES[to] ?? [0, 0];
  const length = Math.hypot(x1 - x0, y1 - y0);
  const [sideX, sideY] = [((y1 - y0) / length) * SIDE_M, (-(x1 - x0) / length) * SIDE_M];
  const line = [0, 0.5, 1].map((share) =>
    pointAt(x0 + (x1 - x0) * share + sideX, y0 + (y1 - y0) * share + sideY),
  );
  return {
    id: `${from}-${to}`,
    road: 'S20',
    lengthM: Math.round(lineLengthM(line)),
    limitKmh: 80,
    freeFlowKmh: 72,
    class: 'EXPRESSWAY',
    fromNode: from,
    toNode: to,
    line,
    ...set,
  };
}

const SEGMENTS: readonly Segment[] = [
  ['gate', 'fork'],
  ['fork', 'middle'],
  ['middle', 'dock'],
  ['fork', 'branch'],
  ['branch', 'village'],
].flatMap(([from = '', to = '']) => [segment(from, to), segment(to, from)]);

const TERMINAL: Facility = {
  id: 'BLTCT',
  name: 'Beilun Third',
  kind: 'TERMINAL',
  group: 'Chuanshan',
  port: 'NINGBO',
  zone: 'Asia/Shanghai',
  validFrom: null,
  validUntil: null,
  successor: null,
  codes: ['BLTCT'],
  point: pointAt(-500, 0),
  geofence: ring([-500, 0], { eastM: 450, northM: 400 }),
  queueGeofence: ring([200, 0], { eastM: 200, northM: 60 }),
};

/** A terminal that was merged into the one above; its outline is still there. */
const EXPIRED: Facility = {
  ...TERMINAL,
  id: 'BLCT3',
  codes: ['BLCT3'],
  validUntil: Date.UTC(2020, 8, 1),
  successor: 'BLTCT',
  queueGeofence: null,
};

/** Factors that a head can multiply. */
const EMISSIONS: EmissionSet = {
  name: 'made 1',
  basis: 'WTW',
  method: 'DEFAULT',
  factors: [
    {
      fuel: 'DIESEL',
      unit: 'L',
      ladenPer100Km: 40,
      emptyPer100Km: 30,
      bobtailPer100Km: 20,
      idlePerHour: 2,
      kgCo2ePerUnit: 3,
      validFrom: null,
      validUntil: null,
      source: 'made up',
    },
  ],
};

const PLANT: Plant = {
  id: 'CX01',
  name: 'Cixi works',
  cluster: 'Cixi',
  zone: 'Asia/Shanghai',
  codes: ['CX01'],
  point: pointAt(4800, 0),
  geofence: ring([4800, 0], { eastM: 250, northM: 200 }),
};

/**
 * A map small enough to know by heart: terminal BLTCT with a queue at the west end of a road of three segments of
 * 1500 m at 72 km/h (75 s each), plant CX01 at its east end, and a branch to a village.
 */
export function madeReference(set: { segments?: readonly Segment[] } = {}): Reference {
  const segments = set.segments ?? SEGMENTS;
  const facilities = [EXPIRED, TERMINAL];
  return {
    hash: 'made',
    files: {},
    name: 'made',
    ports: new Map(),
    facilities,
    plants: [PLANT],
    vehicles: [],
    segments,
    emissions: EMISSIONS,
    stages: [],
    facilityOf: () => undefined,
    facility: (id) => facilities.find((each) => each.id === id),
    plant: (id) => (id === PLANT.id ? PLANT : undefined),
    plateOfTerminal: () => undefined,
    vehicle: () => undefined,
    stageTime: () => undefined,
    segment: (id) => segments.find((each) => each.id === id),
    after: ({ toNode }) => segments.filter(({ fromNode }) => fromNode === toNode),
    segmentsNear: (point, withinM) =>
      segments
        .map((each) => {
          const { distanceM, offsetM } = projectOnLine(each.line, point);
          const { headingDeg } = alongLine(each.line, offsetM);
          return { segment: each, distanceM, offsetM, headingDeg };
        })
        .filter(({ distanceM }) => distanceM <= withinM)
        .sort((a, b) => a.distanceM - b.distanceM),
    placesAt: (point) => [
      ...facilities
        .filter(({ geofence }) => ringHolds(geofence, point))
        .map(({ id, kind }) => ({ id, kind })),
      ...facilities
        .filter(({ queueGeofence }) => queueGeofence !== null && ringHolds(queueGeofence, point))
        .map(({ id }) => ({ id, kind: 'QUEUE' as const })),
      ...(ringHolds(PLANT.geofence, point) ? [{ id: PLANT.id, kind: 'PLANT' as const }] : []),
    ],
  };
}
