/** A JSON object of which nothing is known yet. */
export type Json = Readonly<Record<string, unknown>>;

export function objectOf(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Json)
    : undefined;
}

/** A member by its name; where it is not there, by the same name in another spelling (`event_id`, `eventId`). */
export function member(object: Json | undefined, name: string): unknown {
  if (object === undefined) return undefined;
  if (Object.hasOwn(object, name)) return object[name];
  const wanted = plain(name);
  for (const key in object) if (plain(key) === wanted) return object[key];
  return undefined;
}

export function objectIn(object: Json | undefined, name: string): Json | undefined {
  return objectOf(member(object, name));
}

/** A member as text without blanks around it; null where there is none. */
export function textIn(object: Json | undefined, name: string): string | null {
  const value = member(object, name);
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (typeof value !== 'string') return null;
  return value.trim() || null;
}

/** A code word in upper case. */
export function codeIn(object: Json | undefined, name: string): string | null {
  return textIn(object, name)?.toUpperCase() ?? null;
}

/** The objects in a list member; what is no object is left out. */
export function objectsIn(object: Json | undefined, name: string): readonly Json[] {
  const value = member(object, name);
  if (!Array.isArray(value)) return [];
  return value.map(objectOf).filter((element) => element !== undefined);
}

const MEMORY_MAX = 1000;
const plainNames = new Map<string, string>();

/** A name without case and underscores; remembered, since a document repeats a few names all the time. */
function plain(name: string): string {
  const found = plainNames.get(name);
  if (found !== undefined) return found;
  const text = name.replaceAll('_', '').toLowerCase();
  if (plainNames.size >= MEMORY_MAX) plainNames.clear();
  plainNames.set(name, text);
  return text;
}
