const CHARS_MAX = 80;
/** Lists and objects within each other; real ones have a handful, and writing out thousands overflows the stack. */
const LEVELS_MAX = 100;

/** A received value as a message shows it: as JSON, cut where it is long, named where it is nested without end. */
export function shown(value: unknown): string {
  if (isNested(value))
    return Array.isArray(value) ? 'a deeply nested list' : 'a deeply nested object';
  const text = JSON.stringify(typeof value === 'string' ? value.slice(0, CHARS_MAX + 1) : value);
  if (text === undefined) return 'nothing';
  return text.length > CHARS_MAX ? `${text.slice(0, CHARS_MAX)}…` : text;
}

/** Whether a JSON value is nested more deeply than any real one. */
export function isNested(value: unknown, levels: number = LEVELS_MAX): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isNested(inner, levels - 1));
}
