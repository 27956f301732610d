import { DAY_MS, HOUR_MS, MINUTE_MS } from '@landbridge/schemas';

// China has kept one zone without summer time since 1991: a fixed offset is exact for every day we can hold.
const OFFSET_MS = 8 * HOUR_MS;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const TIME_OF_DAY = /^(\d{4}-\d{2}-\d{2})[T ]\d/;
const ZONED = /(?:Z|[+-]\d{2}:?\d{2})$/;

/** An instant as a person in Ningbo reads it: `2026-03-11 08:05`. */
export function shanghaiTime(atMs: number): string {
  const localMs = atMs + OFFSET_MS;
  const minute = Math.floor(modulo(localMs, DAY_MS) / MINUTE_MS);
  return `${shanghaiDay(atMs)} ${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

/** An instant as ISO 8601 with the offset of Shanghai: `2026-03-11T08:05:59.000+08:00`. */
export function shanghaiIso(atMs: number): string {
  const inMinute = modulo(atMs, MINUTE_MS);
  const seconds = two(Math.floor(inMinute / 1000));
  const millis = String(inMinute % 1000).padStart(3, '0');
  return `${shanghaiTime(atMs).replace(' ', 'T')}:${seconds}.${millis}+08:00`;
}

/** The Asia/Shanghai calendar day of an instant: `2026-03-11`. */
export function shanghaiDay(atMs: number): string {
  const { year, month, day } = civil(Math.floor((atMs + OFFSET_MS) / DAY_MS));
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
}

/** First instant of an Asia/Shanghai calendar day; undefined where the text is no day of the calendar. */
export function shanghaiDayStart(day: string): number | undefined {
  if (!DAY.test(day)) return undefined;
  const startMs = Date.parse(`${day}T00:00:00Z`) - OFFSET_MS;
  // Date.parse accepts 31 February in some forms: only a day that reads back the same is one.
  return Number.isNaN(startMs) || shanghaiDay(startMs) !== day ? undefined : startMs;
}

/**
 * An instant as typed: ISO 8601 with a zone; without one it is Shanghai time; a bare day is its end. Undefined where
 * it is none of these.
 */
export function parseInstant(text: string): number | undefined {
  if (DAY.test(text)) {
    const startMs = shanghaiDayStart(text);
    return startMs === undefined ? undefined : startMs + DAY_MS;
  }
  // A language reads 30 February as 2 March: only a day of the calendar has times.
  const day = TIME_OF_DAY.exec(text)?.[1];
  if (day === undefined || shanghaiDayStart(day) === undefined) return undefined;
  const iso = text.replace(' ', 'T');
  const atMs = Date.parse(ZONED.test(iso) ? iso : `${iso}+08:00`);
  return Number.isNaN(atMs) ? undefined : atMs;
}

/** Year, month and day of a number of days since 1970-01-01, in the proleptic Gregorian calendar. */
function civil(days: number): { year: number; month: number; day: number } {
  // Years are counted from March, so that the leap day is the last of its year.
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1_460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1,
  };
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}
