import { HOUR_MS, MINUTE_MS } from '@landbridge/schemas';
import { type Entry, entryOf, readEntries } from './entry-reader.ts';
import type { StageQuery, StageTime } from './reference.ts';

export const STAGES_FILE = 'stages.json';

const STAGES = ['YARD', 'ROAD', 'DOCK', 'STUFFING', 'QUEUE'] as const;
/** Longest stage that is believed, hours: half a year. */
const HOURS_MAX = 4_400;
const QUARTER_MS = 15 * MINUTE_MS;
/** Answers that are kept of a look-up; then it begins anew. */
const KEPT_MAX = 10_000;

/** Reads and checks the distributions of how long the stages of a box's way take, and how they are looked up. */
export function readStages(content: unknown): {
  stages: readonly StageTime[];
  stageTime: (query: StageQuery) => StageTime | undefined;
} {
  const zone = entryOf(content, STAGES_FILE).zone('zone');
  const entries = readEntries(content, { file: STAGES_FILE, list: 'stages' });
  const stages = entries.map(readStage);
  for (const [index, stage] of stages.entries()) {
    const twin = stages.slice(0, index).some((each) => isSamePlace(each, stage));
    if (twin) entries[index]?.refuse('stage', 'is there twice for one place and hour');
  }
  const finestFirst = stages.toSorted(byFineness);
  const hourOf = hourIn(zone);
  const places = new Map<string, readonly StageTime[]>();
  return {
    stages,
    stageTime({ stage, facility, cluster, atMs }) {
      const place = `${stage}|${facility}|${cluster}`;
      let held = places.get(place);
      if (held === undefined) {
        held = finestFirst.filter(
          (each) =>
            each.stage === stage &&
            (each.facility === null || each.facility === facility) &&
            (each.cluster === null || each.cluster === cluster),
        );
        keep(places, place, held);
      }
      return held.find(({ hours }) => hours === null || isWithin(hours, hourOf(atMs)));
    },
  };
}

function readStage(entry: Entry): StageTime {
  const hours = { min: 0, max: HOURS_MAX };
  const stage: StageTime = {
    stage: entry.oneOf('stage', STAGES),
    facility: entry.textOrNull('facility'),
    cluster: entry.textOrNull('cluster'),
    hours: hoursOf(entry),
    p50Ms: Math.round(entry.number('p50Hours', hours) * HOUR_MS),
    p90Ms: Math.round(entry.number('p90Hours', hours) * HOUR_MS),
  };
  if (stage.p90Ms < stage.p50Ms) entry.refuse('p90Hours', 'must not lie below p50Hours');
  return stage;
}

/** Hours of the local day, the last one not included; null where the whole day is meant. */
function hoursOf(entry: Entry): readonly [number, number] | null {
  if (entry.isAbsent('fromHour') && entry.isAbsent('toHour')) return null;
  const from = entry.number('fromHour', { min: 0, max: 23 });
  return [from, entry.number('toHour', { min: from + 1, max: 24 })];
}

function isSamePlace(one: StageTime, other: StageTime): boolean {
  const hours = (each: StageTime) => each.hours ?? [0, 24];
  const [a, b] = [hours(one), hours(other)];
  return (
    one.stage === other.stage &&
    one.facility === other.facility &&
    one.cluster === other.cluster &&
    (one.hours === null) === (other.hours === null) &&
    (a[0] ?? 0) < (b[1] ?? 0) &&
    (b[0] ?? 0) < (a[1] ?? 0)
  );
}

/** What is known of a terminal says more than what is known of a cluster, and that more than the hour. */
function byFineness(one: StageTime, other: StageTime): number {
  return finenessOf(other) - finenessOf(one);
}

function finenessOf({ facility, cluster, hours }: StageTime): number {
  return Number(facility !== null) * 4 + Number(cluster !== null) * 2 + Number(hours !== null);
}

function isWithin([from, to]: readonly [number, number], hour: number): boolean {
  return from <= hour && hour < to;
}

/** Hours are looked up for every expectation, and asking the calendar takes microseconds: answers are kept for a while. */
function hourIn(zone: string): (atMs: number) => number {
  const known = new Map<number, number>();
  const format = new Intl.DateTimeFormat('en', {
    timeZone: zone,
    hour: 'numeric',
    hourCycle: 'h23',
  });
  return (atMs) => {
    // No zone is off by less than a quarter of an hour.
    const quarter = Math.floor(atMs / QUARTER_MS);
    let hour = known.get(quarter);
    if (hour === undefined) {
      hour = Number(format.format(quarter * QUARTER_MS));
      keep(known, quarter, hour);
    }
    return hour;
  };
}

function keep<Key, Value>(known: Map<Key, Value>, key: Key, value: Value): void {
  if (known.size === KEPT_MAX) known.clear();
  known.set(key, value);
}
