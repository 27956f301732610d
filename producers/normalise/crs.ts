/** Coordinate systems that feeds speak: WGS-84 (satellites), GCJ-02 (Amap, Tencent), BD-09 (Baidu). */
export type Crs = 'WGS84' | 'GCJ02' | 'BD09';

export type LonLat = { lon: number; lat: number };

/** Names under which a coordinate system is received, without case, blanks and hyphens. */
const NAMES: ReadonlyMap<string, Crs> = new Map([
  ['WGS84', 'WGS84'],
  ['EPSG4326', 'WGS84'],
  ['GCJ02', 'GCJ02'],
  ['AMAP', 'GCJ02'],
  ['BD09', 'BD09'],
  ['BD09LL', 'BD09'],
]);

export function crsOf(text: string): Crs | undefined {
  return NAMES.get(text) ?? NAMES.get(text.replaceAll(/[\s\-_:]/g, '').toUpperCase());
}

/** Degrees within which the inverse is searched: a centimetre on the ground. */
const CLOSE_DEG = 1e-7;
const ROUNDS_MAX = 30;

/**
 * A point in WGS-84. GCJ-02 has no closed inverse, so the point is searched whose image is the received one; the
 * shift is smooth and small, and each round takes two digits.
 */
export function toWgs84(point: LonLat, crs: Crs): LonLat {
  if (crs === 'WGS84') return point;
  const gcj = crs === 'BD09' ? gcjOfBd(point) : point;
  if (!isShifted(gcj)) return gcj;
  let { lon, lat } = gcj;
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const image = gcjOfWgs84({ lon, lat });
    const lonMiss = gcj.lon - image.lon;
    const latMiss = gcj.lat - image.lat;
    lon += lonMiss;
    lat += latMiss;
    if (Math.abs(lonMiss) < CLOSE_DEG && Math.abs(latMiss) < CLOSE_DEG) break;
  }
  return { lon, lat };
}

// The Krasovsky ellipsoid, on which GCJ-02 computes its shift: semi-major axis and squared eccentricity.
const AXIS_M = 6_378_245;
const ECCENTRICITY2 = 0.006_693_421_622_965_943;

/** The point as GCJ-02 shows it; points outside the mainland's frame stay. */
export function gcjOfWgs84(point: LonLat): LonLat {
  if (!isShifted(point)) return point;
  const x = point.lon - 105;
  const y = point.lat - 35;
  const radLat = (point.lat / 180) * Math.PI;
  const sin = Math.sin(radLat);
  const magic = 1 - ECCENTRICITY2 * sin * sin;
  const root = Math.sqrt(magic);
  const meridianM = ((AXIS_M * (1 - ECCENTRICITY2)) / (magic * root)) * (Math.PI / 180);
  const parallelM = (AXIS_M / root) * Math.cos(radLat) * (Math.PI / 180);
  return { lon: point.lon + eastM(x, y) / parallelM, lat: point.lat + northM(x, y) / meridianM };
}

/** The point as BD-09 shows it. */
export function bdOfGcj({ lon, lat }: LonLat): LonLat {
  const reach = Math.hypot(lon, lat) + 2e-5 * Math.sin(lat * BAIDU);
  const angle = Math.atan2(lat, lon) + 3e-6 * Math.cos(lon * BAIDU);
  return { lon: reach * Math.cos(angle) + 0.0065, lat: reach * Math.sin(angle) + 0.006 };
}

const BAIDU = (Math.PI * 3000) / 180;

function gcjOfBd(point: LonLat): LonLat {
  const x = point.lon - 0.0065;
  const y = point.lat - 0.006;
  const reach = Math.hypot(x, y) - 2e-5 * Math.sin(y * BAIDU);
  const angle = Math.atan2(y, x) - 3e-6 * Math.cos(x * BAIDU);
  return { lon: reach * Math.cos(angle), lat: reach * Math.sin(angle) };
}

function isShifted({ lon, lat }: LonLat): boolean {
  return lon >= 72.004 && lon <= 137.8347 && lat >= 0.8293 && lat <= 55.8271;
}

function eastM(x: number, y: number): number {
  const line = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * Math.sqrt(Math.abs(x));
  return (
    line +
    waves(x, [
      [20, 6],
      [20, 2],
      [20, 1],
      [40, 1 / 3],
      [150, 1 / 12],
      [300, 1 / 30],
    ])
  );
}

function northM(x: number, y: number): number {
  const line = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * Math.sqrt(Math.abs(x));
  const along = waves(x, [
    [20, 6],
    [20, 2],
  ]);
  return (
    line +
    along +
    waves(y, [
      [20, 1],
      [40, 1 / 3],
      [160, 1 / 12],
      [320, 1 / 30],
    ])
  );
}

/** Two thirds of a sum of sines: [metres, half waves a degree]. */
function waves(at: number, parts: readonly (readonly [number, number])[]): number {
  let sum = 0;
  for (const [metres, perDegree] of parts) sum += metres * Math.sin(at * perDegree * Math.PI);
  return (sum * 2) / 3;
}
