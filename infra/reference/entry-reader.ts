import { PipelineError } from '../errors.ts';
import type { Point } from './reference.ts';

/** One entry of a reference file, read field by field; what is wrong is refused with file, entry and field. `OrNull`: null or not there. */
export type Entry = {
  /** Whether the field is null or not there. */
  isAbsent(field: string): boolean;
  text(field: string): string;
  textOrNull(field: string): string | null;
  oneOf<Value extends string>(field: string, values: readonly Value[]): Value;
  number(field: string, limits: { min: number; max: number }): number;
  /** An ISO 8601 time with offset as epoch milliseconds; null is open. */
  timeOrNull(field: string): number | null;
  texts(field: string): readonly string[];
  point(field: string): Point;
  /** At least two points. */
  line(field: string): readonly Point[];
  /** A closed ring of at least four points. */
  ring(field: string): readonly Point[];
  ringOrNull(field: string): readonly Point[] | null;
  zone(field: string): string;
  entry(field: string): Entry;
  /** Refuses any other field: a slip in the name of an optional one would leave it out without a word. */
  only(fields: readonly string[]): void;
  /** Start and end of a validity; null is open. */
  validity(): { validFrom: number | null; validUntil: number | null };
  refuse(field: string, why: string): never;
};

/** The entries of a list in a reference file, by the name of the list. */
export function readEntries(
  content: unknown,
  { file, list }: { file: string; list: string },
): readonly Entry[] {
  const entries = isObject(content) ? content[list] : undefined;
  if (!Array.isArray(entries)) {
    throw new PipelineError(
      'config-invalid',
      `Reading reference file ${file}: it must be an object with a list "${list}".`,
    );
  }
  return entries.map((value: unknown, index) => entryOf(value, `${file}, ${list}[${index}]`));
}

/** Reads one entry; `where` is what its errors begin with. */
export function entryOf(value: unknown, where: string): Entry {
  const fields = isObject(value) ? value : {};
  const name = typeof fields['id'] === 'string' ? `${where} (${fields['id']})` : where;
  const refuse = (field: string, why: string): never => {
    throw new PipelineError('config-invalid', `Reading reference file ${name}: ${field} ${why}.`);
  };
  const text = (field: string): string => {
    const found = fields[field];
    return typeof found === 'string' && found !== '' ? found : refuse(field, 'must be a text');
  };
  const points = (field: string, least: number): readonly Point[] => {
    const found = fields[field];
    if (!Array.isArray(found) || found.length < least) {
      return refuse(field, `must be a list of at least ${least} points`);
    }
    return found.map((item: unknown) => pointOf(item) ?? refuse(field, POINT_RULE));
  };
  const ring = (field: string): readonly Point[] => {
    const found = points(field, 4);
    const [first, last] = [found[0] as Point, found.at(-1) as Point];
    const closed = first[0] === last[0] && first[1] === last[1];
    return closed ? found : refuse(field, 'must end where it begins');
  };
  const timeOrNull = (field: string): number | null => {
    if (isAbsent(fields[field])) return null;
    return (
      instantOf(text(field)) ?? refuse(field, 'must be a time such as 2020-08-01T00:00:00+08:00')
    );
  };
  return {
    isAbsent: (field) => isAbsent(fields[field]),
    text,
    textOrNull: (field) => (isAbsent(fields[field]) ? null : text(field)),
    oneOf: (field, values) =>
      values.find((each) => each === fields[field]) ??
      refuse(field, `must be one of ${values.join(', ')}`),
    number: (field, { min, max }) => {
      const found = fields[field];
      const fits = typeof found === 'number' && found >= min && found <= max;
      return fits ? found : refuse(field, `must be a number from ${min} to ${max}`);
    },
    timeOrNull,
    texts: (field) => {
      const found = fields[field];
      const fits = Array.isArray(found) && found.every((each) => typeof each === 'string' && each);
      return fits ? (found as string[]) : refuse(field, 'must be a list of texts');
    },
    point: (field) => pointOf(fields[field]) ?? refuse(field, POINT_RULE),
    line: (field) => points(field, 2),
    ring,
    ringOrNull: (field) => (isAbsent(fields[field]) ? null : ring(field)),
    zone: (field) => {
      const found = text(field);
      return isZone(found) ? found : refuse(field, 'must be an IANA zone such as Asia/Shanghai');
    },
    entry: (field) => entryOf(fields[field], `${name}, ${field}`),
    only: (known) => {
      const other = Object.keys(fields).find((field) => !known.includes(field));
      if (other !== undefined) refuse(other, `is no field of it. It has ${known.join(', ')}`);
    },
    validity: () => {
      const [validFrom, validUntil] = [timeOrNull('validFrom'), timeOrNull('validUntil')];
      if (validFrom !== null && validUntil !== null && validUntil <= validFrom) {
        refuse('validUntil', 'must be after validFrom');
      }
      return { validFrom, validUntil };
    },
    refuse,
  };
}

const TIME_FORM = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$/;
/** Undefined where the text is no time, or of a day that no month has: the engine would take the next month's. */
function instantOf(text: string): number | undefined {
  if (!TIME_FORM.test(text)) return undefined;
  const day = text.slice(0, 10);
  const isDay = new Date(`${day}T00:00:00Z`).toJSON()?.startsWith(day) === true;
  const atMs = Date.parse(text);
  return isDay && !Number.isNaN(atMs) ? atMs : undefined;
}

const POINT_RULE = 'must be [longitude, latitude] in WGS-84 degrees';

function pointOf(value: unknown): Point | undefined {
  if (!Array.isArray(value) || value.length !== 2) return undefined;
  const [lon, lat] = value as [unknown, unknown];
  if (typeof lon !== 'number' || typeof lat !== 'number') return undefined;
  return Math.abs(lon) <= 180 && Math.abs(lat) <= 85 ? [lon, lat] : undefined;
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
