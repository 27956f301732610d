import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { NINGBO_FOLDER } from '../load-reference.ts';
import { drawRoads, roadsGeoJson } from './draw-roads.ts';

test('the roads of Ningbo are those of the sketch', () => {
  const committed = readFileSync(join(NINGBO_FOLDER, 'roads.geojson'), 'utf8');
  expect(roadsGeoJson()).toBe(committed);
});

test('segments are short enough for a reading to mean something', () => {
  for (const { id, lengthM } of drawRoads()) {
    expect(lengthM, id).toBeGreaterThan(500);
    expect(lengthM, id).toBeLessThan(3_700);
  }
});

test('the two directions of a road lie apart, each to the right', () => {
  const segments = new Map(drawRoads().map((segment) => [segment.id, segment]));
  const there = segments.get('G1504-01-a');
  const back = segments.get('G1504-01-b');
  expect(there?.fromNode).toBe(back?.toNode);
  // The first segment runs east: its own lane lies south of the other.
  expect(there?.line[5]?.[1]).toBeLessThan(back?.line.at(-6)?.[1] ?? 0);
});
