import { DAY_MS, HOUR_MS } from '@landbridge/schemas';

/** Ningbo keeps one offset the year round. */
const LOCAL_MS = 8 * HOUR_MS;

/** Local time as ISO 8601 with its offset, such as 2026-03-11T09:20:00+08:00. */
export function localIsoOf(atMs: number): string {
  return `${wallClockOf(atMs + LOCAL_MS)}+08:00`;
}

/** UTC as ISO 8601, such as 2026-03-11T01:20:00Z. */
export function utcIsoOf(atMs: number): string {
  return `${wallClockOf(atMs)}Z`;
}

/** Local time as CCYYMMDDHHMM: format 203 of EDIFACT, which knows no seconds and no zone. */
export function format203Of(atMs: number): string {
  return wallClockOf(atMs + LOCAL_MS)
    .replaceAll(/[-:T]/g, '')
    .slice(0, 12);
}

/** Midnight at which the local day of a time began. */
export function localDayOf(atMs: number): number {
  return Math.floor((atMs + LOCAL_MS) / DAY_MS) * DAY_MS - LOCAL_MS;
}

const days = new Map<number, string>();

function wallClockOf(atMs: number): string {
  const day = Math.floor(atMs / DAY_MS);
  let date = days.get(day);
  if (date === undefined) {
    date = civilOf(day);
    if (days.size > 1_000) days.clear();
    days.set(day, date);
  }
  const seconds = Math.floor((atMs - day * DAY_MS) / 1000);
  const [hour, minute] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return `${date}T${two(hour)}:${two(minute)}:${two(seconds % 60)}`;
}

/** The date of a number of days since 1970 (Howard Hinnant's algorithm for the Gregorian calendar). */
function civilOf(day: number): string {
  const shifted = day + 719_468;
  const era = Math.floor(shifted / 146_097);
  const ofEra = shifted - era * 146_097;
  const leaps =
    Math.floor(ofEra / 1_460) - Math.floor(ofEra / 36_524) + Math.floor(ofEra / 146_096);
  const yearOfEra = Math.floor((ofEra - leaps) / 365);
  const ofYear =
    ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  // The year of this reckoning begins in March, so that the leap day is its last.
  const fromMarch = Math.floor((5 * ofYear + 2) / 153);
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  const date = ofYear - Math.floor((153 * fromMarch + 2) / 5) + 1;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${year}-${two(month)}-${two(date)}`;
}

function two(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}
