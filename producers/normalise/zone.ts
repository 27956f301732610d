import { DAY_MS, HOUR_MS, MINUTE_MS } from '@landbridge/schemas';

/** Offsets change at whole quarter hours at the most, so one answer serves that long. */
const STEP_MS = 15 * MINUTE_MS;
const MEMORY_MAX = 50_000;

type Zone = { format: Intl.DateTimeFormat; offsets: Map<number, number> };
const zones = new Map<string, Zone | null>();

/** Whether this is a zone of the IANA database. */
export function isZone(name: string): boolean {
  return zoneOf(name) !== null;
}

/** Offset of a zone from UTC at an instant, milliseconds, east positive; 0 where the zone is unknown. */
export function offsetAt(name: string, atMs: number): number {
  const zone = zoneOf(name);
  if (zone === null) return 0;
  const step = Math.floor(atMs / STEP_MS);
  const found = zone.offsets.get(step);
  if (found !== undefined) return found;
  const offset = readOffset(zone.format, step * STEP_MS);
  if (zone.offsets.size >= MEMORY_MAX) zone.offsets.clear();
  zone.offsets.set(step, offset);
  return offset;
}

/**
 * The instant of a local time, which is given as if it were UTC. A time that occurs twice when clocks go back is the
 * first of the two; a time that is skipped when they go forward is taken by the offset before.
 */
export function instantOf(localMs: number, name: string): number {
  const before = offsetAt(name, localMs - DAY_MS);
  const first = localMs - before;
  if (offsetAt(name, first) === before) return first;
  const after = offsetAt(name, localMs + DAY_MS);
  const second = localMs - after;
  return offsetAt(name, second) === after ? second : first;
}

function zoneOf(name: string): Zone | null {
  const found = zones.get(name);
  if (found !== undefined) return found;
  if (zones.size >= 1000) zones.clear();
  const zone = openZone(name);
  zones.set(name, zone);
  return zone;
}

function openZone(name: string): Zone | null {
  try {
    const options = { timeZone: name, timeZoneName: 'longOffset' } as const;
    return { format: new Intl.DateTimeFormat('en-US', options), offsets: new Map() };
  } catch {
    return null;
  }
}

/** Reads the offset out of the zone's name, as `GMT+08:00` or `GMT`. */
function readOffset(format: Intl.DateTimeFormat, atMs: number): number {
  const part = format.formatToParts(atMs).find(({ type }) => type === 'timeZoneName');
  const found = /GMT([+-])(\d\d):(\d\d)/.exec(part?.value ?? '');
  if (found === null) return 0;
  const offset = Number(found[2]) * HOUR_MS + Number(found[3]) * MINUTE_MS;
  return found[1] === '-' ? -offset : offset;
}
