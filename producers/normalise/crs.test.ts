import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bdOfGcj, crsOf, gcjOfWgs84, toWgs84 } from './crs.ts';

const NINGBO = { lon: 121.8667, lat: 29.9361 };
const DEGREE_M = 111_320;

test('leaves WGS-84 as it is', () => {
  expect(toWgs84(NINGBO, 'WGS84')).toBe(NINGBO);
});

test('shifts a point at Ningbo by some hundred metres in GCJ-02', () => {
  const shifted = gcjOfWgs84(NINGBO);
  const metres = Math.hypot(
    (shifted.lon - NINGBO.lon) * DEGREE_M * Math.cos((NINGBO.lat / 180) * Math.PI),
    (shifted.lat - NINGBO.lat) * DEGREE_M,
  );
  expect(metres).toBeGreaterThan(100);
  expect(metres).toBeLessThan(700);
});

test('agrees with a published pair of coordinates', () => {
  // Tiananmen: WGS-84 116.3912, 39.9073 stands at about 116.3974, 39.9087 on a GCJ-02 map.
  const { lon, lat } = gcjOfWgs84({ lon: 116.3912, lat: 39.9073 });
  expect(lon).toBeCloseTo(116.3974, 3);
  expect(lat).toBeCloseTo(39.9087, 3);
});

test('leaves points far from the mainland alone', () => {
  expect(toWgs84({ lon: 2.29, lat: 48.85 }, 'GCJ02')).toEqual({ lon: 2.29, lat: 48.85 });
});

test('finds back to within a decimetre from GCJ-02 and within two metres from BD-09', () => {
  const near = fc.record({
    lon: fc.double({ min: 100, max: 125, noNaN: true }),
    lat: fc.double({ min: 20, max: 45, noNaN: true }),
  });
  fc.assert(
    fc.property(near, (point) => {
      const gcj = toWgs84(gcjOfWgs84(point), 'GCJ02');
      expect(Math.abs(gcj.lon - point.lon) * DEGREE_M).toBeLessThan(0.1);
      expect(Math.abs(gcj.lat - point.lat) * DEGREE_M).toBeLessThan(0.1);
      const bd = toWgs84(bdOfGcj(gcjOfWgs84(point)), 'BD09');
      expect(Math.abs(bd.lon - point.lon) * DEGREE_M).toBeLessThan(2);
      expect(Math.abs(bd.lat - point.lat) * DEGREE_M).toBeLessThan(2);
    }),
    { seed: Number(process.env['SEED'] ?? 1) },
  );
});

test.each([
  ['GCJ-02', 'GCJ02'],
  ['bd09ll', 'BD09'],
  ['WGS 84', 'WGS84'],
  ['EPSG:4326', 'WGS84'],
])('knows the name %s', (text, crs) => {
  expect(crsOf(text)).toBe(crs);
});

test('knows no other system', () => {
  expect(crsOf('CGCS1900')).toBeUndefined();
});
