// Colours of JT/T 697.7: blue, yellow, black, white, green, other; 91 to 94 are the new-energy and farm plates.
const WITH_COLOUR = /^(.+)-([1-59]|9[1-4])$/u;
const MEMORY_MAX = 100_000;
const keys = new Map<string, string>();

/**
 * Key of a plate that is received without a colour: plate, hyphen, JT/T colour number. The same text in two colours is
 * two vehicles.
 */
export function plateKey(text: string, colour: number): string {
  return `${normalisePlate(text)}-${colour}`;
}

/** Key of a plate that may already be one, as `浙B12345-2`; colour is for those that come without. */
export function plateKeyOf(text: string, colour: number): string {
  const found = keys.get(text);
  if (found !== undefined) return found;
  const parts = WITH_COLOUR.exec(text.trim());
  const key = parts === null ? plateKey(text, colour) : plateKey(parts[1] ?? '', Number(parts[2]));
  // Only plates with a colour of their own are remembered: the others depend on a setting.
  if (parts !== null) {
    if (keys.size >= MEMORY_MAX) keys.clear();
    keys.set(text, key);
  }
  return key;
}

/** A received text that is a plate; null where it has no letter and no digit: feeds write a hyphen or a blank for none. */
export function plateIn(text: string | null): string | null {
  return text !== null && /[\p{L}\p{N}]/u.test(text) ? text : null;
}

/** Upper case, half width, without blanks, dots and hyphens. */
export function normalisePlate(text: string): string {
  return text
    .normalize('NFKC')
    .replaceAll(/[\s\-_.·•]/gu, '')
    .toUpperCase();
}
