import { HOUR_MS, MINUTE_MS } from '@landbridge/schemas';
import { instantOf, isZone } from './zone.ts';

export type TzSource = 'EXPLICIT' | 'FACILITY' | 'SOURCE' | 'ASSUMED';
export type Precision = 'MILLISECOND' | 'SECOND' | 'MINUTE' | 'DAY';

/** An instant, where its zone came from and how fine it was stated. */
export type StatedTime = { atMs: number; tzSource: TzSource; precision: Precision };

/** Zones that a time without one may take, best first. */
export type Zones = {
  /** Of the place where it happened; null where the place is unknown. */
  readonly facility: string | null;
  /** Configured for the feed. */
  readonly source: string | null;
  /** The feed writes local times and marks them `Z`: such a time counts as one without a zone. */
  readonly zIsLocal?: boolean;
};

/** Zone of a time of which nothing else is known. */
export const ASSUMED_ZONE = 'Asia/Shanghai';

/** A time as it stands in the text: local milliseconds as if UTC, and its offset where it has one. */
type Reading = { localMs: number; offsetMs: number | null; precision: Precision };

const ISO =
  /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s?(?:([Zz])|([+-])(\d\d):?(\d\d)?)?)?$/;

/**
 * Reads an ISO 8601 date or date and time (RFC 3339 with a zone that may be missing). Undefined where the text is none
 * or names a day or time that does not exist.
 */
export function parseIsoTime(text: string, zones: Zones): StatedTime | undefined {
  const reading = readIso(text.trim(), zones.zIsLocal === true);
  return reading === undefined ? undefined : placed(reading, zones);
}

/**
 * Reads an EDIFACT date (UN code list 2379) by its format and its length: feeds state formats that their values are
 * shorter than, such as a day under 203. A value without a format is read by its length alone. An offset from UTC, or
 * the name of UTC, behind the digits counts before any other zone.
 */
export function parseEdifactTime(
  field: { value: string; format: string },
  zones: Zones,
): StatedTime | undefined {
  const value = field.value.trim();
  const reading = readZoned(value, field.format.trim()) ?? readDigits(value, field.format.trim());
  return reading === undefined ? undefined : placed(reading, zones);
}

/** Gives a local reading its zone: its own, else the place's, else the feed's, else the assumed one. */
function placed(reading: Reading, zones: Zones): StatedTime {
  const { localMs, offsetMs, precision } = reading;
  if (offsetMs !== null) return { atMs: localMs - offsetMs, tzSource: 'EXPLICIT', precision };
  if (zones.facility !== null && isZone(zones.facility)) {
    return { atMs: instantOf(localMs, zones.facility), tzSource: 'FACILITY', precision };
  }
  if (zones.source !== null && isZone(zones.source)) {
    return { atMs: instantOf(localMs, zones.source), tzSource: 'SOURCE', precision };
  }
  return { atMs: instantOf(localMs, ASSUMED_ZONE), tzSource: 'ASSUMED', precision };
}

function readIso(text: string, zIsLocal: boolean): Reading | undefined {
  const part = ISO.exec(text);
  if (part === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction, zulu, sign, east, eastMinute] = part;
  const localMs = utcOf({ year, month, day, hour, minute, second });
  if (localMs === undefined) return undefined;
  const ms = fraction === undefined ? 0 : Math.floor(Number(`0.${fraction}`) * 1000 + 1e-6);
  const offset = Number(east ?? 0) * HOUR_MS + Number(eastMinute ?? 0) * MINUTE_MS;
  if (offset > OFFSET_MAX_MS) return undefined;
  const isLocal = sign === undefined && (zulu === undefined || zIsLocal);
  const offsetMs = isLocal ? null : sign === '-' ? -offset : offset;
  return { localMs: localMs + ms, offsetMs, precision: finestOf(hour, second, fraction) };
}

/** No zone lies further from UTC than 14 hours; what lies further than 18 is no offset (as in java.time). */
const OFFSET_MAX_MS = 18 * HOUR_MS;

function finestOf(
  hour: string | undefined,
  second: string | undefined,
  fraction: string | undefined,
): Precision {
  if (fraction !== undefined) return 'MILLISECOND';
  if (second !== undefined) return 'SECOND';
  return hour === undefined ? 'DAY' : 'MINUTE';
}

const TWO_DIGIT_YEARS = new Set(['101', '201', '202']);

/** Digits of the zoned formats whose year has two of them. */
const SHORT_ZONED: ReadonlyMap<string, number> = new Map([
  ['301', 10],
  ['302', 12],
]);
/** Formats 205 and 301 to 304: digits, then an offset as `+0800`, or the name of a zone; only that of UTC is read. */
const ZONED = /^(\d{10}|\d{12}|\d{14})(?:([+-])(\d\d)(\d\d)|\s?(?:Z|UTC|GMT))$/i;

function readZoned(value: string, format: string): Reading | undefined {
  const [, digits, sign, hours, minutes] = ZONED.exec(value) ?? [];
  if (digits === undefined) return undefined;
  const offset = Number(hours ?? 0) * HOUR_MS + Number(minutes ?? 0) * MINUTE_MS;
  if (offset > OFFSET_MAX_MS) return undefined;
  const isShort = SHORT_ZONED.get(format) === digits.length;
  const reading = readDigits(isShort ? `20${digits}` : digits, '');
  return reading && { ...reading, offsetMs: sign === '-' ? -offset : offset };
}

function readDigits(value: string, format: string): Reading | undefined {
  if (!/^\d+$/.test(value)) return undefined;
  const digits = TWO_DIGIT_YEARS.has(format) || value.length === 6 ? `20${value}` : value;
  const precision = PRECISION_BY_LENGTH[digits.length];
  if (precision === undefined) return undefined;
  const localMs = utcOf({
    year: digits.slice(0, 4),
    month: digits.slice(4, 6),
    day: digits.slice(6, 8),
    hour: digits.slice(8, 10) || undefined,
    minute: digits.slice(10, 12) || undefined,
    second: digits.slice(12, 14) || undefined,
  });
  return localMs === undefined ? undefined : { localMs, offsetMs: null, precision };
}

const PRECISION_BY_LENGTH: Readonly<Record<number, Precision>> = {
  8: 'DAY',
  12: 'MINUTE',
  14: 'SECOND',
};

type Parts = Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second', string | undefined>;

/** Milliseconds of a calendar reading as if it were UTC; undefined where there is no such day or time. */
function utcOf(parts: Parts): number | undefined {
  const year = Number(parts.year);
  const month = Number(parts.month);
  const day = Number(parts.day);
  const hour = Number(parts.hour ?? 0);
  const minute = Number(parts.minute ?? 0);
  const second = Number(parts.second ?? 0);
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined;
  // A leap second is stated as 60 and counts as the second after.
  if (hour > 23 || minute > 59 || second > 60) return undefined;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function daysIn(year: number, month: number): number {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return month === 2 && leap ? 29 : (DAYS[month - 1] ?? 0);
}
